"""A display, its paired browser and its socket, as tests hold them."""

from django.test import Client

from dispatch.wall.actions import pair_display
from dispatch.wall.door import COOKIE
from dispatch.wall.models import Display, PairingRequest
from tests.dispatch.live_helpers import Seat
from tests.factories import make_organisation, make_user


def make_display(name="hall", organisation=None, **more) -> Display:
    defaults = {"label_zh": "大厅", "label_en": "Hall", "language": "en", **more}
    return Display.objects.create(name=name, organisation=organisation or make_organisation(), **defaults)


def paired_browser(display: Display, by=None) -> Client:
    """A browser that went through the whole pairing."""
    browser = Client()
    browser.get(f"/wall/{display.name}/")
    request = PairingRequest.objects.latest("at")
    pair_display(display, request.code, by=by or make_user("duty_chief"))
    assert browser.get("/wall/code/").json() == {"state": "paired", "to": f"/wall/{display.name}/"}
    return browser


class Wall(Seat):
    """The socket of a paired browser."""

    def __init__(self, display: Display) -> None:
        super().__init__()
        self.path = f"/ws/wall/{display.name}/"
        self.client = paired_browser(display)
        cookie = f"{COOKIE}{display.name}={self.client.cookies[COOKIE + display.name].value}"
        self.headers = [*self.headers, (b"cookie", cookie.encode())]
        self._open()

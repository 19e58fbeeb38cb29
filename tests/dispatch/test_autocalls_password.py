"""The line's password: baresip answers a challenge by sipp (401) and by a proxy (407), or the operator reads why."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import timezone

from dispatch.autocalls import placing
from dispatch.autocalls.actions import start_campaign
from dispatch.autocalls.models import Attempt, Callee
from dispatch.autocalls.queries import fault_of
from incidents.telephony.models import Trunk
from tests.dispatch.autocall_world import make_campaign, make_line, make_rules, make_short, telephones
from tests.factories import make_user

PASSWORD = "open-sesame"
SIPP = Path(__file__).with_name("autocall_challenge.xml")


@contextmanager
def sipp(folder: Path) -> Iterator[tuple[str, int]]:
    """A telephone that asks for the password with 401, proves it for itself, and presses 1 by SIP INFO."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["sipp", "-sf", SIPP, "-i", "127.0.0.1", "-p", str(port), "-mi", "127.0.0.1", "-mp", "33600", "-nostdin"]
    with (folder / "sipp.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        yield "127.0.0.1", port
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [401, 407])
def test_a_wrong_password_costs_nobody_an_attempt_and_the_right_one_goes_through(status, monkeypatch, tmp_path):
    asks = {
        401: lambda: sipp(tmp_path),
        407: lambda: telephones(pace=0.05, password=PASSWORD, challenge=407),
    }[status]
    with asks() as address:
        trunk = make_line(address, password_env="MUSTER_TRUNK_TEST", ring_s=10)
        make_rules()
        campaign = make_campaign(["8000"], by=make_user("duty_chief"))
        make_short(campaign)
        campaign = start_campaign(campaign, by=campaign.by)

        monkeypatch.setenv("MUSTER_TRUNK_TEST", "wrong")
        assert placing.call_one()
        trunk.refresh_from_db()
        assert trunk.fault == "refused_login"
        assert f"The telephone exchange refuses user or password ({status}" in fault_of(campaign)
        callee = Callee.objects.get()
        assert (callee.state, callee.attempts_made) == ("waiting", 0)

        monkeypatch.setenv("MUSTER_TRUNK_TEST", PASSWORD)
        Trunk.objects.update(next_try_at=timezone.now())  # a quarter of a minute later
        Attempt.objects.filter(state="due").update(due_at=timezone.now())
        assert placing.call_one()
    callee.refresh_from_db()
    assert (callee.state, callee.attempts_made) == ("acknowledged", 1)
    assert fault_of(campaign) == ""

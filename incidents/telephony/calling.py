"""The one door through which a call goes out, whatever driver makes it."""

from collections.abc import Callable, Iterator

from incidents.telephony.baresip import Baresip
from incidents.telephony.faults import LineFault
from incidents.telephony.port import CallPort, Event, Order
from incidents.telephony.trunks import permit


def port() -> CallPort:
    """The driver of this installation."""
    return Baresip()


def place(order: Order, *, hang_up: Callable[[], bool] = lambda: False) -> Iterator[Event]:
    """Make the call, if it may be made at all. Raises ``LineFault`` while nothing has been sent."""
    permit(order.trunk, rehearsal=order.rehearsal)
    return port().place(order, hang_up=hang_up)


def check() -> None:
    """Raise ``LineFault`` when this machine cannot make calls."""
    port().check()


__all__ = ["LineFault", "check", "place", "port"]

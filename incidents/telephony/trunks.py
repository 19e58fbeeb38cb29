"""Which line carries a call, and the one place where drills and demonstrations are kept off the real ones."""

import ipaddress

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Length

from incidents.telephony.faults import LineFault
from incidents.telephony.models import Trunk
from incidents.telephony.numbers import NumberPlan
from units.organisations.models import Organisation


def rehearses(*, drill: bool) -> bool:
    """Whether a call is only played: it belongs to a drill, or this whole installation is a simulation."""
    return drill or settings.MUSTER["SIMULATION"]


def trunk_for(organisation: Organisation, *, rehearsal: bool) -> Trunk:
    """The nearest organisation's own line, else the one above it, else everybody's. Raises ``LineFault``."""
    lines = Trunk.objects.filter(active=True, simulated=rehearsal)
    fitting = lines.filter(Q(organisation=None) | Q(organisation__path__in=organisation.ancestor_paths()))
    nearest = fitting.order_by(Length("organisation__path").desc(nulls_last=True), "pk").first()
    if nearest is None:
        raise LineFault("no_exchange" if rehearsal else "no_trunk")
    return nearest


def plan_for(organisation: Organisation, *, rehearsal: bool) -> NumberPlan:
    """The number plan of the line that would be used; without a line, that of the installation's region."""
    try:
        trunk = trunk_for(organisation, rehearsal=rehearsal)
    except LineFault:
        return NumberPlan(region=settings.MUSTER["TELEPHONE_REGION"])
    return NumberPlan(region=trunk.region, extension_digits=trunk.extension_digits)


def permit(trunk: Trunk, *, rehearsal: bool) -> None:
    """The gate before every call of any driver: raises ``LineFault("rehearsal")`` unless the call may use this line.

    A rehearsal needs a simulated exchange, and a simulated exchange is on this machine, whatever its row says: somebody
    who ticks the box at a real trunk reaches nobody. A real call never goes to simulated phones, which would answer it.
    """
    if (rehearsal or settings.MUSTER["SIMULATION"]) and not (trunk.simulated and on_this_machine(trunk.server)):
        raise LineFault("rehearsal", trunk.name)
    if trunk.simulated and not rehearses(drill=rehearsal):
        raise LineFault("no_trunk")


def on_this_machine(server: str) -> bool:
    """Whether it is an address of the loopback interface. Names are not believed: they may lead anywhere."""
    host = server.rsplit(":", 1)[0] if server.count(":") == 1 else server
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

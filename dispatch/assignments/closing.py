"""An incident does not leave the queue while somebody is on the way to it."""

from django.utils.translation import gettext as _

from dispatch.assignments.models import Assignment
from incidents.register.models import Incident
from units.access.refused import Refused


def refuse_while_orders_run(incident: Incident) -> None:
    """Raise `Refused` naming the units whose orders run."""
    signs = list(
        Assignment.objects.live()
        .filter(incident=incident)
        .order_by("sent_at")
        .values_list("unit__call_sign", flat=True)
    )
    if signs:
        raise Refused(
            _("Orders are still running: %(units)s. Clear, return or cancel them first.") % {"units": ", ".join(signs)},
            code="orders_running",
            data={"units": signs},
        )

"""An officer in danger: the alarm bit of a vehicle terminal, the SOS of a phone."""

from datetime import UTC, datetime

from django.db import transaction

from units.crews.models import Unit
from units.signals import changed
from units.terminals.models import Terminal


@transaction.atomic
def declare_danger(
    terminal: Terminal, unit_id: int | None, *, lon: float | None = None, lat: float | None = None, at: float
) -> None:
    """Announce it, of the unit that the terminal speaks for, else of the terminal itself. Told again, it is told again:
    whoever listens knows whether it rings already."""
    unit = Unit.objects.select_related("organisation").filter(pk=unit_id).first() if unit_id else None
    subject = unit or terminal
    facts = {"terminal": terminal.label, "lon": lon, "lat": lat, "at": datetime.fromtimestamp(at, UTC).isoformat()}
    verb = "unit.in_danger" if unit else "terminal.in_danger"
    changed.send(sender=type(subject), verb=verb, subject=subject, by=terminal.user, data=facts)

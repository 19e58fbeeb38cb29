"""Opening a playback: what it covers is settled once, journalled, and served from then on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.playback.forms import LONGEST
from dispatch.playback.models import Playback
from incidents.register.models import Incident
from incidents.signals import read as incident_read
from units.access.refused import Refused
from units.access.scope import organisations_visible_to
from units.crews.models import Unit
from units.crews.queries import units_by_call_sign
from units.signals import read as unit_read

MOST_UNITS = 10_000
KEPT = timedelta(hours=12)
AROUND = timedelta(minutes=2)


@transaction.atomic
def open_playback(
    user, *, incident: str = "", units: str = "", organisation: str = "", since: datetime | None, until: datetime | None
) -> Playback:
    """A playback of what the user may see. Raises ``Refused`` for what there is not; that it was read is journalled."""
    row = None
    chosen: dict[int, Unit] = {}
    seen = Unit.objects.visible_to(user, "track.see")
    if incident:
        row = Incident.objects.visible_to(user).filter(code=incident.strip()).first()
        if row is None:
            raise Refused(_("There is no incident “%(code)s” that you may see.") % {"code": incident}, field="incident")
        until = until or min((row.closed_at or timezone.now()) + AROUND, timezone.now())
        since = since or min(row.called_at, row.opened_at) - AROUND
        since = max(since, until - LONGEST)
        chosen |= {unit.pk: unit for unit in seen.filter(assignments__incident=row).distinct()}
    if units:
        named, unknown = units_by_call_sign(user, units.replace("，", ",").split(","), "track.see")
        if unknown:
            words = _("There is no unit %(unit)s whose track you may see.") % {"unit": ", ".join(unknown)}
            raise Refused(words, field="units")
        chosen |= {unit.pk: unit for unit in named}
    branch = None
    if organisation:
        branch = organisations_visible_to(user, "track.see").filter(code=organisation.strip()).first()
        if branch is None:
            words = _("There is no organisation “%(code)s” that you may see.") % {"code": organisation}
            raise Refused(words, field="organisation")
        inside = seen.filter(active=True, organisation__path__startswith=branch.path)
        chosen |= {unit.pk: unit for unit in inside[: MOST_UNITS + 1]}
    if len(chosen) > MOST_UNITS:
        words = _("More than %(most)s units: choose a smaller organisation.") % {"most": MOST_UNITS}
        raise Refused(words, field="organisation")
    if until > timezone.now():
        until = timezone.now()
    if since >= until:
        raise Refused(_("From must lie in the past."), field="since")
    Playback.objects.filter(by=user, opened_at__lt=timezone.now() - KEPT).delete()
    opened = Playback.objects.create(by=user, since=since, until=until, incident=row, units=sorted(chosen))
    _journal(user, opened, row, [] if branch else list(chosen.values()), branch)
    return opened


def _journal(user, opened: Playback, incident, units: list[Unit], branch) -> None:
    asked = {"since": opened.since.isoformat(), "until": opened.until.isoformat(), "units": len(opened.units)}
    if incident is not None:
        facts = asked | {"call_signs": [unit.call_sign for unit in units]}
        incident_read.send(sender=Incident, subject=incident, by=user, purpose="playback", data=facts)
    if branch is not None:
        unit_read.send(sender=type(branch), subject=branch, by=user, purpose="playback", data=asked)
    elif incident is None:
        for unit in units:
            unit_read.send(sender=Unit, subject=unit, by=user, purpose="playback", data=asked)

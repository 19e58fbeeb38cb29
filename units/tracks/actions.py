"""Taking tracks out of the house: a deed, because somebody must answer for it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from units.access.refused import Refused
from units.crews.models import Unit
from units.signals import changed
from units.tracks.export import TYPES, Track, as_geojson, as_gpx
from units.tracks.fixes import fixes_of
from units.tracks.purposes import ExportPurpose


@transaction.atomic
def export_tracks(
    units: list[Unit], since: datetime, until: datetime, *, form: str, purpose: str, by, raw: bool = False, note=""
) -> str:
    """The file's text; ``form``: gpx or geojson. Journalled for each unit. Guard units with ``track.export`` before.

    ``raw``: every stored fix with its verdict, else the true ones. Refused without a purpose of the list.
    """
    if form not in TYPES:
        raise Refused(_("Choose GPX or GeoJSON."), code="format", field="format")
    if purpose not in ExportPurpose.values:
        raise Refused(_("Say what the track is taken out for: choose a purpose."), code="purpose", field="purpose")
    tracks = []
    for unit in units:
        fixes = fixes_of(unit.pk, since, until, raw=raw)
        tracks.append(Track(unit.call_sign, fixes))
        facts = {"purpose": purpose, "note": note[:200], "format": form, "raw": raw, "fixes": len(fixes)}
        facts |= {"since": since.isoformat(), "until": until.isoformat()}
        changed.send(sender=Unit, verb="track.exported", subject=unit, by=by, data=facts)
    title = f"{', '.join(track.unit for track in tracks[:5])} {since:%Y-%m-%d %H:%M}–{until:%Y-%m-%d %H:%M %Z}"
    return (as_gpx if form == "gpx" else as_geojson)(tracks, title)

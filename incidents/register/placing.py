"""The deeds on the place: correcting it, verifying it, and giving the incident to another station."""

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.register.fields import clean_point
from incidents.register.jurisdiction import jurisdiction_at
from incidents.register.models import Incident, PlaceCorrection, PlaceSource
from incidents.register.refusal import refusal
from incidents.register.saving import lock, store
from incidents.register.states import OPEN
from units.organisations.models import Organisation

PLACE_COLUMNS = [
    "point",
    "address",
    "place_typed",
    "place_source",
    "place_at",
    "place_uncertainty_m",
    "place_verified",
    "area",
    "beat",
    "organisation",
]


@transaction.atomic
def correct_place(
    incident: Incident,
    *,
    point: Point,
    reason: str,
    by,
    address: str = "",
    place_typed: str = "",
    place_source: str = PlaceSource.MAP,
    place_uncertainty_m: float = 0,
    place_verified: bool = False,
    at: datetime | None = None,
    editor: str = "",
) -> Incident:
    """Location correction (位置修正): the old place stays as a ``PlaceCorrection`` with who, when and why.

    Area, beat and station are derived anew, the station only when nobody has overridden it. The words typed at intake
    stay unless new ones are given. Raises ``Refused`` for a missing reason or a closed incident.
    """
    lock(incident)
    must_be_open(incident)
    point = clean_point(point.x, point.y)
    reason = need_reason(reason)
    PlaceCorrection.objects.create(
        incident=incident,
        point=incident.point,
        address=incident.address,
        source=incident.place_source,
        uncertainty_m=incident.place_uncertainty_m,
        new_point=point,
        reason=reason,
        by=by,
    )
    facts = {
        "reason": reason,
        "from": {"lon": incident.point.x, "lat": incident.point.y},
        "to": {"lon": point.x, "lat": point.y},
        "source": place_source,
        "uncertainty_m": place_uncertainty_m,
    }
    station_before = incident.organisation
    found = jurisdiction_at(point, asked_by=by)
    incident.point = point
    incident.address = address[:300]
    incident.place_typed = place_typed[:300] or incident.place_typed
    incident.place_source = place_source
    incident.place_at = at or timezone.now()
    incident.place_uncertainty_m = max(place_uncertainty_m or 0, 0)
    incident.place_verified = place_verified
    incident.area, incident.beat = found.area, found.beat
    if found.organisation is not None and not incident.organisation_reason:
        incident.organisation = found.organisation
    if incident.organisation != station_before:
        facts["organisation"] = _names(incident.organisation)
        facts["organisation_before"] = _names(station_before)
    return store(incident, "place.corrected", by=by, columns=PLACE_COLUMNS, typed=["place"], editor=editor, data=facts)


@transaction.atomic
def verify_place(incident: Incident, *, by) -> Incident:
    """Somebody who can know it says that the point is right."""
    lock(incident)
    must_be_open(incident)
    if incident.place_verified:
        return incident
    incident.place_verified = True
    return store(incident, "place.verified", by=by, columns=["place_verified"], typed=["place"])


@transaction.atomic
def override_organisation(incident: Incident, organisation: Organisation, *, by, reason: str) -> Incident:
    """Another station answers for it than the polygons say; it stays so when the place is corrected."""
    lock(incident)
    must_be_open(incident)
    reason = need_reason(reason)
    if organisation == incident.organisation:
        raise refusal(
            "organisation", _("This station already answers for it."), _("Choose another station."), code="same"
        )
    facts = {"reason": reason, "organisation_before": _names(incident.organisation)}
    incident.shared_with.add(incident.organisation)  # who had it so far is not left without it
    incident.organisation = organisation
    incident.organisation_reason = reason
    return store(
        incident,
        "incident.organisation_overridden",
        by=by,
        columns=["organisation", "organisation_reason"],
        typed=["organisation"],
        data=facts | {"organisation": _names(organisation)},
    )


def must_be_open(incident: Incident) -> None:
    if incident.state not in OPEN:
        raise refusal(
            "state",
            _("This incident has left the queue: %(state)s.") % {"state": incident.get_state_display()},
            _("Reopen it first."),
            code="not_open",
            state=incident.state,
        )


def need_reason(reason: str, field: str = "reason") -> str:
    """The reason, trimmed to its column. Raises ``Refused`` when there is none."""
    reason = (reason or "").strip()[:200]
    if not reason:
        raise refusal(field, _("A reason is missing."), _("Say in a few words why."), code="missing")
    return reason


def _names(organisation: Organisation) -> dict[str, str | int]:
    return {"id": organisation.pk, "zh": organisation.name_zh, "en": organisation.name_en}

"""What the review of an incident's reports shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dispatch.reports.models import ReportState, ResponseReport
from dispatch.reports.queries import reports_of
from incidents.register.models import Incident, InvolvedPerson
from units.access.scope import may

COUNTS = (
    *("officers", "vehicles", "involved", "helped", "injured", "dead", "arrested", "fled"),
    "evidence_items",
)
TEXTS = ("place", "place_class", "weather", "loss", "case_number", "handed_to")
TRAFFIC_WORDS = {
    "form": _("form of the accident"),
    "cause": _("cause"),
    "visibility": _("visibility"),
    "surface": _("road surface"),
    "damage": _("damage"),
    "vehicles": _("vehicles damaged"),
}


def reports_context(user, incident: Incident) -> dict[str, Any]:
    """For ``dispatch/reports/_review.html``. Parties are shown to who may see callers, else only counted."""
    parties = may(user, "caller.see", incident.organisation)
    review = may(user, "report.review", incident.organisation)
    return {
        "incident": incident,
        "reports": [_shown(report, user, parties, review) for report in reports_of(incident)],
    }


def _shown(report: ResponseReport, user, parties: bool, review: bool) -> dict[str, Any]:
    field = report._meta.get_field
    return {
        "report": report,
        "counts": [(field(name).verbose_name, getattr(report, name)) for name in COUNTS if getattr(report, name)],
        "texts": [(field(name).verbose_name, getattr(report, name)) for name in TEXTS if getattr(report, name)],
        "traffic": [(TRAFFIC_WORDS[key], value) for key, value in report.traffic.items() if key in TRAFFIC_WORDS],
        "parties": [_party(row) for row in report.parties] if parties else [],
        "parties_hidden": 0 if parties else len(report.parties),
        "changed_kind": report.found_kind_id not in (None, report.incident.kind_id),
        "may_review": review and report.state == ReportState.SUBMITTED and report.by_id != user.pk,
        "own": report.by_id == user.pk,
    }


def _party(row: dict) -> dict[str, Any]:
    roles = dict(InvolvedPerson.Role.choices)
    return {**row, "role": roles.get(row.get("role"), row.get("role"))}

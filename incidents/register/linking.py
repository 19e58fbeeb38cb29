"""The deeds between two incidents. Nothing merges by itself, and both originals stay readable."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.register.models import Incident, IncidentLink
from incidents.register.placing import must_be_open, need_reason
from incidents.register.refusal import refusal
from incidents.register.saving import lock, store
from incidents.signals import closing


@transaction.atomic
def link_incidents(incident: Incident, other: Incident, *, kind: str, by) -> IncidentLink:
    """Same event, series or related. Linking twice is linking once."""
    _must_differ(incident, other)
    if kind not in IncidentLink.Kind.values:
        raise refusal("kind", _("This kind of link does not exist."), _("Choose one from the list."), code="invalid")
    low, high = sorted((incident, other), key=lambda row: row.pk)
    link, new = IncidentLink.objects.get_or_create(a=low, b=high, kind=kind, defaults={"by": by})
    if new:
        _tell_both(low, high, "incident.linked", by, {"kind": kind})
    return link


@transaction.atomic
def unlink_incidents(link: IncidentLink, *, by) -> None:
    _tell_both(link.a, link.b, "incident.unlinked", by, {"kind": link.kind})
    link.delete()


@transaction.atomic
def merge_incident(incident: Incident, *, into: Incident, by, reason: str) -> Incident:
    """``incident`` leaves the queue as a repeat of ``into``; its story and fields stay as they are.

    Refused while orders run on ``incident`` (merge the other way, or cancel them), and into one that is not open.
    """
    _must_differ(incident, into)
    reason = need_reason(reason)
    _lock_both(incident, into)
    must_be_open(incident)
    if not into.open:
        raise refusal(
            "into",
            _("%(code)s is not open any more.") % {"code": into.code},
            _("Reopen it first, or merge the other way round."),
            code="not_open",
        )
    closing.send(sender=Incident, incident=incident, verb="incident.merged", by=by)
    incident.state = "merged"
    incident.merged_into = into
    incident.state_since = incident.closed_at = timezone.now()
    incident.held_until = None
    columns = ["state", "merged_into", "state_since", "closed_at", "held_until"]
    store(incident, "incident.merged", by=by, columns=columns, data={"into": into.code, "reason": reason})
    store(into, "incident.absorbed", by=by, data={"code": incident.code, "reason": reason})
    return incident


@transaction.atomic
def unmerge_incident(incident: Incident, *, by, reason: str) -> Incident:
    """Back into the queue as an incident of its own."""
    reason = need_reason(reason)
    into = incident.merged_into
    if into is None:
        raise refusal("state", _("It is not merged."), _("Nothing needs to be undone."), code="wrong_state")
    _lock_both(incident, into)
    if incident.merged_into_id != into.pk:
        raise refusal("state", _("Somebody has just un-merged it."), _("Look at its story."), code="wrong_state")
    incident.state = "accepted"
    incident.merged_into = None
    incident.state_since = timezone.now()
    incident.closed_at = None
    columns = ["state", "merged_into", "state_since", "closed_at"]
    store(incident, "incident.unmerged", by=by, columns=columns, data={"from": into.code, "reason": reason})
    store(into, "incident.released", by=by, data={"code": incident.code, "reason": reason})
    return incident


def _must_differ(incident: Incident, other: Incident) -> None:
    if incident.pk == other.pk:
        raise refusal("other", _("This is the same incident."), _("Give the code of another one."), code="same")


def _lock_both(incident: Incident, other: Incident) -> None:
    """Always the older first, so that two people merging crosswise do not wait for each other for ever."""
    for row in sorted((incident, other), key=lambda row: row.pk):
        lock(row)


def _tell_both(a: Incident, b: Incident, verb: str, by, facts: dict) -> None:
    _lock_both(a, b)
    store(a, verb, by=by, data={**facts, "other": b.code})
    store(b, verb, by=by, data={**facts, "other": a.code})

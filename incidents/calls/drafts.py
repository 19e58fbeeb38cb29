"""The deeds on a draft: autosave, release to the dispatchers, end as a call, discard. A draft cannot fall off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.calls.models import Call, Draft
from incidents.calls.queries import hidden_fields
from incidents.calls.taking import record_call
from incidents.calls.typed import as_call, as_incident, is_known, point_of, values_of
from incidents.register.actions import change_incident, open_incident
from incidents.register.fieldmerge import Conflict, merge
from incidents.register.models import Incident
from incidents.register.refusal import Refused, refusal
from incidents.signals import changed
from incidents.timeline.actions import note

LONGEST_FIELD = 50_000  # characters of JSON
SHOWN_WORDS = 40  # as many as the queue shows: later typing is saved, but announced to nobody


@dataclass
class Saved:
    """What became of one autosave."""

    draft: Draft
    saved: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@transaction.atomic
def save_draft(
    draft_id: UUID,
    typed: Mapping[str, Any],
    bases: Mapping[str, int | None] | None = None,
    *,
    by,
    organisation=None,
    editor: str = "",
    at_incident: bool = False,
) -> Saved:
    """Store what was typed since the last time; the first time makes the draft. The browser chose ``draft_id``.

    Saved as typed, right or wrong. Saving the same again changes nothing. When the draft has become an incident, the
    fields go on there (``at_incident``: the form knows, its bases are the incident's versions); when it was discarded,
    typing on brings it back; when it ended as a call, it is refused.
    """
    draft, new = Draft.objects.get_or_create(
        pk=draft_id, defaults={"by": by, "organisation": organisation or by.organisation}
    )
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    hidden = hidden_fields(by, draft)
    typed = {name: value for name, value in typed.items() if is_known(name) and len(str(value)) <= LONGEST_FIELD}
    typed = {name: value for name, value in typed.items() if name not in hidden}
    if draft.call_id:
        raise refusal(
            "state",
            _("This call was already ended as %(code)s.") % {"code": draft.call.code},
            _("Open a new form."),
            code="ended",
            call=draft.call.code,
        )
    if draft.incident_id:
        if not at_incident:
            bases = _as_seen_before_release(draft, typed, bases or {})
        change = change_incident(draft.incident, typed, bases, by=by, editor=editor)
        return Saved(draft, change.saved, change.conflicts, change.refused)
    merged = merge(draft.fields, typed, bases or {}, by=by.pk, editor=editor)
    before = _shown(draft)
    for name, value in merged.accepted.items():
        draft.fields[name] = {
            "value": value,
            "version": draft.fields.get(name, {}).get("version", 0) + 1,
            "by": by.pk,
            "editor": editor,
            "at": timezone.now().isoformat(),
        }
    draft.point = point_of(draft.fields)
    if draft.discarded_at and merged.accepted:
        draft.discarded_at, draft.discard_reason = None, ""
        before = None
    if new or _shown(draft) != before:
        draft.version += 0 if new else 1
        draft.save()
        verb = "draft.opened" if new or before is None else "draft.saved"
        changed.send(sender=Draft, verb=verb, subject=draft, by=by, data={"fields": list(merged.accepted)})
    else:
        draft.save(update_fields=["fields", "point", "saved_at"])
    return Saved(draft, list(merged.accepted), merged.conflicts)


@transaction.atomic
def release_draft(draft: Draft, *, by) -> Incident:
    """Pre-release (预派): open the incident from what is typed so far, by the taker or a dispatcher.

    The taker's form goes on at the incident. Twice is once. Raises the first ``Refused`` (all: ``data["all"]``).
    """
    draft.refresh_from_db(from_queryset=Draft.objects.select_for_update(of=("self",)))
    if draft.incident_id:
        return draft.incident
    _must_live(draft)
    arguments, refused = as_incident(draft.fields)
    if refused:
        refused[0].data["all"] = [{**one.as_dict(), "data": dict(one.data)} for one in refused]
        raise refused[0]
    began_at = draft.answers.began_at if draft.answers else draft.opened_at
    incident = open_incident(by=by, called_at=began_at, **arguments)
    incident.field_versions = {
        **incident.field_versions,
        **{name: {**kept, "version": 1} for name, kept in draft.fields.items() if name in incident.field_versions},
    }
    incident.save(update_fields=["field_versions"])
    record_call(
        by=draft.by,
        organisation=draft.organisation,
        incident=incident,
        began_at=draft.opened_at,
        call=draft.answers,
        **as_call(draft.fields),
    )
    draft.incident = incident
    return_to = {"incident": incident.code}
    _end(draft, "draft.released", by, return_to, ["incident"])
    if by != draft.by:
        note(incident, "draft.released", by=by, data={"taker": draft.by_id})
    return incident


@transaction.atomic
def end_as_call(draft: Draft, *, by, nature: str = "", incident: Incident | None = None) -> Call:
    """End without an incident of its own: an enquiry, a test, nuisance; or a repeat of ``incident``, told there."""
    draft.refresh_from_db(from_queryset=Draft.objects.select_for_update(of=("self",)))
    if draft.call_id:
        return draft.call
    if draft.incident_id:
        raise refusal(
            "state",
            _("It is already the incident %(code)s.") % {"code": draft.incident.code},
            _("Merge it, or mark it invalid."),
            code="released",
        )
    arguments = as_call(draft.fields)
    if nature:
        arguments["nature"] = nature
    draft.call = record_call(
        by=draft.by,
        organisation=draft.organisation,
        incident=incident,
        began_at=draft.opened_at,
        call=draft.answers,
        **arguments,
    )
    draft.discarded_at = timezone.now()
    _end(draft, "draft.ended", by, {"call": draft.call.code}, ["call", "discarded_at"])
    return draft.call


@transaction.atomic
def discard_draft(draft: Draft, *, by, reason: str) -> Draft:
    """Take it off the list with a reason; what was typed stays in the row. An empty form needs no reason."""
    draft.refresh_from_db(from_queryset=Draft.objects.select_for_update(of=("self",)))
    if draft.discarded_at:
        return draft
    _must_live(draft)
    reason = reason.strip()[:120]
    if not reason and any(values_of(draft.fields).values()):
        raise refusal("reason", _("A reason is missing."), _("Say in a few words why."), code="missing")
    draft.discarded_at, draft.discard_reason = timezone.now(), reason
    _end(draft, "draft.discarded", by, {"reason": reason}, ["discarded_at", "discard_reason"])
    return draft


def _as_seen_before_release(draft: Draft, typed: Mapping[str, Any], bases: Mapping[str, int | None]) -> dict[str, int]:
    """For a form that has not heard of the release: the draft's newest became the incident's first version."""
    newest = {name: draft.fields.get(name, {}).get("version", 0) for name in typed}
    return {name: 1 if (bases.get(name) or 0) >= newest[name] else 0 for name in typed}


def _must_live(draft: Draft) -> None:
    if draft.incident_id or draft.discarded_at:
        raise refusal("state", _("This draft has ended already."), _("Open a new form."), code="ended")


def _end(draft: Draft, verb: str, by, facts: dict[str, Any], columns: list[str]) -> None:
    draft.version += 1
    draft.save(update_fields=[*columns, "version", "saved_at"])
    changed.send(sender=Draft, verb=verb, subject=draft, by=by, data=facts)


def _shown(draft: Draft) -> tuple:
    """What the queue shows of it: only when this changes is it news."""
    values = values_of(draft.fields)
    point = draft.point.coords if draft.point else None
    words = str(values.get("description") or "")[:SHOWN_WORDS]
    return values.get("kind"), point, words, tuple(values.get("risk_flags") or ())

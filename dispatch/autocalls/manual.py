"""What a named person does with the rows that the machine could not settle."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.autocalls.attempts import rules_of
from dispatch.autocalls.models import Campaign, ManualCall
from dispatch.autocalls.people import duty_person
from dispatch.autocalls.states import SETTLING, CalleeState, ManualResult
from dispatch.autocalls.telling import label_in_both, note_in_story, tell, touch
from dispatch.timers.alarms import end_alarms, raise_alarm
from units.access.refused import Refused
from units.access.scope import may
from units.people.models import User

LONGEST = 1000
ALARM = "autocall.manual"


@transaction.atomic
def settle_manual_call(manual: ManualCall, result: str, *, by: User, notes: str | None = None) -> ManualCall:
    """One click: ``coming``, ``not_coming``, ``wrong_number``, ``given_up`` settle the row; ``not_reached`` counts a
    try and leaves it open. Raises ``Refused``: it is settled already, or ``result`` is none of these."""
    if result not in ManualResult.values:
        raise Refused(_("Choose one of the results."), code="result", field="result")
    manual = _locked(manual)
    _refuse_settled(manual)
    _write(manual, notes)
    manual.tries += 1
    if result in SETTLING:
        now = timezone.now()
        manual.result, manual.settled_at, manual.settled_by = result, now, by
        callee = manual.callee
        callee.state, callee.settled_at = CalleeState.DONE, now
        callee.save(update_fields=["state", "settled_at"])
        touch(callee)
    manual.save()
    touch(manual)
    tell(manual, "manual_call.settled" if manual.result else "manual_call.tried", by=by, data={"result": result})
    if manual.result:
        tell(manual.callee, "callee.done", by=by, data={"result": result})
        names = {"zh": manual.callee.name_zh, "en": manual.callee.name_en}
        said = {"who": names, "answer": label_in_both(ManualResult, result)}
        note_in_story(manual.campaign, "autocall.settled", by=by, data=said, unit=manual.callee.unit)
        _quiet_when_none_is_late(manual.campaign)
    return manual


@transaction.atomic
def note_manual_call(manual: ManualCall, notes: str, *, by: User) -> ManualCall:
    """Keep the notes (they replace those before). At most 1000 characters."""
    manual = _locked(manual)
    _write(manual, notes)
    manual.save(update_fields=["notes"])
    touch(manual)
    tell(manual, "manual_call.noted", by=by, data={})
    return manual


@transaction.atomic
def reassign_manual_call(manual: ManualCall, person: User, *, by: User) -> ManualCall:
    """Another named person takes over; their time begins anew."""
    manual = _locked(manual)
    _refuse_settled(manual)
    if not may(person, "autocall.answer", manual.organisation):
        words = _("%(person)s may not take over calls of %(organisation)s.")
        names = {"person": person.name, "organisation": manual.organisation}
        raise Refused(words % names, code="person", field="person")
    manual.person = person
    limit_s = rules_of(manual.campaign).manual_after_s
    manual.escalate_at = timezone.now() + timedelta(seconds=limit_s) if limit_s else None
    manual.save(update_fields=["person", "escalate_at"])
    touch(manual)
    tell(manual, "manual_call.reassigned", by=by, data={"person": person.username})
    return manual


def escalate_late(now: datetime | None = None) -> int:
    """Rows nobody settled in time go to the duty chief, or the one above; each once per limit. How many went up."""
    now = now or timezone.now()
    late = ManualCall.objects.filter(settled_at=None, escalate_at__lte=now)
    return sum(_escalate(pk, now) for pk in late.values_list("pk", flat=True)[:200])


@transaction.atomic
def _escalate(pk: int, now: datetime) -> int:
    rows = ManualCall.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related(
        "campaign__organisation", "campaign__incident", "organisation", "callee", "person"
    )
    manual = rows.filter(pk=pk, settled_at=None, escalate_at__lte=now).first()
    if manual is None:
        return 0
    had = [manual.person_id] if manual.person_id else []
    # Whoever had it keeps it when there is nobody else: it still rises, and says so again.
    manual.person = duty_person(manual.organisation, beyond=had) or manual.person
    limit_s = rules_of(manual.campaign).manual_after_s
    manual.escalated += 1
    manual.escalate_at = now + timedelta(seconds=limit_s) if limit_s else None
    manual.save(update_fields=["person", "escalated", "escalate_at"])
    touch(manual)
    person = manual.person.username if manual.person else ""
    tell(manual, "manual_call.escalated", data={"person": person, "times": manual.escalated})
    if manual.campaign.incident is not None:
        who = manual.person.name if manual.person else ""
        raise_alarm(ALARM, incident=manual.campaign.incident, data={"campaign": manual.campaign.code, "person": who})
    return 1


def _quiet_when_none_is_late(campaign: Campaign) -> None:
    incident = campaign.incident
    open_late = ManualCall.objects.filter(campaign__incident=incident, settled_at=None, escalated__gt=0)
    if incident is not None and not open_late.exists():
        end_alarms(incident, [ALARM])


def _locked(manual: ManualCall) -> ManualCall:
    rows = ManualCall.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("campaign__organisation", "campaign__incident", "organisation", "callee__unit").get(
        pk=manual.pk
    )


def _refuse_settled(manual: ManualCall) -> None:
    if manual.settled_at is not None:
        who = manual.settled_by.name if manual.settled_by else _("the machine")
        raise Refused(_("%(person)s has settled it already.") % {"person": who}, code="settled")


def _write(manual: ManualCall, notes: str | None) -> None:
    if notes is None:
        return
    if len(notes) > LONGEST:
        raise Refused(_("Notes have at most %(most)s characters.") % {"most": LONGEST}, code="long", field="notes")
    manual.notes = notes.strip()

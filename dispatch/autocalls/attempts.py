"""Attempts: planned, claimed once, followed to their end. Everybody locks campaign → attempt → person, in that order.

``claim`` is committed before anything is sent to the exchange. From then on the row is live until its call is over, or,
if whoever claimed it died, until ``ends_by``: no call lasts longer, so nobody is called while a phone may still ring.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from dispatch.autocalls.models import Attempt, Callee, CallRules, Campaign, ManualCall
from dispatch.autocalls.people import duty_person
from dispatch.autocalls.rules import UNCOUNTED, Rules, after, quiet_until
from dispatch.autocalls.states import (
    LIVE,
    AttemptState,
    CalleeState,
    CampaignState,
    ManualReason,
    Outcome,
)
from dispatch.autocalls.telling import label_in_both, note_in_story, tell, touch
from incidents.telephony.models import Trunk

logger = logging.getLogger(__name__)


def rules_of(campaign: Campaign) -> Rules:
    """The nearest organisation's rules; the shipped ones where the table has none."""
    paths = campaign.organisation.ancestor_paths()
    rows = CallRules.objects.filter(Q(organisation=None) | Q(organisation__path__in=paths))
    row = rows.order_by(F("organisation__path").desc(nulls_last=True)).first()
    if row is None:
        return Rules()
    names = Rules.__dataclass_fields__
    return Rules(**{name: getattr(row, name) for name in names})


def plan_attempt(callee: Callee, *, at: datetime) -> Attempt:
    """The person's next attempt, due then."""
    number = callee.attempts.count() + 1
    return Attempt.objects.create(
        callee=callee,
        campaign_id=callee.campaign_id,
        organisation_id=callee.organisation_id,
        number=callee.number,
        n=number,
        due_at=at,
    )


def due(now: datetime):
    """Attempts that may be dialled now, as far as campaign, quiet hours of the line and the number itself go."""
    busy = Attempt.objects.filter(number=OuterRef("number"), state__in=LIVE)
    return (
        Attempt.objects.filter(state=AttemptState.DUE, due_at__lte=now, campaign__state=CampaignState.RUNNING)
        .filter(Q(campaign__starts_at=None) | Q(campaign__starts_at__lte=now))
        .filter(Q(campaign__next_try_at=None) | Q(campaign__next_try_at__lte=now))
        .filter(~Exists(busy))
        .order_by("due_at", "pk")
    )


def campaigns_due(now: datetime) -> list[Campaign]:
    """Running campaigns with somebody to dial now, whose quiet hours it is not."""
    rows = Campaign.objects.filter(pk__in=due(now).values("campaign")).select_related("organisation", "incident")
    local = timezone.localtime(now)
    return [one for one in rows if quiet_until(local, one.quiet_from, one.quiet_to) is None]


def claim(campaign: Campaign, trunk: Trunk, now: datetime | None = None) -> Attempt | None:
    """Take one due attempt of the campaign: ``dialing`` from the commit on. None: nothing due, or no line free."""
    try:
        return _claim(campaign, trunk, now)
    except IntegrityError:  # another campaign dials the same number at this very moment: next time
        return None


@transaction.atomic
def _claim(campaign: Campaign, trunk: Trunk, now: datetime | None) -> Attempt | None:
    """The line's row is locked for these few statements, so that no two claims count the same free line.

    Everybody waits for everybody here: as few statements as will do, and the clock is read when it is our turn.
    """
    line = Trunk.objects.select_for_update(no_key=True).get(pk=trunk.pk)
    now = now or timezone.now()
    live = Attempt.objects.filter(state__in=LIVE)
    # The line failed: one call at a time finds out whether it is well again.
    if line.next_try_at is not None and (line.next_try_at > now or live.filter(trunk=line).exists()):
        return None
    counts = live.aggregate(line=Count("pk", filter=Q(trunk=line)), campaign=Count("pk", filter=Q(campaign=campaign)))
    if counts["line"] >= line.lines or counts["campaign"] >= campaign.lines:
        return None
    rows = due(now).filter(campaign=campaign).select_for_update(skip_locked=True, no_key=True, of=("self",))
    attempt = rows.select_related("callee").first()
    if attempt is None:
        return None
    attempt.state, attempt.trunk, attempt.dialing_at = AttemptState.DIALING, line, now
    attempt.ends_by = now + timedelta(seconds=line.limit_s + settings.MUSTER["CALL_MARGIN_S"])
    attempt.version += 1
    attempt.save(update_fields=["state", "trunk", "dialing_at", "ends_by", "version"])
    callee = attempt.callee
    Callee.objects.filter(pk=callee.pk).update(state=CalleeState.CALLING, version=F("version") + 1)
    attempt.campaign = callee.campaign = campaign
    tell(attempt, "attempt.dialled", data={"n": attempt.n, "attempt": attempt.code})
    tell(callee, "callee.called", data={"n": attempt.n})
    return attempt


@transaction.atomic
def note_progress(attempt: Attempt, state: str, *, at: datetime, call_id: str = "") -> None:
    """It rings, somebody answered. A row that has ended meanwhile stays as it is."""
    column = {AttemptState.RINGING: "rang_at", AttemptState.TALKING: "answered_at"}[AttemptState(state)]
    rows = Attempt.objects.filter(pk=attempt.pk, state__in=LIVE)
    if rows.update(state=state, version=F("version") + 1, **{column: at}, **({"call_id": call_id} if call_id else {})):
        Callee.objects.filter(pk=attempt.callee_id).update(version=F("version") + 1)
        attempt.callee.refresh_from_db()
        tell(attempt.callee, f"callee.{state}", data={"n": attempt.n})


@transaction.atomic
def end_attempt(
    attempt: Attempt, outcome: str, *, cause: str = "", key: str = "", at: datetime | None = None, **kept
) -> Attempt:
    """Write what became of it and what follows. Told twice, the first counts; only ``unknown`` gives way to the truth.

    ``kept``: columns of a recording, and ``call_id``.
    """
    campaign = (
        Campaign.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation", "incident", "manual_to", "alarm")
        .get(pk=attempt.campaign_id)
    )
    row = Attempt.objects.select_for_update(no_key=True, of=("self",)).get(pk=attempt.pk)
    callee = Callee.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.callee_id)
    late = row.state == AttemptState.ENDED and row.outcome == Outcome.UNKNOWN and outcome != Outcome.UNKNOWN
    if row.state not in LIVE and not late:
        return row
    row.state, row.outcome, row.cause, row.key = AttemptState.ENDED, outcome, cause[:120], key
    row.ended_at = at or timezone.now()
    for name, value in kept.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    row.campaign, row.callee = campaign, callee
    tell(row, "attempt.ended", data={"n": row.n, "attempt": row.code, "outcome": outcome, "cause": row.cause})
    names = {"zh": callee.name_zh, "en": callee.name_en}
    said = {"who": names, "n": row.n, "outcome": label_in_both(Outcome, outcome)}
    note_in_story(campaign, "autocall.attempted", data=said, unit=callee.unit)
    _follow(campaign, row, callee, late)
    finish_if_done(campaign)
    return row


def _follow(campaign: Campaign, attempt: Attempt, callee: Callee, late: bool) -> None:
    callee.last_outcome = attempt.outcome
    ended = callee.attempts.filter(state=AttemptState.ENDED)
    callee.attempts_made = ended.exclude(outcome__in=UNCOUNTED).count()
    callee.save(update_fields=["last_outcome", "attempts_made"])
    touch(callee)
    if attempt.outcome == Outcome.ACKNOWLEDGED:
        _settle(callee, CalleeState.ACKNOWLEDGED)
        return
    if late and not callee.attempts.filter(n__gt=attempt.n, state=AttemptState.DUE).exists():
        return  # what followed from "unknown" is under way or with a person: it stays there
    rules = rules_of(campaign)
    then = after(
        attempt.outcome,
        made=callee.attempts_made,
        unknowns=ended.filter(outcome=Outcome.UNKNOWN).count(),
        line_faults=ended.filter(outcome=Outcome.LINE_FAULT).count(),
        rules=rules,
    )
    if then.again_after_s is not None and campaign.open:
        callee.attempts.filter(state=AttemptState.DUE).update(state=AttemptState.VOID)
        callee.state = CalleeState.WAITING
        callee.save(update_fields=["state"])
        plan_attempt(callee, at=timezone.now() + timedelta(seconds=then.again_after_s))
        tell(callee, "callee.waits", data={"n": attempt.n, "again_after_s": then.again_after_s})
    elif then.reason and (campaign.open or attempt.outcome == Outcome.OBSTACLE):
        give_to_person(callee, then.reason)
    elif attempt.outcome == Outcome.OBSTACLE:
        _settle(callee, CalleeState.OBSTACLE)
    else:
        _settle(callee, CalleeState.WITHDRAWN)


def _settle(callee: Callee, state: str) -> None:
    """The machine's part is over: what was planned is not dialled, what a person had taken over is answered."""
    callee.attempts.filter(state=AttemptState.DUE).update(state=AttemptState.VOID)
    callee.state, callee.settled_at = state, timezone.now()
    callee.save(update_fields=["state", "settled_at"])
    if state == CalleeState.ACKNOWLEDGED:
        callee.manual_calls.filter(settled_at=None).update(
            result="coming", settled_at=timezone.now(), version=F("version") + 1
        )
    tell(callee, f"callee.{state}")


def give_to_person(callee: Callee, reason: str) -> ManualCall:
    """A named person takes over: the campaign's, else whoever has the duty. Once per person while it is open."""
    campaign = callee.campaign
    callee.attempts.filter(state=AttemptState.DUE).update(state=AttemptState.VOID)
    callee.state = CalleeState.OBSTACLE if reason == ManualReason.OBSTACLE else CalleeState.MANUAL
    callee.save(update_fields=["state"])
    touch(callee)
    limit_s = rules_of(campaign).manual_after_s
    now = timezone.now()
    manual, made = ManualCall.objects.get_or_create(
        callee=callee,
        settled_at=None,
        defaults={
            "campaign": campaign,
            "organisation_id": callee.organisation_id,
            "person": campaign.manual_to or duty_person(campaign.organisation),
            "reason": reason,
            "escalate_at": now + timedelta(seconds=limit_s) if limit_s else None,
        },
    )
    if made:
        person = manual.person.username if manual.person else ""
        tell(manual, "manual_call.opened", data={"reason": reason, "person": person})
        tell(callee, f"callee.{callee.state}", data={"reason": reason})
        if manual.person is not None:
            said = {"who": {"zh": callee.name_zh, "en": callee.name_en}, "person": manual.person.name}
            note_in_story(campaign, "autocall.handed_over", data=said, unit=callee.unit)
    return manual


def finish_if_done(campaign: Campaign) -> None:
    """Nobody waits or is being called any more: the machine's part of it is over. Hold the campaign's lock."""
    campaign.refresh_from_db(fields=["state"])  # its own end may have stopped it: a chase that was heard
    left = campaign.callees.filter(state__in=(CalleeState.WAITING, CalleeState.CALLING))
    if campaign.state in (CampaignState.RUNNING, CampaignState.PAUSED) and not left.exists():
        campaign.state, campaign.ended_at = CampaignState.FINISHED, timezone.now()
        campaign.fault = campaign.fault_detail = ""
        campaign.save(update_fields=["state", "ended_at", "fault", "fault_detail"])
        touch(campaign)
        tell(campaign, "campaign.finished", data=counts_of(campaign))
        note_in_story(campaign, "autocall.finished", data=counts_of(campaign))


def counts_of(campaign: Campaign) -> dict[str, int]:
    """Persons by state, those with none left out."""
    return dict(campaign.callees.order_by().values_list("state").annotate(persons=Count("pk")))


def give_up_lost(now: datetime | None = None) -> int:
    """Rows whose call must be over but that nobody ended: whoever made it died. ``unknown``, and on by the rules."""
    now = now or timezone.now()
    lost = Attempt.objects.filter(state__in=LIVE, ends_by__lte=now)
    given_up = 0
    for row in lost.order_by("ends_by")[:200]:
        try:
            end_attempt(row, Outcome.UNKNOWN, cause="interrupted")
            given_up += 1
        except Exception:
            logger.exception("Attempt %s was not given up", row.code)  # one bad row must not hold up the others
    return given_up

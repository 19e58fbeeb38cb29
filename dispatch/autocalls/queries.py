"""Reads of campaigns, their board and the list of calls by hand; each starts from what this user may see."""

from typing import Any

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dispatch.autocalls.attempts import counts_of
from dispatch.autocalls.models import Attempt, Callee, Campaign, ManualCall, MessageTemplate
from dispatch.autocalls.rules import quiet_until
from dispatch.autocalls.states import LIVE, AttemptState, CalleeState, CampaignState, ManualResult, Outcome
from incidents.telephony.faults import LineFault, fault_sentence
from incidents.telephony.numbers import shown
from incidents.telephony.trunks import rehearses, trunk_for
from units.access.scope import scope_paths, within

SEE, RUN = "autocall.see", "autocall.run"


def campaigns(user) -> QuerySet[Campaign]:
    """Newest first, with ``persons``, ``settled``, ``open_manual`` counted."""
    rows = Campaign.objects.visible_to(user).select_related("organisation", "incident", "by", "manual_to")
    gone = (CalleeState.WAITING, CalleeState.CALLING)
    return rows.annotate(
        persons=Count("callees", distinct=True),
        settled=Count("callees", filter=~Q(callees__state__in=gone), distinct=True),
        open_manual=Count("manual_calls", filter=Q(manual_calls__settled_at=None), distinct=True),
    ).order_by("-at")


def campaign_of(user, code: str, right: str = SEE) -> Campaign:
    """Raises ``Campaign.DoesNotExist`` for one the user may not see (or, with ``autocall.run``, not touch)."""
    rows = Campaign.objects.visible_to(user, right).select_related("organisation", "incident", "by", "manual_to")
    return rows.get(code=code)


def callees_of(campaign: Campaign) -> QuerySet[Callee]:
    """Of a campaign the user was let see: each with ``attempts`` (oldest first) and ``manual_calls`` fetched."""
    attempts = Attempt.objects.exclude(state=AttemptState.VOID).order_by("n")
    manual = ManualCall.objects.select_related("person", "settled_by").order_by("-at")
    rows = campaign.callees.select_related("user", "unit")
    return rows.prefetch_related(Prefetch("attempts", attempts), Prefetch("manual_calls", manual))


def versions_of(campaign: Campaign) -> list[tuple[int, str]]:
    """(person, version of their row on the board) for all of them: what a board needs to know which rows it lacks."""
    newest = ManualCall.objects.filter(callee=OuterRef("pk")).order_by("-at").values("version")[:1]
    rows = campaign.callees.order_by("pk").values_list("pk", "version", Subquery(newest))
    return [(pk, row_version(version, by_hand)) for pk, version, by_hand in rows]


def row_version(version: int, by_hand: int | None) -> str:
    """A row shows the person and what was done by hand: it is old when either moved."""
    return f"{version}.{'' if by_hand is None else by_hand}"


def board(campaign: Campaign) -> dict[str, Any]:
    """Progress of a campaign the user was let see.

    ``{"persons", "states": {state: n}, "coming", "not_coming", "open", "settled", "attempts", "outcomes": {outcome: n},
    "live", "by_hand", "next_at", "quiet_until", "fault": sentence or ""}``
    """
    counts = counts_of(campaign)
    by_hand = campaign.manual_calls.filter(settled_at=None).count()
    results = dict(
        campaign.manual_calls.exclude(result="")
        .exclude(settled_by=None)
        .order_by()
        .values_list("result")
        .annotate(Count("pk"))
    )
    attempts = campaign.attempts.exclude(state=AttemptState.VOID)
    outcomes = dict(attempts.filter(state=AttemptState.ENDED).order_by().values_list("outcome").annotate(Count("pk")))
    now = timezone.now()
    due = attempts.filter(state=AttemptState.DUE).order_by("due_at").values_list("due_at", flat=True).first()
    running = campaign.state == CampaignState.RUNNING
    quiet = quiet_until(timezone.localtime(now), campaign.quiet_from, campaign.quiet_to) if running else None
    not_coming = sum(results.get(one, 0) for one in (ManualResult.NOT_COMING, ManualResult.GIVEN_UP))
    still_open = counts.get(CalleeState.WAITING, 0) + counts.get(CalleeState.CALLING, 0)
    return {
        "persons": sum(counts.values()),
        "states": counts,
        "coming": counts.get(CalleeState.ACKNOWLEDGED, 0) + results.get(ManualResult.COMING, 0),
        "not_coming": counts.get(CalleeState.OBSTACLE, 0) + not_coming,
        "open": still_open,
        "settled": sum(counts.values()) - still_open - by_hand,
        "attempts": sum(number for outcome, number in outcomes.items() if outcome != Outcome.LINE_FAULT),
        "outcomes": outcomes,
        "live": attempts.filter(state__in=LIVE).count(),
        "by_hand": by_hand,
        "next_at": due and max(at for at in (due, quiet, campaign.starts_at) if at),
        "quiet_until": quiet,
        "fault": fault_of(campaign),
    }


def fault_of(campaign: Campaign) -> str:
    """Why nothing is dialled now, as a sentence; empty while all is well."""
    if campaign.fault:
        return fault_sentence(campaign.fault, campaign.fault_detail)
    if campaign.state != CampaignState.RUNNING:
        return ""
    try:
        trunk = trunk_for(campaign.organisation, rehearsal=rehearses(drill=campaign.is_drill))
    except LineFault as fault:
        return fault_sentence(fault.code, fault.detail)
    return fault_sentence(trunk.fault, trunk.fault_detail)


def manual_calls_for(user, *, mine: bool = False) -> QuerySet[ManualCall]:
    """Open calls by hand in the user's branches and those given to them by name; theirs first, then the oldest."""
    reach = within(scope_paths(user, "autocall.answer"))
    rows = ManualCall.objects.filter(settled_at=None).filter(Q(person=user) if mine else reach | Q(person=user))
    rows = rows.select_related("campaign", "callee", "person", "organisation")
    theirs = Case(When(person=user, then=0), default=1)
    return rows.order_by(theirs, "-escalated", "at")


def manual_call_of(user, pk: int) -> ManualCall:
    """Raises ``ManualCall.DoesNotExist`` unless it is the user's own or in a branch where they may settle it."""
    reach = within(scope_paths(user, "autocall.answer")) | Q(person=user)
    return ManualCall.objects.filter(reach).select_related("campaign", "callee", "person").get(pk=pk)


def callee_of(user, pk: int, right: str = SEE) -> Callee:
    return Callee.objects.visible_to(user, right).select_related("campaign").get(pk=pk)


def attempt_of(user, pk: int) -> Attempt:
    return Attempt.objects.visible_to(user).select_related("callee", "campaign").get(pk=pk)


def templates_for(user) -> QuerySet[MessageTemplate]:
    """Everybody's, and those of the user's organisations and of the ones above them."""
    paths = {up for path in scope_paths(user, RUN) for up in _above(path)}
    rows = MessageTemplate.objects.filter(active=True)
    return rows.filter(Q(organisation=None) | Q(organisation__path__in=paths) | within(scope_paths(user, RUN)))


def _above(path: str) -> list[str]:
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]


def export_rows(campaign: Campaign) -> list[list[str]]:
    """Head and rows of the CSV, in the active language: who, state, who is coming, attempts and what each said."""
    head = [
        pgettext("called person", "name"),
        pgettext("called person", "number"),
        _("unit"),
        _("state"),
        _("coming"),
        _("attempts"),
    ]
    head += [_("attempt %(n)s") % {"n": n} for n in (1, 2, 3)] + [_("taken over by"), _("result"), _("notes")]
    yes_no = {True: _("yes"), False: _("no"), None: ""}
    rows = [head]
    for one in callees_of(campaign):
        said = [
            f"{timezone.localtime(attempt.dialing_at):%Y-%m-%d %H:%M:%S} {attempt.get_outcome_display()}"
            for attempt in one.attempts.all()
            if attempt.dialing_at and attempt.outcome != Outcome.LINE_FAULT
        ][:3]
        manual = next(iter(one.manual_calls.all()), None)
        rows.append(
            [
                *(one.name, shown(one.number), one.unit.call_sign if one.unit else "", one.get_state_display()),
                *(yes_no[one.coming], str(one.attempts_made), *said, *[""] * (3 - len(said))),
                *(
                    (manual.person.name if manual.person else "", manual.get_result_display(), manual.notes)
                    if manual
                    else ("", "", "")
                ),
            ]
        )
    return rows


def campaigns_of_incident(user, incident) -> list[Campaign]:
    """Those of an incident that the user may see, newest first, with ``persons``, ``acknowledged``, ``open_manual``."""
    rows = campaigns(user).filter(incident=incident)
    done = Count("callees", filter=Q(callees__state=CalleeState.ACKNOWLEDGED), distinct=True)
    return list(rows.annotate(acknowledged=done)[:10])

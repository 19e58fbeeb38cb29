"""Chasing (催办) by telephone: an alarm that nobody acknowledges calls the crew, then whoever the chain names.

Called by the switchboard inside the timer's own transaction: the call to be made is a row before anything is dialled.
Key 1 acknowledges the alarm in the name of the called person; an alarm that is quiet or over stops its calls.
"""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dispatch.autocalls.actions import start_unprepared, stop_campaign
from dispatch.autocalls.models import Callee, Campaign
from dispatch.autocalls.people import Person, crew_of, of_user
from dispatch.autocalls.states import CampaignKind, CampaignState
from dispatch.autocalls.telling import tell
from dispatch.timers.alarms import acknowledge_alarm
from dispatch.timers.models import Alarm, Escalation, Telephone
from dispatch.timers.words import MISSED
from incidents.register.numbers import next_code
from incidents.telephony.numbers import read_number
from incidents.telephony.trunks import plan_for, rehearses
from units.access.models import RoleGrant
from units.access.refused import Refused

OPEN = (CampaignState.RUNNING, CampaignState.PAUSED)


def chase(step: Escalation, alarm_id: int) -> Campaign | None:
    """Call whom the step names about the alarm; None when there is nobody, or all are being called about it already."""
    alarm = Alarm.objects.select_related("organisation", "incident").get(pk=alarm_id)
    called = Callee.objects.filter(campaign__alarm=alarm, campaign__state__in=OPEN)
    known = set(called.values_list("user_id", flat=True))
    wanted = [one for one in _whom(step) if one.user is None or one.user.pk not in known]
    if not wanted:
        return None
    # Spoken in the installation's language, whoever's console this worker serves.
    with translation.override(settings.LANGUAGE_CODE):
        campaign = _campaign(step, alarm)
    plan = plan_for(campaign.organisation, rehearsal=rehearses(drill=campaign.is_drill))
    Callee.objects.bulk_create(_callees(campaign, wanted, plan), ignore_conflicts=True)
    tell(campaign, "campaign.created", data={"alarm": alarm.pk, "cause": alarm.cause})
    return start_unprepared(campaign, by=None)


def heard(callee: Callee) -> None:
    """Somebody pressed 1 on a call about an alarm: it is looked after, and quiet until it rises a stage."""
    campaign = callee.campaign
    if campaign.kind == CampaignKind.CHASE and campaign.alarm is not None and campaign.alarm.ended_at is None:
        acknowledge_alarm(campaign.alarm, by=callee.user)


def end_chases(alarm: Alarm) -> None:
    """Nobody need be called about it any more."""
    for campaign in Campaign.objects.filter(alarm=alarm, kind=CampaignKind.CHASE, state__in=OPEN):
        stop_campaign(campaign, by=alarm.acknowledged_by)


def _whom(step: Escalation) -> list[Person]:
    if step.telephone == Telephone.CREW:
        order = step.timer.assignment
        return crew_of(order.unit) if order is not None else []
    now = timezone.now()
    grants = RoleGrant.objects.filter(role=step.role, organisation=step.organisation, begins_at__lte=now)
    holders = grants.exclude(ends_at__lte=now).filter(user__is_active=True).select_related("user")
    return [of_user(grant.user) for grant in holders.order_by("user__username")]


def _campaign(step: Escalation, alarm: Alarm) -> Campaign:
    missed = MISSED.get(step.timer.stage, lambda: alarm.cause)()
    subject = alarm.incident.code if alarm.incident else ""
    unit = step.timer.assignment.unit.call_sign if step.timer.assignment else ""
    title = " · ".join(part for part in (_("Chasing"), subject, unit, missed) if part)[:80]
    spoken = {"code": " ".join(subject[-4:]), "missed": missed, "unit": " ".join(unit)}
    if unit:
        text = _("Incident number %(code)s, unit %(unit)s: %(missed)s. Please act at once.") % spoken
    else:
        text = _("Incident number %(code)s: %(missed)s. Please act at once.") % spoken
    return Campaign.objects.create(
        code=next_code(timezone.now(), prefix="G"),
        kind=CampaignKind.CHASE,
        organisation=alarm.organisation,
        incident=alarm.incident,
        alarm=alarm,
        title=title,
        language="en" if settings.LANGUAGE_CODE.startswith("en") else "zh",
        text=text,
        is_drill=bool(alarm.incident and alarm.incident.simulated),
    )


def _callees(campaign: Campaign, wanted: Iterable[Person], plan) -> list[Callee]:
    """Whoever has no number that can be called goes to a person at the start: the desk must not believe they were."""
    rows = []
    for one in wanted:
        try:
            number = read_number(one.number, plan)
        except Refused:
            number = ""
        rows.append(one.in_campaign(campaign, number))
    return rows

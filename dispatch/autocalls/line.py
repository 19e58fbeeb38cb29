"""Whether a line, or this machine, can make calls now: said on the rows, so that operators read why nothing happens."""

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from dispatch.autocalls.models import Campaign
from dispatch.autocalls.states import CampaignState
from dispatch.autocalls.telling import tell, touch
from dispatch.signals import changed
from incidents.telephony.faults import LineFault
from incidents.telephony.models import Trunk
from incidents.telephony.ping import Answer, ping

RETRY_S = 15
TRUST_S = 30.0  # so long a line that was reached is not asked again
REAL_TRY_AFTER = timedelta(minutes=2)  # exchanges that never answer OPTIONS are tried by a call in the end
_reached: dict[int, float] = {}


class Unreachable(Exception):
    """Nobody listens at the other end now: said on the line's row, nothing is claimed."""


def reach(trunk: Trunk) -> None:
    """Ask the exchange whether it is there, before a row is claimed for it. Raises ``Unreachable``."""
    now = timezone.now()
    if trunk.fault != "dead" and time.monotonic() - _reached.get(trunk.pk, -TRUST_S) < TRUST_S:
        return
    if trunk.next_try_at is not None and trunk.next_try_at > now:
        raise Unreachable
    try:
        answer = ping(trunk.server)
    except LineFault as fault:
        failed(trunk, fault.code, fault.detail, by_call=False)
        raise Unreachable from None
    if answer == Answer.ANSWERS:
        _reached[trunk.pk] = time.monotonic()
        if trunk.fault == "dead":
            works(trunk)
        return
    lately = trunk.fault_at is not None and now - trunk.fault_at < REAL_TRY_AFTER
    if answer == Answer.REFUSED or (trunk.fault == "dead" and lately):
        failed(trunk, "dead", trunk.server, by_call=False)
        raise Unreachable
    _reached[trunk.pk] = time.monotonic()  # silent, as some exchanges are: the call itself will tell


@transaction.atomic
def failed(trunk: Trunk, code: str, detail: str = "", *, by_call: bool = True) -> None:
    """The exchange refused or did not answer: from now on one call at a time finds out whether it is well again.

    ``by_call``: a call found that out, not just a question whether it is there.
    """
    now = timezone.now()
    row = Trunk.objects.select_for_update(no_key=True).get(pk=trunk.pk)
    news = row.fault != code
    row.fault, row.fault_detail = code, detail[:200]
    row.fault_at, row.next_try_at = (now if news or by_call else row.fault_at), _next(now)
    row.save(update_fields=["fault", "fault_detail", "fault_at", "next_try_at"])
    if news:
        facts = {"line": row.name, "fault": code, "detail": row.fault_detail}
        changed.send(sender=Trunk, verb="trunk.failed", subject=row, by=None, data=facts)
        _tell_campaigns("campaign.line_failed")


@transaction.atomic
def works(trunk: Trunk) -> None:
    """It took a call: whatever was wrong is over."""
    if (
        Trunk.objects.filter(pk=trunk.pk)
        .exclude(fault="")
        .update(fault="", fault_detail="", fault_at=None, next_try_at=None)
    ):
        changed.send(sender=Trunk, verb="trunk.recovered", subject=trunk, by=None, data={"line": trunk.name})
        _tell_campaigns("campaign.line_recovered")


@transaction.atomic
def campaign_failed(campaign: Campaign, fault: LineFault) -> None:
    """This machine lacks something: nothing is claimed, the rows stay due, it is tried again by itself."""
    now = timezone.now()
    row = Campaign.objects.select_for_update(no_key=True, of=("self",)).get(pk=campaign.pk)
    news = row.fault != fault.code
    row.fault, row.fault_detail, row.next_try_at = fault.code, fault.detail, _next(now)
    row.fault_at = now if news else row.fault_at
    row.save(update_fields=["fault", "fault_detail", "fault_at", "next_try_at"])
    if news:
        touch(row)
        tell(row, "campaign.failed", data={"fault": fault.code, "detail": fault.detail})


@transaction.atomic
def campaign_works(campaign: Campaign) -> None:
    if campaign.fault and Campaign.objects.filter(pk=campaign.pk).exclude(fault="").update(
        fault="", fault_detail="", fault_at=None, next_try_at=None
    ):
        touch(campaign)
        tell(campaign, "campaign.recovered", data={})


def _next(now: datetime) -> datetime:
    return now + timedelta(seconds=RETRY_S)


def _tell_campaigns(verb: str) -> None:
    """Boards show the line's state: their campaigns have moved."""
    for campaign in Campaign.objects.filter(state=CampaignState.RUNNING):
        touch(campaign)
        tell(campaign, verb, data={})

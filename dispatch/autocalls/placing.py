"""A worker's way with one attempt: see that a call can be made, claim, dial, follow, write down what became of it.

While the telephone rings no connection to the database is held. A database that is away in the middle of a call costs
nothing: the outcome waits here until it can be written, and if this worker dies too, the row becomes ``unknown``.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from dispatch.autocalls import line
from dispatch.autocalls.attempts import campaigns_due, claim, due, end_attempt, note_progress
from dispatch.autocalls.models import Attempt, Campaign
from dispatch.autocalls.outcomes import outcome_of
from dispatch.autocalls.speaking import OBSTACLE_S, Sound, sound_of
from dispatch.autocalls.states import LIVE, AttemptState, CampaignState, Outcome
from incidents.telephony import calling
from incidents.telephony.baresip_files import password_of
from incidents.telephony.faults import OF_THE_TRUNK, LineFault
from incidents.telephony.models import Trunk
from incidents.telephony.port import Event, Order
from incidents.telephony.trunks import rehearses, trunk_for

logger = logging.getLogger(__name__)

MOST_WORKERS = 120
STALE_S = 5.0  # between claim and dialling; a worker that slept longer does not dial
WRITE_FOR_S = 900.0
ASK_EVERY_S = 1.0
# Claims wait for each other in the database anyway; sixty threads that wait here hold no connection meanwhile.
_one_claims = threading.Lock()


def lines_wanted() -> int:
    """How many calls could begin now: due, and a line free. The rows still decide when they are claimed."""
    now = timezone.now()
    wanted = 0
    live = Attempt.objects.filter(state__in=LIVE)
    for campaign in campaigns_due(now):
        waiting = due(now).filter(campaign=campaign).count()
        free = campaign.lines - live.filter(campaign=campaign).count()
        try:
            trunk = trunk_for(campaign.organisation, rehearsal=rehearses(drill=campaign.is_drill))
            lines = 1 if trunk.fault else trunk.lines - live.filter(trunk=trunk).count()
        except LineFault:
            lines = 1  # somebody must find that out, and say it on the board
        wanted += max(0, min(waiting, free, lines))
    return min(wanted, MOST_WORKERS)


def call_while_due() -> int:
    """Make calls one after the other for as long as any is due and has a line; how many."""
    made = 0
    while call_one():
        made += 1
    return made


def call_one() -> bool:
    for campaign in campaigns_due(timezone.now()):
        ready = _ready(campaign)
        if ready is None:
            continue
        trunk, sound = ready
        with _one_claims:
            attempt = claim(campaign, trunk)
        if attempt is not None:
            follow(attempt, campaign, trunk, sound)
            return True
    return False


def _ready(campaign: Campaign) -> tuple[Trunk, Sound] | None:
    """Line and sound, before anything is claimed: what this machine lacks costs nobody an attempt."""
    try:
        calling.check()
        trunk = trunk_for(campaign.organisation, rehearsal=rehearses(drill=campaign.is_drill))
        password_of(trunk)
        sound = sound_of(campaign)
        line.reach(trunk)
    except line.Unreachable:
        return None
    except LineFault as fault:
        line.campaign_failed(campaign, fault)
        return None
    line.campaign_works(campaign)
    return trunk, sound


def follow(attempt: Attempt, campaign: Campaign, trunk: Trunk, sound: Sound) -> None:
    """From the committed claim to the written outcome."""
    order = Order(
        code=attempt.code,
        number=attempt.number,
        trunk=trunk,
        message=sound.message,
        rehearsal=rehearses(drill=campaign.is_drill),
        after_key={"1": sound.thanks, "2": sound.obstacle},
        record_key="2",
        record_s=OBSTACLE_S + 10,
    )
    connection.close()
    try:
        if (timezone.now() - attempt.dialing_at).total_seconds() > STALE_S:
            raise LineFault("broken", "slept after claiming")
        for event in calling.place(order, hang_up=_stopped(campaign)):
            if event.kind == "ended":
                _end(attempt, trunk, event)
            else:
                _progress(attempt, event)
    except LineFault as fault:  # nothing was sent
        code, detail = fault.code, fault.detail
        if code in OF_THE_TRUNK:
            _write(lambda: line.failed(trunk, code, detail))
        else:
            _write(lambda: line.campaign_failed(campaign, LineFault(code, detail)))
        _write(lambda: end_attempt(attempt, Outcome.LINE_FAULT, cause=f"{code} {detail}"))


def _progress(attempt: Attempt, event: Event) -> None:
    """Worth a look on the board, not worth a call: a database that is away is told about the end."""
    state = {"ringing": AttemptState.RINGING, "answered": AttemptState.TALKING}.get(event.kind)
    if state is None:
        return
    try:
        note_progress(attempt, state, at=event.at, call_id=event.call_id)
    except (InterfaceError, OperationalError):
        logger.warning("Attempt %s: %s was not written", attempt.code, event.kind)
    finally:
        connection.close()


def _end(attempt: Attempt, trunk: Trunk, event: Event) -> None:
    outcome = outcome_of(event.meaning, event.key)
    kept: dict[str, Any] = {"call_id": event.call_id} if event.call_id else {}
    if event.recording is not None:
        kept |= _keep(attempt, event)
    if event.fault:
        _write(lambda: line.failed(trunk, event.fault, event.cause))
    elif trunk.fault or outcome != Outcome.STOPPED:
        _write(lambda: line.works(trunk))
    _write(lambda: end_attempt(attempt, outcome, cause=event.cause, key=event.key, at=event.at, **kept))


def _keep(attempt: Attempt, event: Event) -> dict[str, Any]:
    """The recording with its hash; a disk that is full costs the sound, not the outcome."""
    try:
        sound = event.recording.read_bytes()
        attempt.recording.save(f"{attempt.code}.wav", ContentFile(sound), save=False)
    except OSError:
        logger.exception("Attempt %s: its recording was not kept", attempt.code)
        return {}
    return {
        "recording": attempt.recording.name,
        "recording_sha256": hashlib.sha256(sound).hexdigest(),
        "recording_s": round((len(sound) - 44) / 16000, 1),
    }


def _stopped(campaign: Campaign) -> Callable[[], bool]:
    """Whether the campaign was stopped, asked at most once a second, and less often while the database is away."""
    asked = [time.monotonic()]

    def stopped() -> bool:
        if time.monotonic() - asked[0] < ASK_EVERY_S:
            return False
        asked[0] = time.monotonic()
        try:
            return Campaign.objects.filter(pk=campaign.pk, state=CampaignState.STOPPED).exists()
        except (InterfaceError, OperationalError):
            asked[0] = time.monotonic() + 15
            return False
        finally:
            connection.close()

    return stopped


def _write(deed: Callable[[], Any]) -> None:
    """Do it, again and again while the database is away: what was heard on the telephone must not be lost."""
    end, pause = time.monotonic() + WRITE_FOR_S, 0.5
    while True:
        try:
            deed()
            return
        except (InterfaceError, OperationalError):
            if time.monotonic() > end:
                logger.exception("An outcome could not be written; its row becomes unknown")
                return
            logger.warning("The database is away; trying again in %s s", pause)
        finally:
            connection.close()
        time.sleep(pause)
        pause = min(pause * 1.5, 5.0)

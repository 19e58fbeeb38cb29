"""Pushing events to the consoles, after commit: encoded once, published once per group in one round trip.

Published straight to the channel layer's Redis with a plain client: requests and workers need no event loop for it.
"""

import logging
import time
import uuid
from functools import cache

import orjson
import redis
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from dispatch.assignments.models import Assignment
from dispatch.autocalls.models import Callee, Campaign, ManualCall
from dispatch.autocalls.payloads import callee_rows, campaign_rows, manual_rows
from dispatch.live import discreet, payloads
from dispatch.live.groups import audience
from dispatch.reports.models import ResponseReport
from dispatch.timers.models import Alarm
from dispatch.warnings.models import HotspotWarning
from incidents.calls.models import Call, Draft
from incidents.register.models import Incident
from units.crews.models import Unit
from units.fences.models import Fence, FenceEvent

logger = logging.getLogger(__name__)

# model → (subject, topic, rows, the row's key that consoles know it by)
SUBJECTS = {
    Incident: ("incident", "incidents", payloads.incident_rows, "code"),
    Assignment: ("assignment", "incidents", payloads.assignment_rows, "code"),
    Unit: ("unit", "units", payloads.unit_rows, "call_sign"),
    Draft: ("draft", "drafts", payloads.draft_rows, "id"),
    Call: ("call", "drafts", payloads.call_rows, "code"),
    Alarm: ("alarm", "incidents", payloads.alarm_rows, "id"),
    HotspotWarning: ("warning", "warnings", payloads.warning_rows, "code"),
    Fence: ("fence", "units", payloads.fence_rows, "id"),
    FenceEvent: ("crossing", "units", payloads.crossing_rows, "id"),
    ResponseReport: ("report", "incidents", payloads.report_rows, "id"),
    Campaign: ("campaign", "autocalls", campaign_rows, "code"),
    Callee: ("callee", "autocalls", callee_rows, "id"),
    ManualCall: ("manual_call", "autocalls", manual_rows, "id"),
}
UNSEEN = {"call.recorded"}  # every incident has a call; a console shows those that wait
PAUSE_AFTER_FAILURE_S = 2.0
_silent_until = 0.0


class Batch:
    """What one transaction changed: each row is read once after its commit, however often it was announced."""

    def __init__(self) -> None:
        self.events: dict[tuple[type, int], tuple[list[str], dict]] = {}
        self.told: set[tuple[type, int, str]] = set()

    @classmethod
    def of_transaction(cls) -> "Batch":
        """The one that the present transaction's announcements share. Empty until something is committed."""
        if getattr(connection, "live_batch", None) is None:
            connection.live_batch = cls()
        return connection.live_batch

    def event(self, verb: str, subject) -> tuple[list[str], dict]:
        """``(groups, frame)``. Raises ``IndexError`` when the row is gone from the database."""
        key = (type(subject), subject.pk)
        if key not in self.events:
            self.events[key] = _event(subject)
        groups, frame = self.events[key]
        return groups, {"kind": "event", "verb": verb, **frame}


def push_event(verb: str, subject, batch: Batch | None = None) -> None:
    """Send the subject's row, as it is in the database now, to every group that may see it. Call it after the commit.

    Never raises: what was done stays done, and consoles that missed it notice by the heartbeat's digest.
    Subjects that consoles do not show are passed over. A dispatch order also moves its incident and its unit.
    """
    connection.live_batch = None  # the transaction is over: the next one begins its own
    batch = batch or Batch()
    if type(subject) not in SUBJECTS or verb in UNSEEN or time.monotonic() < _silent_until:
        return
    try:
        _tell(verb, subject, batch)
        if isinstance(subject, Assignment):
            for moved in (subject.incident, subject.unit):
                if not any((type(moved), moved.pk) == told[:2] for told in batch.told):
                    _tell(verb, moved, batch)
    except redis.RedisError:
        _be_silent_for_a_while()
        logger.exception("No event pushed for %s of %r", verb, subject)
    except Exception:
        logger.exception("No event pushed for %s of %r", verb, subject)


def _be_silent_for_a_while() -> None:
    """A Redis that hangs must not slow down every deed."""
    global _silent_until
    _silent_until = time.monotonic() + PAUSE_AFTER_FAILURE_S


def _tell(verb: str, subject, batch: Batch) -> None:
    mark = (type(subject), subject.pk, verb)
    if mark not in batch.told:
        batch.told.add(mark)
        groups, frame = batch.event(verb, subject)
        publish(groups, frame)
        if frame["subject"] in discreet.SHOWN:
            publish(*discreet.for_walls(groups, frame))


def _event(subject) -> tuple[list[str], dict]:
    name, topic, rows, key = SUBJECTS[type(subject)]
    row = rows(type(subject).objects.filter(pk=subject.pk))[0]
    frame = {"subject": name, "code": str(row[key]), "version": row["version"], "row": row}
    return audience(subject, topic), frame


def publish(groups: list[str], frame: dict) -> None:
    """One event frame to every socket in the groups. Raises ``redis.RedisError``."""
    layer = get_channel_layer()
    # The id lets a socket that sits in two of the groups send the frame once.
    message = {"type": "live.event", "id": uuid.uuid4().hex, "text": orjson.dumps(frame).decode()}
    if frame["subject"] == "unit":
        message["unit"] = [frame["row"]["id"], frame["row"]["state"]]
    body = layer.serialize(message)
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    with _redis().pipeline(transaction=False) as pipeline:
        for group in groups:
            pipeline.publish(f"{prefix}__group__{group}", body)
        pipeline.execute()


def subscribers(groups: list[str]) -> list[int]:
    """How many processes listen to each group now: nought means that nobody there is on line."""
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    try:
        told = _redis().pubsub_numsub(*(f"{prefix}__group__{group}" for group in groups)) if groups else []
    except redis.RedisError:
        logger.exception("Who is on line cannot be asked for")
        return [0] * len(groups)
    return [count for _group, count in told]


@cache
def _redis() -> redis.Redis:
    once_more = Retry(NoBackoff(), 1)  # Redis was restarted; not: Redis is away
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=once_more)

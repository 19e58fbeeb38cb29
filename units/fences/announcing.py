"""Crossings are announced after their commit, in their order, each exactly once as far as rows go.

How far it got is a row moved in the transaction of the announcement: what its receivers write stands or falls with it,
and a writer that is killed between commit and announcement goes on there. Receivers that wait for a lock do not hold up
the fixes: they get ``LONGEST_WAIT``, then it is tried again ``PAUSE_S`` later, ``TRIES`` times.
"""

import logging
import time
from itertools import groupby

from django.db import OperationalError, connection, transaction

from units.fences.models import Announced, FenceEvent, FencePurpose, Tell
from units.signals import fence_crossed

logger = logging.getLogger(__name__)
LONGEST_WAIT = "300ms"
AT_ONCE = 500
PAUSE_S = 1.0
OUTLINES = ("fence__geom", "fence__shape", "organisation__point")  # large, and nobody who hears needs them
TRIES = 60  # a deed that holds its rows longer than a minute is broken itself


class Announcer:
    def __init__(self) -> None:
        self.failed: tuple[int, int] = (0, 0)  # event, how often
        self.not_before = 0.0

    def announce(self) -> bool:
        """Announce what is stored and was not; whether nothing is left. Never raises for what receivers do."""
        if time.monotonic() < self.not_before:
            return False
        done, _created = Announced.objects.get_or_create(pk=1)
        while events := self._next(done.last_event):
            for _loud, run in groupby(events, key=_loud_by_itself):
                if not self._tell(list(run), done):
                    return False
        return True

    def _next(self, after: int) -> list[FenceEvent]:
        rows = FenceEvent.objects.filter(pk__gt=after).order_by("pk").select_related("fence", "unit", "organisation")
        return list(rows.defer(*OUTLINES)[:AT_ONCE])

    def _tell(self, events: list[FenceEvent], done: Announced) -> bool:
        last = events[-1].pk
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
                Announced.objects.filter(pk=done.pk).update(last_event=last)
                for event in events:
                    fence_crossed.send(sender=FenceEvent, event=event)
        except Exception as error:
            if self._again(last, error):
                return False
            Announced.objects.filter(pk=done.pk).update(last_event=last)  # it is stored; it must not stop those after
        done.last_event = last
        return True

    def _again(self, event: int, error: Exception) -> bool:
        """Whether to try this one once more later."""
        times = self.failed[1] + 1 if self.failed[0] == event else 1
        self.failed = (event, times)
        if isinstance(error, OperationalError) and times < TRIES:
            logger.warning("Crossing %s waits: %s", event, error)
            self.not_before = time.monotonic() + PAUSE_S
            return True
        logger.error("Crossing %s could not be announced", event, exc_info=error)
        return False


def _loud_by_itself(event: FenceEvent) -> int:
    """Receivers of these take locks: one transaction each, or two could wait for each other. The rest go together."""
    loud = event.fence.tell != Tell.SILENT or event.fence.purpose != FencePurpose.WATCH
    return event.pk if loud else 0

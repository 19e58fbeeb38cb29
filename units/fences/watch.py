"""What the writer of positions asks about fences. Its memory is what the last commit left; see ``Presence``.

watch.begin()                 the writer begins: what is known, and what was not announced yet
watch.note(fixes)             inside the transaction that stores the fixes
watch.committed()             after it; after a rollback nothing need be called
"""

import time
from collections.abc import Sequence

from units.fences.announcing import Announcer
from units.fences.crossing import Changes, Field, State
from units.fences.keeping import keep_crossings, keep_states
from units.fences.loading import states, version, watched
from units.positions.fix import Fix

LOOK_EVERY_S = 1.0  # is there a fence that was put up, changed, ended?
AFRESH_EVERY_S = 15.0  # units change their organisation, areas their outline, without a word to us


class Watch:
    def __init__(self) -> None:
        self.field = Field([])
        self.states: dict[int, dict[int, State]] = {}
        self.announcer = Announcer()
        self.pending: Changes = {}
        self.to_announce = True
        self.version: tuple | None = None
        self.looked = self.loaded = float("-inf")

    def begin(self) -> None:
        self.states = states()
        self.version, self.looked = None, float("-inf")
        self.to_announce = True
        self.committed()

    def note(self, fixes: Sequence[Fix]) -> int:
        """Cross fences with true fixes, each unit's in the order of their time; how many crossings were stored.

        Call it inside the transaction that stores them: events, presences and fixes stand or fall together.
        """
        changes = self._refreshed()
        known = self._without(changes)
        crossings, moved = self.field.cross(known, fixes)
        self.pending = {**changes, **moved}
        keep_crossings(crossings)
        keep_states(self.pending)
        self.to_announce = self.to_announce or bool(crossings)
        return len(crossings)

    def committed(self) -> None:
        """The transaction of ``note`` stands: remember, and announce."""
        for (unit_id, fence_id), state in self.pending.items():
            if state is not None:
                self.states.setdefault(unit_id, {})[fence_id] = state
            elif unit_id in self.states:
                self.states[unit_id].pop(fence_id, None)
                if not self.states[unit_id]:
                    del self.states[unit_id]
        self.pending = {}
        if self.to_announce:
            self.to_announce = not self.announcer.announce()

    def _refreshed(self) -> Changes:
        """Fences as they are now; what was known at fences gone, or not for that unit, is forgotten."""
        now = time.monotonic()
        if now - self.looked < LOOK_EVERY_S:
            return {}
        self.looked, found = now, version()
        if found == self.version and now - self.loaded < AFRESH_EVERY_S:
            return {}
        self.version, self.loaded = found, now
        self.field = Field(watched())
        audience = {fence.id: fence.units for fence in self.field.fences}
        return {
            (unit_id, fence_id): None
            for unit_id, at in self.states.items()
            for fence_id in at
            if unit_id not in audience.get(fence_id, ())
        }

    def _without(self, gone: Changes) -> dict[int, dict[int, State]]:
        if not gone:
            return self.states
        return {
            unit_id: {fence_id: state for fence_id, state in at.items() if (unit_id, fence_id) not in gone}
            for unit_id, at in self.states.items()
        }

"""Which units moved in which of the last ticks: a line that was busy then gets what it missed, and no more. Pure."""

from collections import deque
from collections.abc import Set as AbstractSet

KEPT_TICKS = 20  # 10 s; who missed more gets everything


class Moves:
    """``tick``: the number of the last one that ended; numbers begin at 1."""

    def __init__(self) -> None:
        self.tick = 0
        self._moved: deque[AbstractSet[int]] = deque(maxlen=KEPT_TICKS)

    def end_tick(self, moved: AbstractSet[int]) -> None:
        self.tick += 1
        self._moved.append(moved)

    def since(self, tick: int) -> AbstractSet[int] | None:
        """Ids of the units that moved after that tick; ``None``: it is too long ago (or 0, never) to say."""
        missed = self.tick - tick
        if tick <= 0 or missed > len(self._moved):
            return None
        if missed == 1:
            return self._moved[-1]
        return set().union(*list(self._moved)[len(self._moved) - missed :])

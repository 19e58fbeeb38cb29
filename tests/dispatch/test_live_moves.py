"""A line that was busy gets what it missed and no more; a new one gets everything. No database, no sockets."""

import orjson

from dispatch.live.broadcaster import Broadcaster
from dispatch.live.frames import Seen
from dispatch.live.groups import Scope
from dispatch.live.moves import KEPT_TICKS, Moves
from units.positions.fix import Fix

NOW = 1_795_000_000.0
COUNTY = Scope(incidents=(), units=("/1/",), drafts=(), warnings=(), autocalls=(), groups=frozenset())


class Line:
    """A socket as the broadcaster knows it."""

    def __init__(self) -> None:
        self.visible, self.shown, self.busy = COUNTY, 0, False
        self.got: list[set[int]] = []

    def offer(self, frame: str) -> bool:
        self.got.append({row[0] for row in orjson.loads(frame)["units"]})
        return True


def told(broadcaster: Broadcaster, unit_ids: set[int], at: float) -> None:
    fixes = [tuple(Fix(unit_id, 7.42, 43.7, at, at)) for unit_id in unit_ids]
    broadcaster.take({b"f": orjson.dumps(fixes)})


async def test_a_busy_line_gets_what_it_missed_and_a_new_one_everything():
    lines = [steady := Line(), slow := Line()]
    broadcaster = Broadcaster(lambda: lines)
    broadcaster._units = {number: Seen(("/1/2/",), "free") for number in range(1, 6)}
    told(broadcaster, {1, 2, 3, 4, 5}, NOW)
    await broadcaster.send_tick(NOW)
    slow.busy = True
    for moved in ({1}, {2}):
        told(broadcaster, moved, NOW + 10 * next(iter(moved)))
        await broadcaster.send_tick(NOW + 30)
    slow.busy = False
    lines.append(new := Line())
    told(broadcaster, {3}, NOW + 40)
    await broadcaster.send_tick(NOW + 40)
    assert steady.got == [{1, 2, 3, 4, 5}, {1}, {2}, {3}]
    assert slow.got == [{1, 2, 3, 4, 5}, {1, 2, 3}]
    assert new.got == [{1, 2, 3, 4, 5}]


async def test_nothing_is_sent_when_nothing_moved():
    line = Line()
    broadcaster = Broadcaster(lambda: [line])
    broadcaster._units = {1: Seen(("/1/2/",), "free")}
    await broadcaster.send_tick(NOW)
    told(broadcaster, {1}, NOW)
    await broadcaster.send_tick(NOW)
    await broadcaster.send_tick(NOW + 1)
    assert line.got == [{1}]


def test_who_was_away_too_long_gets_everything():
    moves = Moves()
    for number in range(1, KEPT_TICKS + 6):
        moves.end_tick({number})
    assert moves.since(0) is None
    assert moves.since(5) == set(range(6, KEPT_TICKS + 6))
    assert moves.since(4) is None
    assert moves.since(moves.tick) == set()

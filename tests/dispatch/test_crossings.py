"""What the control room hears of fences, and how soon."""

import time

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction

from tests.dispatch.live_helpers import seats
from tests.factories import HERE, make_organisation, make_station, make_unit, make_user
from units.fences.actions import add_fence
from units.fences.watch import Watch
from units.positions.fix import Fix


def _cross(watcher: Watch, unit) -> None:
    now = time.time()
    with transaction.atomic():
        watcher.note([Fix(unit.pk, *HERE.coords, now + t, now + t) for t in range(2)])
    watcher.committed()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tell", "subjects"), [("silent", set()), ("note", {"crossing"}), ("alarm", {"crossing", "alarm"})]
)
def test_a_crossing_is_on_the_consoles_of_its_organisation_as_loudly_as_the_fence_says(tell, subjects):
    alice, charlie = make_user("dispatcher"), make_user("station_officer", organisation=make_station("ST2"))
    unit = make_unit("P1", point=None)
    add_fence(
        make_organisation(),
        by=alice,
        kind="post",
        name_zh="东门",
        name_en="East gate",
        centre=HERE,
        radius_m=50,
        tell=tell,
    )
    watcher = Watch()
    watcher.begin()

    async def listen() -> None:
        async with seats(alice, charlie) as [hers, his]:
            begun = time.monotonic()
            await sync_to_async(_cross)(watcher, unit)
            frames = await hers.events()
            assert time.monotonic() - begun < 2
            assert {frame["subject"] for frame in frames} == subjects
            for frame in frames:
                assert "P1" in str(frame["row"])
                assert "东门" in str(frame["row"])
                assert frame["verb"] in ("fence.enter", "alarm.raised")
            assert await his.events() == []

    async_to_sync(listen)()

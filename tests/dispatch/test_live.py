"""The socket of the consoles: who hears what, once, at once, and until when."""

import asyncio

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from dispatch.live import push
from dispatch.live.push import push_event
from incidents.calls.models import Draft
from incidents.register.models import Incident
from tests import factories as make
from tests.dispatch.live_helpers import Seat, seats
from units.access.models import RoleGrant
from units.crews.models import Unit
from units.positions import stream
from units.positions.fix import Fix

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    """Alice dispatches for the county, Bob serves at station ST1, Charlie at ST2, Dan walks for ST1's team."""

    class Cast:
        first, second = make.make_station("ST1"), make.make_station("ST2")
        team = make.make_organisation("TEAM1", parent=make.make_organisation("ST1"))
        alice = make.make_user("dispatcher")
        bob = make.make_user("station_officer", organisation=first)
        charlie = make.make_user("station_officer", organisation=second)
        dan = make.make_user("field_officer", organisation=team)
        admin = make.make_user("administrator")
        incident = make.make_incident(organisation=first, caller_name="Zhang San", caller_phone="13800000000")
        unit = make.make_unit("P12", organisation=team)

    return Cast


@pytest.fixture
def say():
    """Push as a receiver does, from a thread without an event loop."""
    return sync_to_async(push_event)


async def test_nobody_listens_without_signing_in_or_without_a_role_for_it(cast):
    anonymous, administrator = await sync_to_async(Seat)(), await sync_to_async(Seat)(cast.admin)
    await anonymous.connect()
    assert await anonymous.closed_with() == 4401
    await administrator.connect()
    assert await administrator.closed_with() == 4403


async def test_a_console_is_greeted_and_gets_the_whole_picture(cast):
    async with seats(cast.alice) as [alice]:
        assert alice.hello["user"]["username"] == cast.alice.username
        assert alice.hello["tick_ms"] == 500
        assert alice.hello["digest"]["incidents"] == {"count": 1, "version": 1}
        (incident,) = alice.picture["incidents"]
        assert incident["code"] == cast.incident.code
        assert incident["counts"] == {"sent": 0, "signed": 0, "en_route": 0, "on_scene": 0}
        (unit,) = alice.picture["units"]
        assert (unit["call_sign"], unit["state"], unit["incident"]) == ("P12", "free", None)
        assert alice.picture["positions"][0][0] == unit["id"]


async def test_an_event_reaches_the_owner_and_those_above_it_and_nobody_else(cast, say):
    async with seats(cast.alice, cast.bob, cast.charlie, cast.dan) as [alice, bob, charlie, dan]:
        await say("incident.changed", cast.incident)
        for seat in (alice, bob):
            event = await seat.frame("event")
            assert (event["subject"], event["code"], event["version"]) == ("incident", cast.incident.code, 1)
        assert await charlie.events() == []
        assert await dan.events(0.1) == []  # a team below sees what it is told of
        await say("unit.state_changed", cast.unit)
        assert (await bob.frame("event"))["row"]["call_sign"] == "P12"
        assert (await dan.frame("event"))["row"]["call_sign"] == "P12"
        assert await charlie.events() == []


async def test_what_is_shared_reaches_those_it_is_shared_with(cast, say):
    await cast.incident.shared_with.aadd(cast.second)
    async with seats(cast.alice, cast.charlie) as [alice, charlie]:
        assert [row["code"] for row in charlie.picture["incidents"]] == [cast.incident.code]
        await say("incident.changed", cast.incident)
        assert await charlie.frame("event")
        assert len(await alice.events()) == 1


async def test_a_seat_in_two_groups_hears_an_event_once(cast, say):
    await cast.incident.shared_with.aadd(cast.second)
    await RoleGrant.objects.acreate(user=cast.bob, role="station_officer", organisation=cast.second)
    async with seats(cast.bob) as [bob]:
        await say("incident.changed", cast.incident)
        assert len(await bob.events()) == 1


async def test_events_and_pictures_hold_no_callers_and_no_free_text(cast, say):
    async with seats(cast.alice) as [alice]:
        await say("incident.changed", cast.incident)
        told = orjson.dumps([alice.picture, await alice.frame("event")]).decode()
        assert "Zhang" not in told
        assert "13800000000" not in told


async def test_drafts_are_heard_by_those_who_take_or_dispatch_only(cast, say):
    draft = await Draft.objects.acreate(
        organisation=cast.team, by=cast.alice, fields={"description": {"value": "男子持刀" * 20, "version": 1}}
    )
    async with seats(cast.alice, cast.dan) as [alice, dan]:
        await say("draft.saved", draft)
        assert len((await alice.frame("event"))["row"]["words"]) == 40
        draft.fields["confidential"] = {"value": True, "version": 1}
        await draft.asave()
        await say("draft.saved", draft)
        assert (await alice.frame("event"))["row"]["words"] == ""
        assert dan.picture["drafts"] == []
        assert await dan.events() == []


async def test_a_dispatch_order_also_moves_its_incident_and_its_unit(cast, say):
    from dispatch.assignments.models import Assignment

    order = await Assignment.objects.acreate(code="A-1", incident=cast.incident, unit=cast.unit, organisation=cast.team)
    async with seats(cast.alice) as [alice]:
        await say("assignment.sent", order)
        events = {event["subject"]: event["row"] for event in await alice.events()}
        assert events["assignment"]["state"] == "sent"
        assert events["incident"]["counts"]["sent"] == 1
        assert events["unit"]["incident"] == cast.incident.code


async def test_a_dead_redis_undoes_nothing_and_is_logged(cast, monkeypatch, caplog):
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    monkeypatch.setattr(push, "_redis", lambda: redis.Redis(port=1, retry=Retry(NoBackoff(), 1)))
    monkeypatch.setattr(push, "_silent_until", 0.0)
    await sync_to_async(push_event)("incident.changed", cast.incident)
    assert "No event pushed" in caplog.text


async def test_a_revoked_role_closes_the_socket_within_two_seconds(cast):
    async with seats(cast.bob) as [bob]:
        await RoleGrant.objects.filter(user=cast.bob).adelete()
        assert await bob.closed_with(2.2) == 4403


async def test_a_locked_account_or_an_ended_session_closes_the_socket(cast):
    async with seats(cast.alice, cast.bob) as [alice, bob]:
        cast.alice.locked_at = timezone.now()
        await cast.alice.asave()
        await sync_to_async(bob.client.logout)()
        assert await alice.closed_with(2.2) == 4401
        assert await bob.closed_with(2.2) == 4401


async def test_a_changed_scope_asks_the_socket_to_connect_again(cast):
    async with seats(cast.bob) as [bob]:
        await RoleGrant.objects.acreate(user=cast.bob, role="station_officer", organisation=cast.second)
        assert await bob.closed_with(2.2) == 4409


async def test_the_heartbeat_tells_of_what_no_event_told(cast, monkeypatch):
    monkeypatch.setattr("dispatch.live.hub.HEARTBEAT_S", 0.3)
    async with seats(cast.bob) as [bob]:
        await Incident.objects.filter(pk=cast.incident.pk).aupdate(version=7)
        async with asyncio.timeout(3):
            while (await bob.frame("heartbeat"))["digest"]["incidents"] != {"count": 1, "version": 7}:
                pass
        await bob.say('{"kind": "snapshot"}')
        assert (await bob.frame("snapshot"))["incidents"][0]["version"] == 7


async def test_a_ping_is_answered_and_nonsense_is_not(cast):
    async with seats(cast.bob) as [bob]:
        for nonsense in ("{", "[]", '{"kind": 7}', '{"kind": "' + "x" * 2000 + '"}'):
            await bob.say(nonsense)
        await bob.say('{"kind": "ping"}')
        assert await bob.frame("pong")


async def test_a_fix_is_shown_to_those_who_see_the_unit_within_a_tick(cast):
    async with seats(cast.alice, cast.charlie) as [alice, charlie]:
        await asyncio.sleep(0.2)  # the reader has begun
        now = timezone.now().timestamp()
        fix = Fix(cast.unit.pk, 7.42, 43.735, now, now, speed=10.0, heading=90.0)
        await sync_to_async(stream.append)([fix])
        frame = await alice.frame("positions", 1.5)
        assert frame["units"] == [[cast.unit.pk, 7.42, 43.735, 90.0, 10.0, 0, "free"]]
        with pytest.raises(TimeoutError):
            await charlie.frame("positions", 0.8)


async def shown(seat: Seat, unit: Unit, within_s: float) -> bool:
    """Whether the seat is sent a new fix of the unit, beginning after ``within_s``."""
    await asyncio.sleep(within_s)
    while not await seat.line.receive_nothing(0.01):
        await seat.next(1)
    now = timezone.now().timestamp()
    await sync_to_async(stream.append)([Fix(unit.pk, 7.42, 43.735, now, now)])
    try:
        frame = await seat.frame("positions", 0.9)
    except TimeoutError:
        return False
    return unit.pk in [row[0] for row in frame["units"]]


async def test_a_unit_that_is_moved_shared_or_unshared_is_shown_to_others_within_two_seconds(cast):
    async with seats(cast.bob, cast.charlie) as [bob, charlie]:
        assert await shown(bob, cast.unit, 0.3)
        await Unit.objects.filter(pk=cast.unit.pk).aupdate(organisation=cast.second)  # told to nobody
        moved = await asyncio.gather(shown(bob, cast.unit, 1.5), shown(charlie, cast.unit, 1.5))
        assert moved == [False, True]
        await cast.unit.shared_with.aadd(cast.first)
        assert await asyncio.gather(shown(bob, cast.unit, 1.5), shown(charlie, cast.unit, 1.5)) == [True, True]
        await cast.unit.shared_with.aclear()
        assert await asyncio.gather(shown(bob, cast.unit, 1.5), shown(charlie, cast.unit, 1.5)) == [False, True]


async def test_doubtful_fixes_are_not_shown(cast):
    async with seats(cast.alice) as [alice]:
        await asyncio.sleep(0.2)
        now = timezone.now().timestamp()
        true = Fix(cast.unit.pk, 7.42, 43.735, now - 2, now)
        await sync_to_async(stream.append)(
            [true, true._replace(lon=0.0, lat=0.0, at=now), true._replace(lon=9, at=now)]
        )
        assert (await alice.frame("positions", 1.5))["units"][0][1:3] == [7.42, 43.735]


async def test_two_hundred_sockets_that_leave_together_leave_nothing_behind(cast, say):
    from channels.layers import get_channel_layer

    alice_s = await sync_to_async(Seat)(cast.alice)
    everybody = [alice_s.another() for _ in range(200)]
    await asyncio.gather(*(seat.connect() for seat in everybody))
    await asyncio.gather(*(seat.frame("snapshot", 20) for seat in everybody))
    await say("incident.changed", cast.incident)
    await asyncio.gather(*(seat.frame("event", 20) for seat in everybody))
    await asyncio.gather(*(seat.disconnect() for seat in everybody))
    layer = get_channel_layer()
    assert layer.groups == {}
    assert layer.channels == {}
    async with seats(cast.alice) as [alice]:
        await say("unit.state_changed", await Unit.objects.aget())
        assert (await alice.frame("event"))["subject"] == "unit"


async def test_what_one_transaction_changed_is_read_once_and_told_after_it(cast):
    from django.db import transaction

    from incidents.signals import changed

    def deed(fails: bool):
        with transaction.atomic():
            for verb in ("incident.changed", "incident.escalated", "incident.changed"):
                changed.send(sender=Incident, verb=verb, subject=cast.incident, by=cast.alice, data={})
            if fails:
                raise ValueError

    async with seats(cast.alice) as [alice]:
        with pytest.raises(ValueError):
            await sync_to_async(deed)(fails=True)
        await sync_to_async(deed)(fails=False)
        assert [event["verb"] for event in await alice.events()] == ["incident.changed", "incident.escalated"]

"""The gateway for vehicle terminals, over real sockets: who gets in, what is acknowledged, who harms whom."""

import asyncio
import time
from contextlib import asynccontextmanager

import pytest
import redis
from asgiref.sync import sync_to_async
from django.utils import timezone

from tests import factories as make
from tests.units.jt808_device import Device, batch_body, position_body, registration_body
from units.jt808.actions import MOST_UNKNOWN, admit, note_unknown
from units.jt808.connection import Limits
from units.jt808.frames import Message, written
from units.jt808.gateway import Gateway
from units.jt808.messages import Kind, Registering, Result
from units.jt808.models import Registration, UnknownDevice
from units.positions import stream
from units.positions.fix import Fix
from units.signals import changed
from units.terminals import log
from units.terminals.actions import revoke_terminal
from units.terminals.models import Terminal

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def empty_stream():
    client = stream.connection()
    yield
    client.delete(stream.key(), *client.keys(log.key(0).replace(":0:", ":*:")))


@pytest.fixture
def car(transactional_db):
    """A terminal on board of P12, known by its phone number."""
    unit = make.make_unit("P12", point=None)
    terminal = Terminal(label="car", organisation=unit.organisation, unit=unit)
    terminal.issue_token()
    terminal.save()
    Registration.objects.create(terminal=terminal, phone=PHONE)
    return terminal


@asynccontextmanager
async def gateway(**limits):
    it = Gateway(Limits(**limits))
    server = await it.start("127.0.0.1", 0)
    it.port = server.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        await it.stop()


async def in_stream() -> list[Fix]:
    entries = await sync_to_async(stream.connection().xrange)(stream.key())
    return [fix for _id, entry in entries for fix in stream.fixes_of(entry)]


async def test_a_terminal_registers_names_its_code_and_sends_positions(car):
    for of_2019 in (False, True):
        async with gateway() as it, Device(it.port, PHONE, of_2019=of_2019) as device:
            await device.log_on()
            assert await device.ask(Kind.HEARTBEAT) == Result.DONE
            assert await device.ask(Kind.POSITION, position_body(lon=7.42, speed=36)) == Result.DONE
            fix = (await in_stream())[-1]
            assert (fix.unit_id, fix.lon, fix.lat, fix.speed) == (car.unit_id, 7.42, 43.735, 10.0)
            assert abs(fix.at - time.time()) < 5


async def test_a_batch_and_one_in_parts_are_acknowledged_once_all_of_it_is_safe(car):
    async with gateway() as it, Device(it.port, PHONE) as device:
        await device.log_on()
        assert await device.ask(Kind.POSITIONS, batch_body(*[position_body()] * 5)) == Result.DONE
        assert len(await in_stream()) == 5
        body = batch_body(*[position_body()] * 50)
        device.writer.write(device.frame(Kind.POSITIONS, body[:1000], (2, 1)))
        with pytest.raises(TimeoutError):
            await device.answer(0.3)
        device.writer.write(device.frame(Kind.POSITIONS, body[1000:], (2, 2)))
        assert {int.from_bytes((await device.answer()).body[:2]) for _part in "ab"} == {4, 5}
        assert len(await in_stream()) == 55


async def test_nothing_is_acknowledged_while_redis_is_away_and_all_when_it_is_back(car, monkeypatch):
    real = stream.connection_of_loop
    monkeypatch.setattr(stream, "connection_of_loop", lambda: redis.asyncio.Redis(port=1, retry=None))
    monkeypatch.setattr(stream.room, "looked", float("inf"))
    async with gateway() as it, Device(it.port, PHONE) as device:
        await device.log_on()
        device.say(Kind.POSITION, position_body())
        with pytest.raises(TimeoutError):
            await device.answer(0.5)
        assert await device.ask(Kind.HEARTBEAT) == Result.DONE  # the connection lives
    monkeypatch.setattr(stream, "connection_of_loop", real)
    async with gateway() as it, Device(it.port, PHONE) as device:
        await device.log_on()
        assert await device.ask(Kind.POSITION, position_body()) == Result.DONE
    assert len(await in_stream()) == 1


async def test_an_unknown_device_is_refused_listed_and_admitted_with_one_click(transactional_db):
    admin = await sync_to_async(make.make_user)("administrator")
    async with gateway() as it, Device(it.port, PHONE) as device:
        assert await device.register() == (4, "")
        assert await device.register() == (4, "")
        seen = await UnknownDevice.objects.aget()
        assert (seen.phone, seen.plate, seen.device, seen.times) == (PHONE, "京A12345", "DEV0001", 2)
        terminal = await sync_to_async(admit)(seen, by=admin)
        assert not await UnknownDevice.objects.aexists()
        await device.log_on()
        assert await device.ask(Kind.POSITION, position_body()) == Result.FAILED  # of which unit? not known yet
        [line] = log.read(stream.connection(), terminal.pk)
        assert line.reason == "no_unit"


async def test_another_device_or_plate_with_a_known_number_is_refused(car):
    await Registration.objects.aupdate(plate="京A12345")
    async with gateway() as it, Device(it.port, PHONE) as device:
        assert (await device.register(plate="京B99999"))[0] == 2
        assert (await device.register(device="DEV0001"))[0] == 0
        assert (await device.register(device="DEV0002"))[0] == 3


async def test_wrong_codes_and_words_before_the_code_get_nothing(car):
    async with gateway() as it, Device(it.port, PHONE) as device:
        assert await device.ask(Kind.POSITION, position_body()) == Result.FAILED
        assert await device.ask(Kind.HEARTBEAT) == Result.FAILED
        assert await device.authenticate("guess") == Result.FAILED
        await device.log_on()
        device.sender = bytes.fromhex("013800138001")
        assert await device.ask(Kind.POSITION, position_body()) == Result.FAILED  # in the name of another one
        assert await in_stream() == []


async def test_revoking_ends_an_open_connection_within_two_seconds(car):
    async with gateway() as it, Device(it.port, PHONE) as device:
        _result, code = await device.register()
        assert await device.authenticate(code) == Result.DONE
        await sync_to_async(revoke_terminal)(car, by=None)
        began = time.monotonic()
        assert await device.closed(2)
        assert time.monotonic() - began < 2
        async with Device(it.port, PHONE) as again:
            assert await again.authenticate(code) == Result.FAILED
            assert (await again.register())[0] == 4


async def test_another_unit_holds_for_an_open_connection(car):
    other = await sync_to_async(make.make_unit)("P13")
    async with gateway() as it, Device(it.port, PHONE) as device:
        await device.log_on()
        await Terminal.objects.aupdate(unit=other)
        await asyncio.sleep(1.5)
        assert await device.ask(Kind.POSITION, position_body()) == Result.DONE
        assert [fix.unit_id for fix in await in_stream()] == [other.pk]


async def test_what_is_not_fixed_is_marked_and_what_is_no_place_is_refused_and_logged(car):
    async with gateway() as it, Device(it.port, PHONE) as device:
        await device.log_on()
        assert await device.ask(Kind.POSITION, position_body(status=1)) == Result.DONE
        assert await device.ask(Kind.POSITION, position_body(lat=95.0)) == Result.WRONG
        assert await device.ask(Kind.POSITION, b"short") == Result.WRONG
        assert [fix.fixed for fix in await in_stream()] == [False]
        assert [line.reason for line in log.read(stream.connection(), car.pk)] == ["lat_invalid", ""]


async def test_a_pressed_button_is_declared_once_with_its_place_before_it_is_acknowledged(car):
    told = []

    def hear(sender, verb, subject, data, **_more):
        if verb.endswith("in_danger"):
            told.append((verb, str(subject), data["lon"]))

    changed.connect(hear)
    try:
        async with gateway() as it, Device(it.port, PHONE) as device:
            await device.log_on()
            for _again in range(3):
                assert await device.ask(Kind.POSITION, position_body(alarm=1)) == Result.DONE
            assert told == [("unit.in_danger", "P12", 7.42)]
            await device.ask(Kind.POSITION, position_body())
            await device.ask(Kind.POSITION, position_body(alarm=1, status=1))  # pressed again, where nobody knows
            assert told[1:] == [("unit.in_danger", "P12", None)]
    finally:
        changed.disconnect(hear)


async def test_signing_off_ends_the_binding(car):
    async with gateway() as it, Device(it.port, PHONE) as device:
        _result, code = await device.register()
        await device.authenticate(code)
        assert await device.ask(Kind.LOGOUT) == Result.DONE
        assert await device.closed()
        async with Device(it.port, PHONE) as again:
            assert await again.authenticate(code) == Result.FAILED


async def test_a_terminal_that_connects_anew_replaces_its_dead_connection(car):
    async with gateway() as it, Device(it.port, PHONE) as old:
        _result, code = await old.register()
        await old.authenticate(code)
        async with Device(it.port, PHONE) as new:
            assert await new.authenticate(code) == Result.DONE
            assert await old.closed()
            assert await new.ask(Kind.POSITION, position_body()) == Result.DONE


# --- harm ---


async def served_in_time(device: Device, seconds: float = 1.0) -> None:
    began = time.monotonic()
    assert await device.ask(Kind.POSITION, position_body()) == Result.DONE
    assert time.monotonic() - began < seconds


async def test_half_frames_wait_for_their_other_half(car):
    async with gateway() as it, Device(it.port, PHONE) as device, Device(it.port, PHONE) as half:
        await device.log_on()
        whole = half.frame(Kind.REGISTER, registration_body())
        half.writer.write(whole[:17])
        await served_in_time(device)
        for byte in whole[17:]:
            half.writer.write(bytes([byte]))
            await half.writer.drain()
        assert (await half.answer()).kind == Kind.REGISTER_ANSWER


@pytest.mark.parametrize(
    "garbage", [b"GET / HTTP/1.1\r\n\r\n" * 500, bytes(10_000), b"\x7e\x01\x02\x03" * 100], ids=["http", "zeros", "bad"]
)
async def test_garbage_and_oversized_frames_end_their_own_connection_only(car, garbage):
    async with gateway() as it, Device(it.port, PHONE) as device, Device(it.port) as bad:
        await device.log_on()
        bad.writer.write(garbage)
        assert await bad.closed()
        await served_in_time(device)


async def test_a_flood_is_slowed_down_and_the_others_are_served(car):
    async with gateway(bytes_a_second=2_000, burst_bytes=10_000) as it, Device(it.port, PHONE) as device:
        await device.log_on()
        async with Device(it.port, "13900139000") as flood:
            flood.writer.write(flood.frame(Kind.GENERAL_ANSWER, bytes(500)) * 4_000)  # two megabytes
            await asyncio.sleep(0.3)
            for _turn in range(5):
                await served_in_time(device)
            [stranger] = it.strangers
            assert not stranger.transport.is_reading()
            assert stranger.transport.get_write_buffer_size() == 0


async def test_who_does_not_read_is_cut_off(car):
    async with gateway(unread_bytes=2_000, burst_bytes=50e6) as it, Device(it.port, PHONE) as device:
        await device.log_on()
        [connection] = it.connections
        connection.transport.get_extra_info("socket").setsockopt(1, 7, 4_096)  # SO_SNDBUF: a full line comes soon
        device.writer.transport.pause_reading()
        frames = device.frame(Kind.HEARTBEAT) * 500
        for _round in range(200):
            device.writer.write(frames)
            await asyncio.sleep(0)
            if not it.connections:
                break
            await asyncio.sleep(0.01)
        assert it.connections == set()


async def test_strangers_and_the_silent_are_sent_away(car):
    async with gateway(stranger_s=0.5, idle_s=1.0, strangers=3) as it, Device(it.port, PHONE) as device:
        await device.log_on()
        strangers = [await Device(it.port).__aenter__() for _one in range(4)]
        assert await strangers[0].closed(0.4)  # the oldest makes room
        assert not await strangers[3].closed(0.1)
        assert await strangers[3].closed(3)
        assert await device.closed(3)


async def test_a_full_house_takes_nobody_in_and_serves_those_inside(car):
    async with gateway(connections=2) as it, Device(it.port, PHONE) as device:
        await device.log_on()
        async with Device(it.port) as _second, Device(it.port) as third:
            assert await third.closed()
            await served_in_time(device)


async def test_a_body_longer_than_a_frame_can_say_cannot_be_written():
    with pytest.raises(ValueError, match="do not fit"):
        written(Message(Kind.POSITION, bytes(6), 1, bytes(1_024)))


def test_the_list_of_strangers_is_bounded_and_keeps_the_latest(transactional_db):
    from unittest.mock import patch

    with patch("units.jt808.actions.MOST_UNKNOWN", 5):
        for number in range(9):
            note_unknown(str(1000 + number), Registering("M", "m", "d", ""), address=None)
    assert sorted(UnknownDevice.objects.values_list("phone", flat=True)) == ["1004", "1005", "1006", "1007", "1008"]
    assert MOST_UNKNOWN == 200


def test_a_locked_user_locks_their_terminal(car):
    from units.jt808.queries import bindings

    user = make.make_user("field_officer")
    Terminal.objects.update(user=user)
    assert car.pk in bindings([car.pk])
    user.locked_at = timezone.now()
    user.save()
    assert bindings([car.pk]) == {}

"""The fast door for fixes: the same contract as the API behind it, in rounds."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from dispatch.asgi import application
from tests import factories as make
from tests.units.test_positions import empty_stream, fix_of, in_stream, terminal_for  # noqa: F401  a fixture
from units.duty.models import Shift, ShiftMember
from units.positions import door, stream
from units.terminals.models import Terminal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_stream")]


@pytest.fixture
def api_calls(monkeypatch):
    """How many requests went on to the API."""
    from units.positions import api

    calls, original = [], api.units_of_sender
    monkeypatch.setattr(api, "units_of_sender", lambda *args: calls.append(1) or original(*args))
    return calls


async def send(fixes, headers, **more) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://localhost") as client:
        return await client.post("/api/v1/positions", headers=headers, **({"json": {"fixes": fixes}} | more))


@sync_to_async
def fleet():
    """A device on board P12, a gateway of its station, and the phone of an officer on shift in P13."""
    first, second = make.make_unit("P12"), make.make_unit("P13")
    officer, now = make.make_user("field_officer", organisation=first.organisation), timezone.now()
    shift = Shift.objects.create(
        unit=second,
        organisation=first.organisation,
        begins_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )
    ShiftMember.objects.create(shift=shift, user=officer)
    return (
        (first, second, officer),
        terminal_for(unit=first),
        terminal_for(gateway=True, organisation=first.organisation),
        terminal_for(user=officer, organisation=first.organisation),
    )


async def test_requests_of_all_kinds_of_senders_share_one_round_and_one_entry(api_calls, monkeypatch):
    (first, second, _officer), board, gateway, phone = await fleet()
    other = await sync_to_async(make.make_unit)("Q1", organisation=await sync_to_async(make.make_station)("ST2"))
    desk = door.Desk.of_this_loop()
    await desk.asking.acquire()  # a round is under way
    asked = [
        send([fix_of(first), fix_of(second)], board),
        send([fix_of(first), fix_of(second), fix_of(other), "?", {**fix_of(first), "unit": ["P12"]}], gateway),
        send(
            [{"lon": 7.42, "lat": 43.735, "at": timezone.now().isoformat()}], gateway
        ),  # of many, none goes without saying
        send([fix_of(second), fix_of(first)], phone),
    ]
    asking = [asyncio.create_task(one) for one in asked]
    while len(desk.waiting) < 4:
        await asyncio.sleep(0.01)
    desk.asking.release()
    on_board, of_gateway, nameless, of_phone = [(one.status_code, one.json()) for one in await asyncio.gather(*asking)]
    unknown = "unit_unknown"
    assert on_board == (202, {"accepted": 1, "refused": [{"index": 1, "reason": unknown}]})
    refused = [{"index": 2, "reason": unknown}, {"index": 3, "reason": "not_an_object"}]
    refused.append({"index": 4, "reason": "unit_missing"})
    assert of_gateway == (202, {"accepted": 2, "refused": refused})
    assert nameless == (202, {"accepted": 0, "refused": [{"index": 0, "reason": "unit_missing"}]})
    assert of_phone == (202, {"accepted": 1, "refused": [{"index": 1, "reason": unknown}]})
    assert sorted(fix.unit_id for fix in in_stream()) == sorted([first.pk, first.pk, second.pk, second.pk])
    assert stream.connection().xlen(stream.key()) == 1
    assert api_calls == []


async def test_a_revoked_token_and_a_locked_officer_are_refused_at_once():
    (_first, second, officer), board, _gateway, phone = await fleet()
    assert (await send([fix_of(second)], phone)).status_code == 202
    await Terminal.objects.exclude(unit=None).aupdate(revoked_at=timezone.now())
    officer.locked_at = timezone.now()
    await officer.asave()
    for headers in (board, phone, {"Authorization": "Bearer guessed"}):
        answer = await send([fix_of(second)], headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert len(in_stream()) == 1


async def test_what_the_fast_door_cannot_read_the_api_words():
    (first, *_), board, *_ = await fleet()
    too_many = await send([fix_of(first)] * 1001, board)
    assert (too_many.status_code, too_many.json()["errors"][0]["field"]) == (422, "fixes")
    assert (await send(None, board, content=b"{", json=None)).status_code in (400, 422)
    large = await send([{**fix_of(first), "note": "x" * 1_100_000}], board)
    assert (large.status_code, large.json()["accepted"]) == (202, 1)


async def test_the_same_request_again_and_the_same_key_again_are_stored_once(api_calls):
    (first, *_), board, *_ = await fleet()
    body = [fix_of(first)]
    answers = [(await send(body, board)).json() for _again in range(2)]
    assert answers == [{"accepted": 1, "refused": []}] * 2
    assert len(in_stream()) == 1
    keyed = [fix_of(first)]
    answers = [(await send(keyed, {**board, "Idempotency-Key": "k1"})).json() for _again in range(2)]
    assert answers == [{"accepted": 1, "refused": []}] * 2
    assert len(in_stream()) == 2
    assert len(api_calls) == 1


async def test_a_full_stream_refuses_and_drops_nothing(monkeypatch):
    (first, *_), board, *_ = await fleet()
    assert (await send([fix_of(first)], board)).status_code == 202
    monkeypatch.setattr(stream, "LARGEST", 1)
    monkeypatch.setattr(stream, "room", stream.Room())
    for headers in (board, {**board, "Idempotency-Key": "k2"}):
        answer = await send([fix_of(first)], headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.json()["type"] == "urn:muster:problem:stream_down"
    assert len(in_stream()) == 1

"""A call that an exchange reports: it rings, is taken once, or is missed and called back. None is lost."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from dispatch.journal.models import JournalEntry
from incidents.calls.actions import (
    discard_draft,
    end_as_call,
    end_call,
    release_draft,
    ring_call,
    save_draft,
    take_call,
)
from incidents.calls.masking import masked
from incidents.calls.models import Call, Draft
from incidents.calls.queries import waiting_calls
from incidents.register.refusal import Refused
from tests.factories import HERE, make_kind, make_organisation, make_station, make_user
from units.terminals.models import Terminal

pytestmark = pytest.mark.django_db

PLACE = {"lon": HERE.x, "lat": HERE.y, "typed": "rue grimaldi 14", "label": "14 Rue Grimaldi", "verified": True}


@pytest.fixture
def taker():
    make_station()
    return make_user("call_taker")


@pytest.fixture
def exchange():
    """The headers of a gateway of the county."""
    terminal = Terminal(label="exchange", organisation=make_organisation(), gateway=True)
    token = terminal.issue_token()
    terminal.save()
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def tell(client, exchange):
    def tell(path, **body):
        answer = client.post(f"/api/v1/calls{path}", json.dumps(body), "application/json", headers=exchange)
        return answer.status_code, answer.json()

    return tell


def rings(number="13900001111", **more) -> Call:
    return ring_call(organisation=make_organisation(), number=number, **more)


def test_a_taken_call_becomes_the_call_of_its_incident_with_the_time_it_rang(taker):
    call = rings(rang_at=timezone.now() - timedelta(seconds=7), line="110")
    assert list(waiting_calls(taker)) == [call]
    draft = take_call(call, by=taker)
    assert draft.fields["caller_phone"]["value"] == "13900001111"
    assert not waiting_calls(taker).exists()
    save_draft(draft.pk, {"kind": make_kind().code, "place": PLACE}, {}, by=taker)
    save_draft(draft.pk, {"caller_phone": "0377-1234"}, {"caller_phone": 1}, by=taker)
    draft.refresh_from_db()
    incident = release_draft(draft, by=taker)
    call = Call.objects.get()
    assert (call.incident, call.number, call.caller_phone, call.by) == (incident, "13900001111", "0377-1234", taker)
    assert incident.called_at == call.began_at < call.answered_at
    assert list(JournalEntry.objects.filter(subject="call").order_by("pk").values_list("verb", flat=True)) == [
        "call.rang",
        "call.answered",
        "call.recorded",
    ]


def test_taking_twice_gives_the_same_form_and_a_second_taker_is_told_who_was_quicker(taker):
    call = rings()
    draft = take_call(call, by=taker)
    assert take_call(call, by=taker) == draft
    with pytest.raises(Refused, match=taker.name):
        take_call(call, by=make_user("call_taker"))


def test_a_call_given_up_is_missed_until_somebody_calls_back(taker):
    call = end_call(rings())
    assert (call.missed, list(waiting_calls(taker))) == (True, [call])
    draft = take_call(call, by=taker)
    assert not waiting_calls(taker).exists()
    call = end_as_call(draft, by=taker, nature="nuisance")
    assert (call.answered_at, call.nature, Call.objects.count()) == (None, "nuisance", 1)
    assert call.called_back_at is not None


def test_who_calls_again_and_is_answered_need_not_be_called_back(taker):
    missed, other = end_call(rings()), end_call(rings("13700000000"))
    take_call(rings(), by=taker)
    missed.refresh_from_db()
    assert missed.called_back_at is not None
    assert list(waiting_calls(taker)) == [other]
    assert JournalEntry.objects.filter(verb="call.reached", subject_code=missed.code).exists()


def test_a_taken_call_is_not_dropped_without_a_reason(taker):
    draft = take_call(rings(), by=taker)
    with pytest.raises(Refused):
        discard_draft(draft, by=taker, reason="")
    discard_draft(draft, by=taker, reason="silent")


def test_an_exchange_may_say_the_same_twice_and_late(tell, taker):
    status, first = tell("", number="139", line="122", reference="A-7")
    assert (status, tell("", number="139", line="122", reference="A-7")[1]["code"]) == (201, first["code"])
    take_call(Call.objects.get(), by=taker)
    status, over = tell(f"/{first['code']}/end")
    assert (status, over["state"], over["number"]) == (200, "over", "139")
    assert tell(f"/{first['code']}/end")[1]["ended_at"] == over["ended_at"]
    assert JournalEntry.objects.filter(verb__in=["call.ended", "call.missed"]).count() == 1


def test_a_call_with_a_wrong_number_or_time_is_refused_and_the_field_is_named(tell):
    for field, value in (("number", "<b>1</b>"), ("rang_at", "2020-01-01T00:00:00Z"), ("rang_at", "2026-01-01T00:00")):
        status, problem = tell("", **{field: value})
        assert (status, problem["errors"][0]["field"]) == (422, field)
    assert not Call.objects.exists()


def test_only_gateways_and_those_who_take_calls_tell_of_calls(client, tell, taker):
    client.force_login(make_user("field_officer"))
    answer = client.post("/api/v1/calls", "{}", "application/json")
    assert answer.status_code == 403
    tell("", number="13900001111")
    client.force_login(taker)
    [row] = client.get("/api/v1/calls").json()["calls"]
    assert row["number"] == "…1111"
    draft = client.post(f"/calls/{row['code']}/take/").json()["draft"]
    assert Draft.objects.get(pk=draft).by == taker
    client.force_login(make_user("call_taker", organisation=make_station("ST9")))
    assert client.post(f"/calls/{row['code']}/take/").status_code == 404


def test_a_number_on_a_list_shows_its_end_only():
    assert [masked(one) for one in ("13900001111", "110", "1", "")] == ["…1111", "…0", "…", ""]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_one_has_the_call():
    make_station()
    call, takers = rings(), [make_user("call_taker") for _ in range(4)]
    start, got = threading.Barrier(4), []

    def take(taker):
        start.wait()
        try:
            got.append(take_call(call, by=taker).by)
        except Refused:
            got.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[taker]) for taker in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 4
    assert got.count(None) == 3
    assert Draft.objects.count() == 1

"""The field terminal's pages and deeds: what an officer aboard is told, and what nobody else is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dispatch.assignments.actions import (
    arrive_assignment,
    assign_units,
    cancel_assignment,
    clear_assignment,
    handle_assignment,
)
from dispatch.journal.models import JournalEntry
from dispatch.reports.actions import return_report, submit_report
from dispatch.terminal.queries import terminal_state
from incidents.timeline.models import Entry
from tests.factories import make_incident, make_organisation, make_station, make_unit, make_user
from units.crews.actions import declare_unit_state
from units.duty.models import Shift, ShiftMember

pytestmark = pytest.mark.django_db


def aboard(unit, officer, *, logged_on: bool = True) -> Shift:
    now = timezone.now()
    shift = Shift.objects.create(
        unit=unit,
        organisation=unit.organisation,
        begins_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=7),
        logged_on_at=now if logged_on else None,
    )
    ShiftMember.objects.create(shift=shift, user=officer, leader=True)
    return shift


@pytest.fixture
def crew():
    """Ann is aboard P12 with an order from Dan's desk; Bob rides another unit of the same station."""
    station = make_station()
    ann, bob = (make_user("field_officer", organisation=station, username=name) for name in ("ann", "bob"))
    unit, other = make_unit("P12"), make_unit("P13")
    shift = aboard(unit, ann)
    aboard(other, bob)
    dan = make_user("dispatcher", username="dan")
    incident = make_incident(
        organisation=station, caller_name="Wang Fang", caller_phone="13800138000", place_typed="by the fountain"
    )
    [order] = assign_units(incident, [unit], by=dan)

    class Cast:
        pass

    for name, value in locals().copy().items():
        setattr(Cast, name, value)
    return Cast


def post(client, url: str, data: dict, key: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/{url}", data, content_type="application/json", headers=headers)


def test_the_state_stands_on_its_own_and_names_no_caller(crew) -> None:
    state = terminal_state(crew.ann)
    [order] = state["orders"]
    assert (state["unit"]["call_sign"], order["code"], order["primary"]) == ("P12", crew.order.code, True)
    assert order["incident"]["place"] == "by the fountain"
    assert "Wang" not in str(state)
    assert "138" not in str(state["orders"])


def test_each_officer_is_told_of_their_own_unit_only(crew, client) -> None:
    client.force_login(crew.bob)
    told = client.get(reverse("dispatch:terminal_state")).json()
    assert told["unit"]["call_sign"] == "P13"
    assert told["orders"] == []


def test_a_card_of_another_units_order_is_not_there(crew, client) -> None:
    card = reverse("dispatch:terminal_card", args=[crew.incident.code])
    assert client.get(card).status_code == 302
    client.force_login(crew.bob)
    assert client.get(card).status_code == 404
    client.force_login(crew.dan)
    assert client.get(card).status_code == 403
    client.force_login(make_user("field_officer", organisation=make_organisation("ST9")))
    assert client.get(card).status_code == 404


def test_reading_a_caller_on_the_card_is_journalled(crew, client) -> None:
    client.force_login(crew.ann)
    page = client.get(reverse("dispatch:terminal_card", args=[crew.incident.code])).content.decode()
    assert "Wang Fang" in page
    assert 'data-part="guidance"' in page
    assert JournalEntry.objects.filter(by=crew.ann, data__purpose="response").count() == 1


def test_a_confidential_caller_stays_hidden_from_the_street(crew, client) -> None:
    type(crew.incident).objects.update(confidential=True)
    client.force_login(crew.ann)
    page = client.get(reverse("dispatch:terminal_card", args=[crew.incident.code])).content.decode()
    assert "Wang Fang" not in page
    assert "13800138000" not in page


def test_without_a_shift_the_page_opens_and_there_is_no_unit(client) -> None:
    client.force_login(make_user("field_officer", organisation=make_station()))
    assert client.get(reverse("dispatch:terminal")).status_code == 200
    assert client.get(reverse("dispatch:terminal_state")).json()["unit"] is None


def test_an_officer_logs_on_to_their_own_shift_and_to_no_other(client) -> None:
    unit = make_unit("P20", state="off")
    own = make_user("field_officer", organisation=unit.organisation)
    shift = aboard(unit, own, logged_on=False)
    client.force_login(make_user("field_officer", organisation=unit.organisation))
    assert post(client, f"terminal/shifts/{shift.pk}/log-on", {}).status_code == 404
    client.force_login(own)
    told = post(client, f"terminal/shifts/{shift.pk}/log-on", {}).json()
    assert told["unit"]["shift"]["logged_on"]
    assert told["unit"]["state"] == "free"


def test_busy_needs_a_reason_and_an_order_forbids_a_choice(crew, client) -> None:
    client.force_login(crew.bob)
    assert post(client, "terminal/unit-state", {"state": "busy"}).status_code == 409
    told = post(client, "terminal/unit-state", {"state": "busy", "reason": "Refuelling"}).json()
    assert (told["unit"]["state"], told["unit"]["reason"]) == ("busy", "Refuelling")
    client.force_login(crew.ann)
    refused = post(client, "terminal/unit-state", {"state": "free"})
    assert refused.status_code == 409
    assert "P12" in refused.json()["detail"]


def test_a_choice_made_offline_does_not_undo_what_happened_since(crew, client) -> None:
    pressed = timezone.now() - timedelta(minutes=10)
    declare_unit_state(crew.other, "busy", by=crew.dan, reason="guard duty")
    client.force_login(crew.bob)
    late = post(client, "terminal/unit-state", {"state": "off", "at": pressed.isoformat()})
    assert late.status_code == 409
    crew.other.refresh_from_db()
    assert crew.other.state == "busy"


def test_a_remark_sent_twice_is_written_once_with_the_time_it_was_written(crew, client) -> None:
    client.force_login(crew.ann)
    type(crew.order).objects.update(sent_at=timezone.now() - timedelta(minutes=30))
    at = timezone.now() - timedelta(minutes=5)
    for _ in range(2):
        answer = post(
            client, f"incidents/{crew.incident.code}/remarks", {"text": "Two men", "at": at.isoformat()}, "k1"
        )
        assert answer.status_code == 201
    line = Entry.objects.get(verb="remark.added")
    assert (line.text, line.unit, line.at, line.by) == ("Two men", crew.unit, at, crew.ann)
    client.force_login(crew.bob)
    assert post(client, f"incidents/{crew.incident.code}/remarks", {"text": "I too"}).status_code == 404


def test_an_order_taken_away_is_told_with_its_reason(crew) -> None:
    cancel_assignment(crew.order, by=crew.dan, reason="Solved by phone")
    told = terminal_state(crew.ann)
    assert told["orders"] == []
    assert (told["ended"][0]["state"], told["ended"][0]["reason"]) == ("cancelled", "Solved by phone")


def test_a_report_is_owed_after_clearing_and_a_returned_one_comes_back_whole(crew, client) -> None:
    arrive_assignment(crew.order, by=crew.ann)
    handle_assignment(crew.order, by=crew.ann)
    clear_assignment(crew.order, by=crew.ann)
    assert [row["code"] for row in terminal_state(crew.ann)["owed"]] == [crew.order.code]
    items = {"narrative": "Nobody there", "result": "not_found", "involved": 2}
    report = submit_report(crew.incident, by=crew.ann, assignment=crew.order, items=items)
    return_report(report, by=make_user("station_officer", organisation=crew.station), reason="Say who")
    told = terminal_state(crew.ann)
    assert told["owed"] == []
    assert [(row["id"], row["note"]) for row in told["returned"]] == [(report.pk, "Say who")]
    client.force_login(crew.ann)
    whole = client.get(reverse("dispatch:terminal_report", args=[report.pk])).json()
    assert (whole["narrative"], whole["involved"]) == ("Nobody there", 2)
    client.force_login(crew.bob)
    assert client.get(reverse("dispatch:terminal_report", args=[report.pk])).status_code == 404


def test_the_page_can_be_installed_and_its_worker_is_served_inside_its_scope(client) -> None:
    about = client.get(reverse("dispatch:terminal_manifest")).json()
    assert (about["scope"], about["display"]) == ("/terminal/", "standalone")
    worker = client.get(reverse("dispatch:terminal_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert reverse("dispatch:terminal_worker").startswith(about["scope"])

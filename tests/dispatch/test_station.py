"""The station's pages: its own incidents, units and shifts; sign, relay; never somebody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dispatch.assignments.actions import arrive_assignment, assign_units
from dispatch.journal.models import JournalEntry
from dispatch.reports.actions import approve_report, return_report, submit_report
from tests.factories import make_incident, make_station, make_unit, make_user
from units.duty.models import Shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def station():
    return make_station("ST1")


@pytest.fixture
def sofia(client, station):
    """Works in the command room of station 1 and is signed in."""
    sofia = make_user("station_officer", organisation=station)
    client.force_login(sofia)
    return sofia


def test_the_station_signs_an_order_for_its_unit(client, station, sofia):
    unit = make_unit("P12", organisation=station)
    [order] = assign_units(make_incident(organisation=station), [unit], by=make_user("dispatcher"))
    assert order.code in client.get("/station/").content.decode()
    client.post(f"/station/orders/{order.code}/sign/")
    order.refresh_from_db()
    assert order.signed_at
    assert order.steps.get(state="signed").by == sofia


def test_the_station_relays_an_incident_to_its_own_free_unit_only(client, station, sofia):
    incident = make_incident(organisation=station)
    own = make_unit("P12", organisation=station)
    foreign = make_unit("P99", organisation=make_station("ST2"))
    client.post(f"/station/incidents/{incident.code}/relay/", {"unit": foreign.pk})
    assert incident.assignments.count() == 0
    client.post(f"/station/incidents/{incident.code}/relay/", {"unit": own.pk, "instruction": "back door"})
    assert incident.assignments.get().unit == own


def test_the_station_plans_a_shift_and_wrong_times_are_named_at_their_field(client, station, sofia):
    unit, olga = make_unit("P12", organisation=station), make_user("field_officer", organisation=station)
    now = timezone.localtime()
    wanted = {"unit": unit.pk, "people": [olga.pk], "begins_at": f"{now:%Y-%m-%dT%H:%M}"}
    answer = client.post("/station/shifts/", {**wanted, "ends_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["ends_at"]
    client.post("/station/shifts/", {**wanted, "ends_at": f"{now + timedelta(hours=8):%Y-%m-%dT%H:%M}"})
    shift = Shift.objects.get()
    client.post(f"/station/shifts/{shift.pk}/log-on/")
    shift.refresh_from_db()
    assert shift.logged_on_at


def test_another_stations_rows_do_not_exist_for_this_one(client, station, sofia):
    there = make_station("ST2")
    unit, incident = make_unit("P99", organisation=there), make_incident(organisation=there)
    [order] = assign_units(incident, [unit], by=make_user("dispatcher"))
    assert client.get(f"/station/incidents/{incident.code}/").status_code == 404
    assert client.post(f"/station/orders/{order.code}/sign/").status_code == 404
    assert client.post("/station/units/P99/state/", {"state": "off"}).status_code == 404
    assert incident.code not in client.get("/station/").content.decode()


def test_a_unit_is_declared_busy_with_its_reason(client, station, sofia):
    unit = make_unit("P12", organisation=station)
    client.post("/station/units/P12/state/", {"state": "busy", "reason": "refuelling"})
    unit.refresh_from_db()
    assert (unit.state, unit.state_reason) == ("busy", "refuelling")
    assert "refuelling" in client.get("/station/units/").content.decode()


HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def reached(station):
    """An order that has reached the scene."""
    unit, wang = make_unit("P12", organisation=station), make_user("dispatcher", username="wang")
    [order] = assign_units(make_incident(organisation=station, description="two men fight"), [unit], by=wang)
    return arrive_assignment(order, by=wang)


def test_the_incidents_page_shows_what_is_known_its_story_and_the_deeds_of_the_station(client, sofia, reached):
    page = client.get(f"/station/incidents/{reached.incident.code}/").content.decode()
    assert "two men fight" in page
    assert 'data-verb="assignment.sent"' in page
    assert 'data-deed="close"' in page
    assert 'data-deed="hold"' not in page  # the dispatcher's
    assert f'action="/assignments/{reached.code}/report/"' in page


def test_a_report_written_at_the_desk_is_refused_at_its_fields_and_keeps_what_was_typed(client, sofia, reached):
    url = f"/assignments/{reached.code}/report/"
    answer = client.post(url, {"narrative": "Parted them.", "injured": "-3"}, **HTMX)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"result", "injured"}
    assert "Parted them." in answer.content.decode()
    accepted = client.post(url, {"narrative": "Parted them.", "result": "mediated"}, **HTMX)
    assert accepted.headers["HX-Retarget"] == f"#review-{reached.incident.code}"
    assert reached.reports.get().by == sofia
    page = client.get(f"/station/incidents/{reached.incident.code}/").content.decode()
    assert "report-form" not in page  # it waits for somebody else's review
    assert "data-review" not in page


def test_an_approved_report_is_not_written_over_and_the_words_stay_in_the_form(client, sofia, reached):
    items = {"narrative": "Parted them.", "result": "mediated"}
    approve_report(submit_report(reached.incident, by=sofia, assignment=reached, items=items), by=make_user())
    answer = client.post(f"/assignments/{reached.code}/report/", {**items, "narrative": "No: fled."}, **HTMX)
    assert answer.status_code == 409
    assert "No: fled." in answer.content.decode()


def test_a_returned_report_is_corrected_at_the_desk_from_what_was_written(client, sofia, reached):
    items = {"narrative": "Parted them.", "result": "mediated", "injured": 2}
    report = submit_report(reached.incident, by=make_user("field_officer"), assignment=reached, items=items)
    return_report(report, by=make_user(), reason="who was hurt?")
    page = client.get(f"/station/incidents/{reached.incident.code}/")
    [(order, form)] = page.context["desk_reports"]
    assert (order, form["injured"].value(), form["narrative"].value()) == (reached, 2, "Parted them.")


def test_the_review_on_the_page_answers_in_the_place_of_the_reports_and_a_refusal_beside_its_form(
    client, sofia, reached
):
    items = {"narrative": "Parted them.", "result": "mediated"}
    report = submit_report(reached.incident, by=make_user("field_officer"), assignment=reached, items=items)
    refused = client.post(f"/reports/{report.pk}/return/", {"reason": " "}, **HTMX)
    assert (refused.status_code, refused.headers.get("HX-Retarget")) == (422, None)
    done = client.post(f"/reports/{report.pk}/approve/", {}, **HTMX)
    assert done.headers["HX-Retarget"] == f"#review-{reached.incident.code}"
    assert JournalEntry.objects.filter(verb="report.approved", by=sofia).exists()


def test_a_review_pressed_before_the_page_is_all_there_leads_back_to_the_page(client, sofia, reached):
    items = {"narrative": "Parted them.", "result": "mediated"}
    report = submit_report(reached.incident, by=make_user("field_officer"), assignment=reached, items=items)
    there = f"http://testserver/station/incidents/{reached.incident.code}/"
    browser = {"headers": {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Referer": there}}
    assert client.post(f"/reports/{report.pk}/return/", {}, **browser).url == there
    assert "Say what is to be corrected." in client.get(there).content.decode()
    assert client.post(f"/reports/{report.pk}/approve/", {}, **browser).url == there
    report.refresh_from_db()
    assert report.state == "approved"

"""Reports. Zhao is aboard P1 and writes, Chen of the station reviews, Wang at the county watches."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dispatch.assignments.actions import arrive_assignment, assign_units, clear_assignment
from dispatch.journal.models import JournalEntry
from dispatch.reports.actions import add_photos, approve_report, return_report, submit_report
from dispatch.reports.items import WrongItem, clean_parties, clean_signature, clean_traffic
from dispatch.reports.models import ReportPhoto, ResponseReport
from dispatch.timers.defaults import ensure_limits
from dispatch.timers.models import Alarm, Timer
from incidents.register.actions import close_incident
from incidents.timeline.models import Entry
from tests.factories import make_incident, make_kind, make_organisation, make_station, make_unit, make_user
from units.access.refused import Refused
from units.terminals.models import Terminal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast(db):
    ensure_limits()
    station = make_station()

    class Cast:
        wang = make_user(username="wang")
        zhao = make_user("field_officer", organisation=station, username="zhao")
        chen = make_user("station_officer", organisation=station, username="chen")
        incident = make_incident()
        unit = make_unit("P1")

    Terminal(label="P1", organisation=station, unit=Cast.unit, user=Cast.zhao, token_digest="x").save()
    (Cast.order,) = assign_units(Cast.incident, [Cast.unit], by=Cast.wang)
    Cast.order = arrive_assignment(Cast.order, by=Cast.zhao)
    return Cast


def picture(colour="red", kind="JPEG", size=(40, 30)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return SimpleUploadedFile("p.jpg", out.getvalue(), "image/jpeg")


ITEMS = {"narrative": "Two men were parted.", "result": "mediated"}


def test_a_report_on_the_outcome_ends_the_work_and_the_incident_is_reported(cast):
    assert Timer.objects.exclude(state="stopped").filter(stage="report").count() == 1
    report = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS)
    cast.order.refresh_from_db()
    cast.incident.refresh_from_db()
    assert (report.state, cast.order.state, cast.incident.state) == ("submitted", "handled", "reported")
    assert not Timer.objects.exclude(state="stopped").filter(stage="report").exists()
    assert Entry.objects.filter(verb="report.submitted").count() == 1
    clear_assignment(cast.order, by=cast.zhao)
    close_incident(cast.incident, result="settled", by=cast.wang)


def test_a_report_on_arrival_leaves_the_work_running(cast):
    submit_report(cast.incident, assignment=cast.order, by=cast.zhao, kind="arrival", items={"narrative": "On scene."})
    cast.order.refresh_from_db()
    assert cast.order.state == "on_scene"
    assert Timer.objects.exclude(state="stopped").filter(stage="report").exists()


def test_the_same_report_sent_twice_is_one_row(cast):
    first = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS)
    second = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS)
    assert (second.pk, second.version) == (first.pk, first.version + 1)


def test_returned_with_a_reason_corrected_and_approved_by_somebody_else(cast):
    report = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS)
    with pytest.raises(Refused):
        return_report(report, by=cast.chen, reason=" ")
    with pytest.raises(Refused, match=r"author|填写人"):
        approve_report(report, by=cast.zhao)
    return_report(report, by=cast.chen, reason="number of persons is missing")
    cast.incident.refresh_from_db()
    assert cast.incident.state == "handled"
    assert Alarm.objects.ringing().filter(cause="report.returned").exists()
    again = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items={**ITEMS, "involved": 2})
    assert (again.pk, again.state, again.involved) == (report.pk, "submitted", 2)
    assert not Alarm.objects.ringing().filter(cause="report.returned").exists()
    approve_report(again, by=cast.chen)
    cast.incident.refresh_from_db()
    assert cast.incident.state == "reported"
    with pytest.raises(Refused):
        submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS)
    verbs = [entry.verb for entry in Entry.objects.filter(verb__startswith="report.")]
    assert verbs == ["report.submitted", "report.returned", "report.corrected", "report.approved"]


def test_kind_and_level_are_kept_twice_as_taken_and_as_found(cast):
    found = make_kind("020101")
    taken = cast.incident.kind
    report = submit_report(
        cast.incident, assignment=cast.order, by=cast.zhao, items={**ITEMS, "found_kind": found, "found_level": 4}
    )
    approve_report(report, by=cast.chen)
    cast.incident.refresh_from_db()
    assert (cast.incident.kind, cast.incident.found_kind) == (taken, found)
    assert (cast.incident.intake_level, cast.incident.found_level) == (2, 4)


def test_photos_are_pictures_kept_once_with_their_hash(cast):
    report = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS, photos=[picture()])
    assert add_photos(report, [picture(), picture("blue", "PNG")], by=cast.zhao) == 1
    assert ReportPhoto.objects.count() == 2
    assert all(len(photo.sha256) == 64 for photo in ReportPhoto.objects.all())
    for wrong in (SimpleUploadedFile("x.jpg", b"<script>"), picture(kind="GIF")):
        with pytest.raises(Refused):
            add_photos(report, [wrong], by=cast.zhao)
    assert ReportPhoto.objects.count() == 2


def test_a_photo_is_shown_to_who_may_see_the_incident_and_the_reading_is_journalled(client, cast):
    submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS, photos=[picture()])
    url = f"/reports/photos/{ReportPhoto.objects.get().pk}/"
    client.force_login(cast.chen)
    assert client.get(url).status_code == 200
    assert JournalEntry.objects.filter(verb="responsereport.read", by=cast.chen).exists()
    client.force_login(make_user("station_officer", organisation=make_station("ST9")))
    assert client.get(url).status_code == 404


def test_the_review_fragment_approves_and_refuses_and_strangers_see_nothing(client, cast):
    report = submit_report(cast.incident, assignment=cast.order, by=cast.zhao, items=ITEMS)
    client.force_login(cast.chen)
    page = client.get(f"/incidents/{cast.incident.code}/reports/").content.decode()
    assert "Two men were parted." in page
    assert f"/reports/{report.pk}/approve/" in page
    answer = client.post(f"/reports/{report.pk}/return/", {"reason": ""}, headers={"HX-Request": "true"})
    assert (answer.status_code, "data-field" in answer.content.decode()) == (422, True)
    assert client.post(f"/reports/{report.pk}/approve/").json()["state"] == "approved"
    client.force_login(make_user("station_officer", organisation=make_station("ST9")))
    assert client.get(f"/incidents/{cast.incident.code}/reports/").status_code == 404
    assert client.post(f"/reports/{report.pk}/approve/").status_code == 404


def test_the_api_takes_the_fields_items_and_names_what_is_wrong(client, cast):
    make_kind("020101")
    url = f"/api/v1/assignments/{cast.order.code}/report"
    client.force_login(cast.zhao)
    wrong = client.post(url, {"result": "nonsense", "found_kind": "999"}, content_type="application/json")
    assert wrong.status_code == 422
    assert {"narrative", "result", "found_kind"} <= {error["field"] for error in wrong.json()["errors"]}
    body = {
        **ITEMS,
        "found_kind": "020101",
        "found_level": 3,
        "involved": 2,
        "parties": [{"role": "witness", "name": "Li", "telephone": "1"}],
        "traffic": {"form": "rear-end", "unknown": "x"},
        "signature": "M0 0L10 10",
    }
    answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    report = ResponseReport.objects.get()
    assert (report.involved, report.traffic, report.parties[0]["role"]) == (2, {"form": "rear-end"}, "witness")
    photos = client.post(f"/api/v1/reports/{report.pk}/photos", {"files": [picture()]})
    assert (photos.status_code, photos.json()) == (201, {"kept": 1})
    assert client.get("/api/v1/reports/mine").json()[0]["photos"] == 1


def test_an_officer_cannot_report_for_another_units_order(client, cast):
    client.force_login(make_user("field_officer", organisation=make_station()))
    url = f"/api/v1/assignments/{cast.order.code}/report"
    assert client.post(url, ITEMS, content_type="application/json").status_code == 404
    client.force_login(make_user("auditor", organisation=make_organisation()))
    assert client.post(url, ITEMS, content_type="application/json").status_code == 403


def test_a_station_writes_for_its_incident_by_web_form(client, cast):
    client.force_login(cast.chen)
    url = f"/incidents/{cast.incident.code}/report/"
    bad = client.post(url, {"narrative": "", "involved": "-1"})
    assert {error["field"] for error in bad.json()["errors"]} == {"narrative", "result", "involved"}
    data = {**ITEMS, "parties": json.dumps([{"name": "Li"}]), "photos": [picture()]}
    good = client.post(url, data)
    assert (good.status_code, good.json()["photos"]) == (201, 1)


def test_items_are_cleaned():
    assert clean_parties([{"name": " Li ", "role": "king"}, {}]) == [
        {"role": "other", "name": "Li", "telephone": "", "statement": ""}
    ]
    assert clean_traffic({"cause": "ice", "x": 1}) == {"cause": "ice"}
    for wrong in ("no", [1], [{}] * 21):
        with pytest.raises(WrongItem):
            clean_parties(wrong)
    with pytest.raises(WrongItem):
        clean_signature('M0 0"><script>')


@given(st.text(max_size=200))
def test_a_signature_is_path_data_or_refused(text):
    try:
        cleaned = clean_signature(text)
    except WrongItem:
        return
    assert not set(cleaned) & set("<>\"'&;()")

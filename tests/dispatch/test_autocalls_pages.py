"""Pages of automatic calls: made by ticking, watched on a board, finished by hand; each error names its field."""

import csv
import io
import wave
from datetime import time

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from dispatch.assignments.actions import assign_units
from dispatch.autocalls.actions import add_callees, create_campaign, start_campaign
from dispatch.autocalls.attempts import claim, end_attempt
from dispatch.autocalls.models import CallGroup, Campaign, ManualCall, MessageTemplate
from dispatch.autocalls.pasted import rows_of
from dispatch.autocalls.states import CampaignState, Outcome
from dispatch.journal.models import JournalEntry
from incidents.telephony.models import Trunk
from tests.factories import make_incident, make_organisation, make_station, make_unit, make_user
from units.duty.actions import log_on, plan_shift

pytestmark = pytest.mark.django_db
MESSAGE = {"title": "集合", "language": "zh", "said": "text", "text": "请立即到{place}集合。", "place": "县公安局"}
MESSAGE |= {"lines": "5", "is_drill": "on"}


@pytest.fixture
def dan(client):
    """Dispatcher of the county, signed in."""
    dan = make_user("dispatcher", username="dan", name_en="Dan", telephone="13800000001")
    client.force_login(dan)
    return dan


@pytest.fixture
def line():
    return Trunk.objects.create(name="phones", simulated=True, server="127.0.0.1:1", user="desk", extension_digits=5)


def make(client, by, **more):
    return client.post("/autocalls/new/", {**MESSAGE, "manual_to": by.pk, **more})


def running(by, number: str = "13812345600", **more) -> Campaign:
    """A campaign with one person, its message spoken and its first attempt due."""
    campaign = create_campaign(by=by, title="集合", text="集合", is_drill=True, **more)
    add_callees(campaign, by=by, numbers=[("张三", number)])
    return start_campaign(campaign, by=by)


def end(campaign: Campaign, outcome: str, **more):
    attempt = claim(campaign, Trunk.objects.get())
    return end_attempt(attempt, outcome, **more)


def test_what_is_ticked_and_pasted_stands_on_the_draft_each_number_once(client, dan, line):
    station = make_station("ST1")
    olga = make_user("field_officer", organisation=station, username="olga", telephone="139 0000 0001")
    paul = make_user("field_officer", organisation=station, username="paul", telephone="139 0000 0002")
    group = CallGroup.objects.create(organisation=station, name_zh="备勤", name_en="Standby")
    group.people.add(olga)
    answer = make(
        client, dan, groups=[group.pk], people=[olga.pk, paul.pk], numbers="王五\t+86 139 0000 0003\n13900000002 Paul"
    )
    campaign = Campaign.objects.get()
    assert answer.url == f"/autocalls/{campaign.code}/"
    assert campaign.state == CampaignState.DRAFT
    numbers = ["+8613900000001", "+8613900000002", "+8613900000003"]
    assert sorted(campaign.callees.values_list("number", flat=True)) == numbers
    assert campaign.text == "请立即到县公安局集合。"


def test_nobody_of_another_station_can_be_ticked_and_the_form_says_so(client, dan, line):
    sofia = make_user("station_officer", organisation=make_station("ST1"), username="sofia")
    stranger = make_user("field_officer", organisation=make_station("ST2"), username="stranger")
    client.force_login(sofia)
    assert "Stranger" not in client.get("/autocalls/choices/", {"q": "stranger"}).content.decode()
    answer = make(client, sofia, people=[stranger.pk])
    assert answer.status_code == 422
    assert answer.context["form"].errors["people"]
    assert not Campaign.objects.exists()


def test_a_line_that_is_no_number_is_named_with_its_reason_and_nothing_typed_is_lost(client, dan, line):
    pasted = "张三 13812345678\n李四 139 1234\nno number here"
    answer = make(client, dan, numbers=pasted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [one.line for one in answer.context["form"].counted.wrong] == [2, 3]
    for words in ("Line 2", "139 1234", "Line 3", "is no telephone number", pasted.splitlines()[0]):
        assert words in page
    assert not Campaign.objects.exists()
    told = client.post("/autocalls/count/", {"numbers": pasted}).content.decode()
    assert "Line 2" in told
    assert 'data-total="1"' in told


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"place": ""}, "place"),
        ({"text": "{pace}"}, "text"),
        ({"text": ""}, "text"),
        ({"said": "recording"}, "upload"),
        ({"quiet_from": "22:00"}, "quiet_to"),
        ({"lines": "900"}, "lines"),
    ],
)
def test_each_error_stands_at_its_field(client, dan, line, wrong, field):
    answer = make(client, dan, numbers="13812345678", **wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'id="error-{field}"' in answer.content.decode()


def test_who_has_no_number_is_told_before_the_start_and_stands_by_hand_after_it(client, dan, line):
    olga = make_user("field_officer", username="olga", name_en="Olga")
    counted = client.post("/autocalls/count/", {"people": [olga.pk]}).content.decode()
    assert "1 has no number" in counted
    assert "Olga" in counted
    client.post("/autocalls/new/", {**MESSAGE, "manual_to": dan.pk, "people": [olga.pk], "then": "start"})
    assert Campaign.objects.get().state != CampaignState.DRAFT
    row = ManualCall.objects.get()
    assert (row.person, row.callee.user) == (dan, olga)
    assert "Olga" in client.get("/autocalls/by-hand/").content.decode()


def test_from_an_incident_its_crews_are_ticked_and_its_place_is_filled_in(client, dan, line):
    unit = make_unit("P12")
    olga = make_user("field_officer", organisation=unit.organisation, username="olga", telephone="13900000001")
    now = timezone.now()
    log_on(plan_shift(unit, [olga], by=dan, begins_at=now, ends_at=now + timezone.timedelta(hours=8)), by=dan)
    incident = make_incident(address="Rue Grimaldi 14")
    assign_units(incident, [unit], by=dan)
    page = client.get(f"/autocalls/new/?incident={incident.code}")
    assert page.context["form"].initial["crews"]
    assert "Rue Grimaldi 14" in page.content.decode()
    make(client, dan, incident=incident.code, crews="on")
    campaign = Campaign.objects.get()
    assert (campaign.incident, campaign.callees.get().user) == (incident, olga)
    assert campaign.title in client.get(f"/console/incidents/{incident.code}/").content.decode()
    signs = client.get("/autocalls/new/?units=P12,NOBODY").content.decode()
    assert f'name="units" value="{unit.pk}"' in signs


def test_the_preview_is_sound_and_a_blank_left_open_is_named(client, dan):
    sound = client.post("/autocalls/preview/", MESSAGE)
    with wave.open(io.BytesIO(sound.content)) as heard:
        assert heard.getnframes() / heard.getframerate() > 2
    refused = client.post("/autocalls/preview/", {**MESSAGE, "place": ""})
    assert (refused.status_code, refused.json()["field"]) == (422, "place")


def test_a_draft_is_changed_and_what_was_set_can_be_taken_back(client, dan, line):
    template = MessageTemplate.objects.create(
        name_zh="集合", name_en="Muster", text_zh="{place}集合", text_en="To {place}"
    )
    set_before = {"quiet_from": "22:00", "quiet_to": "07:00", "starts_at": "2030-01-01T04:00"}
    own = {"template": template.pk, "text": template.text_zh}
    make(client, dan, numbers="13812345678", **set_before, **own)
    campaign = Campaign.objects.get()
    page = client.get(f"/autocalls/{campaign.code}/change/")
    assert page.context["form"].initial["text"] == "{place}集合"  # the template's blanks come back
    answer = client.post(
        f"/autocalls/{campaign.code}/change/",
        {**MESSAGE, **own, "place": "二号门", "manual_to": dan.pk, "numbers": "13812345679"},
    )
    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.quiet_from, campaign.starts_at, campaign.text) == (None, None, "二号门集合")
    assert campaign.callees.count() == 2
    client.post(f"/autocalls/callees/{campaign.callees.first().pk}/take-off/")
    assert campaign.callees.count() == 1


def test_the_buttons_do_what_they_say_and_a_started_one_is_not_changed(client, dan, line):
    make(client, dan, numbers="13812345678")
    code = Campaign.objects.get().code
    states = []
    for verb in ("start", "pause", "resume", "stop"):
        client.post(f"/autocalls/{code}/{verb}/")
        states.append(Campaign.objects.get(code=code).state)
    assert states == ["running", "paused", "running", "stopped"]
    assert client.get(f"/autocalls/{code}/change/").status_code == 302
    made = client.post(f"/autocalls/{code}/copy/").url
    assert Campaign.objects.get(code=made.split("/")[2]).callees.count() == 1


def test_without_a_line_the_start_is_refused_with_a_sentence_and_the_draft_is_kept(client, dan):
    page = client.post(
        "/autocalls/new/", {**MESSAGE, "manual_to": dan.pk, "numbers": "13812345678", "then": "start"}, follow=True
    ).content.decode()
    assert "Not started; the draft is kept." in page
    assert "no simulated exchange is set up" in page
    assert Campaign.objects.get().state == CampaignState.DRAFT


def test_the_board_shows_who_is_coming_what_each_said_and_only_the_rows_asked_for(client, dan, line):
    campaign = running(dan)
    end(campaign, Outcome.ACKNOWLEDGED, key="1")
    callee = campaign.callees.get()
    head = client.get(f"/autocalls/{campaign.code}/changes/?ids=").content.decode()
    assert "data-callee" not in head
    row = client.get(f"/autocalls/{campaign.code}/changes/?ids={callee.pk}").content.decode()
    for words in ('data-bucket="coming"', "Acknowledged (key 1)", "+86 138 1234 5600", "DRILL"):
        assert words in row


def test_a_large_board_sends_its_first_rows_and_says_which_others_there_are(client, dan, line, monkeypatch):
    monkeypatch.setattr("dispatch.autocalls.views.FIRST", 1)
    campaign = create_campaign(by=dan, title="集合", text="集合", is_drill=True)
    add_callees(campaign, by=dan, numbers=[("张三", "13812345600"), ("李四", "13812345601")])
    start_campaign(campaign, by=dan)
    first, second = campaign.callees.order_by("pk")
    page = client.get(f"/autocalls/{campaign.code}/").content.decode()
    assert f'data-callee="{first.pk}"' in page
    assert f'data-callee="{second.pk}"' not in page
    versions = dict(client.get(f"/autocalls/{campaign.code}/versions/").json()["rows"])
    assert set(versions) == {first.pk, second.pk}
    end(campaign, Outcome.DECLINED)  # with a person now: the row shows that, too
    now = dict(client.get(f"/autocalls/{campaign.code}/versions/").json()["rows"])
    [moved] = [pk for pk in now if now[pk] != versions[pk]]
    row = client.get(f"/autocalls/{campaign.code}/changes/?ids={moved}").content.decode()
    assert f'data-callee="{moved}" data-version="{now[moved]}"' in row


def test_in_quiet_hours_the_board_says_when_calls_go_on_and_promises_none_before(client, dan, line):
    campaign = running(dan, quiet_from=time(0, 0), quiet_to=time(23, 59, 59))
    page = client.get(f"/autocalls/{campaign.code}/").content.decode()
    assert "Quiet hours: calls go on at 23:59." in page
    assert "<dd>23:59:59</dd>" in page
    assert "next" not in page.split("data-people")[1].split("</tbody>")[0]


def test_a_fault_of_the_line_stands_on_top_of_the_board(client, dan, line):
    campaign = running(dan)
    Trunk.objects.update(fault="refused_login", fault_detail="403 Forbidden")
    page = client.get(f"/autocalls/{campaign.code}/").content.decode()
    assert "Nothing is dialled now." in page
    assert "refuses user or password (403 Forbidden)" in page


def test_an_obstacle_is_played_on_the_board_and_each_hearing_is_in_the_journal(client, dan, line, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    attempt = end(running(dan), Outcome.OBSTACLE, key="2", recording=ContentFile(b"RIFF said", name="said.wav"))
    board = client.get(f"/autocalls/{attempt.campaign.code}/").content.decode()
    assert f'src="/autocalls/attempts/{attempt.pk}/recording/"' in board
    heard = client.get(f"/autocalls/attempts/{attempt.pk}/recording/")
    assert b"".join(heard) == b"RIFF said"
    entry = JournalEntry.objects.filter(by=dan, data__attempt=attempt.code).order_by("-pk").first()
    assert entry.data["campaign"] == attempt.campaign.code


def test_the_export_is_a_sheet_that_no_spreadsheet_calculates(client, dan, line):
    campaign = create_campaign(by=dan, title="集合", text="集合", is_drill=True)
    add_callees(campaign, by=dan, numbers=[("=cmd()", "13812345678")])
    text = client.get(f"/autocalls/{campaign.code}/export/").content.decode("utf-8-sig")
    head, row = list(csv.reader(io.StringIO(text)))
    assert head[:2] == ["name", "number"]
    assert row[:2] == ["'=cmd()", "+86 138 1234 5678"]


def test_one_click_settles_a_call_by_hand_and_a_second_is_told_that_it_is_settled(client, dan, line):
    campaign = running(dan)
    end(campaign, Outcome.DECLINED)
    manual = ManualCall.objects.get()
    page = client.get("/autocalls/by-hand/").content.decode()
    assert 'href="tel:+8613812345600"' in page
    assert client.get("/autocalls/by-hand/mine/").json() == {"count": 1, "late": 0}
    as_script = {"X-Requested-With": "fetch"}
    address = f"/autocalls/by-hand/{manual.pk}"
    client.post(f"{address}/note/", {"notes": "wife answers"}, headers=as_script)
    assert client.post(f"{address}/settle/", {"result": "not_reached"}, headers=as_script).status_code == 200
    manual.refresh_from_db()
    assert (manual.tries, manual.notes, manual.open) == (1, "wife answers", True)
    client.post(f"{address}/settle/", {"result": "coming", "notes": "in an hour"}, headers=as_script)
    again = client.post(f"{address}/settle/", {"result": "coming"}, headers=as_script)
    assert (again.status_code, "settled it already" in again.json()["message"]) == (409, True)
    assert client.get("/autocalls/by-hand/mine/").json()["count"] == 0
    assert "is coming" in client.get(f"/autocalls/{campaign.code}/").content.decode().lower()


def test_a_call_by_hand_goes_to_somebody_who_may_take_it_and_to_nobody_else(client, dan, line):
    end(running(dan), Outcome.DECLINED)
    manual = ManualCall.objects.get()
    chief, analyst = make_user("duty_chief", username="chief"), make_user("analyst", username="ann")
    for person, left in ((analyst, dan), (chief, chief)):
        client.post(f"/autocalls/by-hand/{manual.pk}/hand-to/", {"person": person.pk})
        manual.refresh_from_db()
        assert manual.person == left


def test_a_station_makes_its_own_calls_in_the_light_and_without_the_county(client, line):
    sofia = make_user("station_officer", organisation=make_station("ST1"), username="sofia")
    client.force_login(sofia)
    page = client.get("/autocalls/new/")
    assert 'data-theme="light"' in page.content.decode()
    make(client, sofia, numbers="13812345678")
    campaign = Campaign.objects.get()
    assert campaign.organisation == sofia.organisation
    county = create_campaign(by=make_user("duty_chief"), title="county", text="x", organisation=make_organisation())
    assert client.get(f"/autocalls/{county.code}/").status_code == 404
    assert county.code not in client.get("/autocalls/").content.decode()


@pytest.mark.parametrize(
    ("pasted", "row"),
    [
        ("张三 13812345678", ("张三", "13812345678")),
        ("13812345678，王五", ("王五", "13812345678")),
        ("张3 138 1234 5678", ("张3", "138 1234 5678")),
        ("Wang\t0086 137-1234 5678", ("Wang", "0086 137-1234 5678")),
        ("赵六13812345678", ("赵六", "13812345678")),
        ("8021", ("", "8021")),
        ("nobody", ("", "nobody")),
    ],
)
def test_name_and_number_are_told_apart_however_they_are_pasted(pasted, row):
    assert rows_of(f"\n{pasted}\n\n") == [(2, *row)]

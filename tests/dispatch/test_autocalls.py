"""Automatic calls: from the ticked person to the named one, without the telephone (see test_autocalls_killed)."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone, translation

from dispatch.autocalls import line, placing, speaking
from dispatch.autocalls.actions import (
    add_callees,
    change_campaign,
    copy_campaign,
    create_campaign,
    hand_over,
    pause_campaign,
    start_campaign,
    stop_campaign,
)
from dispatch.autocalls.attempts import claim, due, end_attempt, give_up_lost
from dispatch.autocalls.manual import escalate_late, reassign_manual_call, settle_manual_call
from dispatch.autocalls.models import Attempt, CallGroup, ManualCall
from dispatch.autocalls.queries import board, campaign_of, export_rows, fault_of, manual_calls_for
from dispatch.autocalls.recordings import hear
from dispatch.autocalls.states import Outcome
from dispatch.journal.models import JournalEntry
from dispatch.retention.defaults import ensure_retention
from dispatch.retention.enforce import enforce
from incidents.telephony import calling
from incidents.telephony.faults import LineFault
from incidents.telephony.models import Trunk
from incidents.timeline.queries import story_of
from tests.dispatch.autocall_world import make_campaign, make_line, make_rules, make_short
from tests.factories import make_incident, make_station, make_user
from units.access.refused import Refused


@pytest.fixture
def chief(db):
    return make_user("duty_chief", username="chief")


@pytest.fixture
def trunk(db):
    return make_line(("127.0.0.1", 9))


@pytest.fixture
def running(chief, trunk):
    """Three persons, called at this moment, by a line that nobody listens on."""
    make_rules(second_after_s=60, third_after_s=60)
    campaign = make_campaign(["8001", "8002", "8003"], by=chief)
    make_short(campaign)
    return start_campaign(campaign, by=chief)


def test_a_campaign_is_filled_from_people_groups_and_typed_numbers_each_number_once(chief, trunk):
    station = make_station()
    wang = make_user("field_officer", organisation=station, telephone="138 1234 5678", name_en="Wang")
    li = make_user("field_officer", organisation=station, telephone="", name_en="Li")
    group = CallGroup.objects.create(organisation=station, name_zh="组", name_en="Group")
    group.people.set([wang, li])
    campaign = create_campaign(by=chief, title="t", text="请到岗。", is_drill=True)
    added = add_callees(
        campaign,
        by=chief,
        people_ticked=[wang],
        groups=[group],
        numbers=[("Same", "+86 13812345678"), ("Wrong", "12")],
    )
    assert added.added == 3  # 12 is an internal number of this exchange
    assert [one.sentence for one in added.problems] == ["There is no number. Chief takes over at the start."]
    assert sorted(campaign.callees.values_list("number", flat=True)) == ["", "+8613812345678", "12"]
    make_short(campaign)
    start_campaign(campaign, by=chief)
    assert ManualCall.objects.get().reason == "no_number"
    assert Attempt.objects.filter(state="due").count() == 2


def test_what_will_not_do_is_refused_by_its_field(chief, trunk):
    outsider = make_user("dispatcher", organisation=make_station("ST9"))
    campaign = create_campaign(by=chief, title="t", text="请到岗。")
    for field, more in {
        "title": {"title": " "},
        "text": {"text": "{nonsense}"},
        "quiet_to": {"quiet_from": time(22)},
        "lines": {"lines": 0},
        "manual_to": {"manual_to": make_user("analyst")},
        "upload": {"upload": ContentFile(b"no sound at all", name="x.wav")},
    }.items():
        with pytest.raises(Refused) as refused:
            change_campaign(campaign, by=chief, **more)
        assert refused.value.field == field
    with pytest.raises(PermissionDenied):
        create_campaign(by=outsider, organisation=chief.organisation, title="t", text="x")
    with pytest.raises(Refused) as refused:
        start_campaign(campaign, by=chief)
    assert refused.value.code == "no_trunk"  # no drill: the simulated exchange is not for it


def test_a_recording_is_played_instead_of_the_text_and_a_drill_says_so_before_it(chief, trunk, tmp_path):
    from incidents.telephony import speech

    spoken = tmp_path / "spoken.wav"
    speech.tone(2.0, spoken)
    upload = ContentFile(spoken.read_bytes(), name="正式通知.wav")
    campaign = create_campaign(by=chief, title="t", upload=upload, is_drill=True)
    assert (len(campaign.recording_sha256), campaign.text) == (64, "")
    with_drill = speaking.sound_of(campaign).seconds
    campaign.is_drill = False
    assert with_drill > speaking.sound_of(campaign).seconds > 2 * 2.0
    assert speaking.preview("请到{place}。", "zh", {"place": "县局"}).startswith(b"RIFF")


def test_a_claimed_row_is_claimed_once_and_its_number_only_by_one_campaign(running, trunk, chief):
    other = make_campaign(["8001"], by=chief)
    make_short(other)
    start_campaign(other, by=chief)
    first = claim(running, trunk)
    assert (first.number, first.state, first.trunk) == ("8001", "dialing", trunk)
    assert first.ends_by > timezone.now() + timedelta(seconds=trunk.limit_s)
    assert claim(other, trunk) is None  # the same number rings already
    assert {claim(running, trunk).number, claim(running, trunk).number} == {"8002", "8003"}
    assert claim(running, trunk) is None


def test_no_more_calls_at_once_than_the_campaign_and_the_line_allow(running, trunk):
    running.lines = 2
    assert [claim(running, trunk) is not None for _ in range(3)] == [True, True, False]
    running.lines = 100
    Trunk.objects.update(lines=2)
    assert claim(running, trunk) is None


def test_three_attempts_then_the_named_person_and_a_click_settles_it(running, trunk, chief):
    for n in (1, 2, 3):
        attempt = claim(running, trunk, now=timezone.now() + timedelta(minutes=5 * n))
        assert (attempt.number, attempt.n) == ("8001", n)
        Attempt.objects.filter(state="due").exclude(callee=attempt.callee).update(state="void")
        end_attempt(attempt, Outcome.NO_ANSWER)
    manual = ManualCall.objects.get()
    assert (manual.person, manual.reason, manual.callee.attempts_made) == (chief, "attempts", 3)
    assert not due(timezone.now() + timedelta(days=1)).filter(callee=manual.callee).exists()
    settle_manual_call(manual, "not_reached", by=chief, notes="语音信箱")
    manual.refresh_from_db()
    assert (manual.open, manual.tries, manual.notes) == (True, 1, "语音信箱")
    settle_manual_call(manual, "coming", by=chief)
    manual.callee.refresh_from_db()
    assert (manual.callee.state, manual.callee.coming) == ("done", True)
    with pytest.raises(Refused):
        settle_manual_call(manual, "not_coming", by=chief)
    assert board(running)["coming"] == 1


def test_whoever_presses_2_is_with_a_person_and_the_recording_is_heard_on_record_until_its_time_is_over(
    running, trunk, chief
):
    ensure_retention()
    attempt = claim(running, trunk)
    attempt.recording.save("why.wav", ContentFile(b"RIFF" + bytes(3000)), save=False)
    kept = {"recording": attempt.recording.name, "recording_sha256": "ab" * 32, "recording_s": 2.0}
    attempt = end_attempt(attempt, Outcome.OBSTACLE, key="2", **kept)
    assert (attempt.callee.state, ManualCall.objects.get().reason) == ("obstacle", "obstacle")
    assert hear(attempt, by=chief).read(4) == b"RIFF"
    entry = JournalEntry.objects.get(verb="attempt.read")
    assert (entry.by, entry.data["sha256"]) == (chief, "ab" * 32)
    Attempt.objects.filter(pk=attempt.pk).update(ended_at=timezone.now() - timedelta(days=91))
    assert enforce()["call_recordings"]["recordings"] == 1
    attempt.refresh_from_db()
    assert hear(attempt, by=chief) is None
    assert attempt.recording_sha256 == "ab" * 32


def test_who_died_while_dialling_leaves_a_row_that_waits_out_the_limits_and_then_counts(running, trunk):
    attempt = claim(running, trunk)
    before, after_ = attempt.ends_by - timedelta(seconds=1), attempt.ends_by
    assert (give_up_lost(before), give_up_lost(after_), give_up_lost(after_)) == (0, 1, 0)
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.callee.attempts_made) == ("unknown", 1)
    assert attempt.callee.attempts.get(state="due").n == 2
    end_attempt(attempt, Outcome.ACKNOWLEDGED, key="1")  # the database had been away; now the truth comes
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.callee.state) == ("acknowledged", "acknowledged")
    assert not attempt.callee.attempts.filter(state="due").exists()
    end_attempt(attempt, Outcome.BUSY)
    attempt.refresh_from_db()
    assert attempt.outcome == "acknowledged"


def test_pause_and_stop_hold_back_what_is_not_dialled_at_once(running, trunk, chief):
    claim(running, trunk)
    pause_campaign(running, by=chief)
    assert claim(running, trunk) is None
    start_campaign(running, by=chief)
    stop_campaign(running, by=chief)
    running.refresh_from_db()
    assert claim(running, trunk) is None
    assert board(running)["states"] == {"calling": 1, "withdrawn": 2}
    end_attempt(Attempt.objects.get(state="dialing"), Outcome.STOPPED)
    assert board(running)["states"] == {"withdrawn": 3}
    again = copy_campaign(running, by=chief)
    assert (again.state, again.callees.count()) == ("draft", 3)


def test_what_is_handed_over_is_with_the_named_person(running, chief):
    assert hand_over(running, by=chief) == 3
    assert set(ManualCall.objects.values_list("reason", "person__username")) == {("handed_over", "chief")}


def test_quiet_hours_and_the_start_hold_back_what_is_due(running, trunk):
    now = timezone.localtime()
    running.quiet_from, running.quiet_to = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    running.save()
    assert placing.call_one() is False
    assert board(running)["quiet_until"] > now
    running.quiet_from = running.quiet_to = None
    running.starts_at = timezone.now() + timedelta(hours=1)
    running.save()
    assert claim(running, trunk) is None


def test_a_row_by_hand_that_nobody_answers_rises_to_the_duty_chief_and_the_incident_says_so(trunk, chief):
    make_rules(manual_after_s=60)
    station = make_station()
    officer = make_user("station_officer", organisation=station)
    incident = make_incident(organisation=station)
    campaign = create_campaign(by=officer, title="t", text="x", incident=incident, is_drill=True, manual_to=officer)
    add_callees(campaign, by=officer, numbers=[("A", "8001")])
    make_short(campaign)
    start_campaign(campaign, by=officer)
    hand_over(campaign, by=officer)
    later = timezone.now() + timedelta(seconds=61)
    assert (escalate_late(), escalate_late(later), escalate_late(later)) == (0, 1, 0)
    manual = ManualCall.objects.get()
    assert (manual.person, manual.escalated) == (chief, 1)
    assert incident.alarms.get(ended_at=None).cause == "autocall.manual"
    settle_manual_call(manual, "given_up", by=chief)
    assert not incident.alarms.filter(ended_at=None).exists()
    told = [entry.sentence for entry in story_of(incident)]
    assert told[0] == "Automatic calls started: t"
    assert told[-1] == "A, called by hand: Given up"


def test_another_person_may_take_over_if_they_hold_the_right(running, chief):
    hand_over(running, by=chief)
    manual = ManualCall.objects.first()
    with pytest.raises(Refused):
        reassign_manual_call(manual, make_user("analyst"), by=chief)
    wang = make_user("dispatcher")
    assert reassign_manual_call(manual, wang, by=chief).person == wang
    assert manual_calls_for(wang).first() == manual


def test_strangers_see_no_campaign_and_no_row_by_hand(running, chief):
    stranger = make_user("duty_chief", organisation=make_station("ST2"))
    hand_over(running, by=chief)
    with pytest.raises(type(running).DoesNotExist):
        campaign_of(stranger, running.code)
    assert not manual_calls_for(stranger).exists()
    assert campaign_of(chief, running.code) == running


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("no_program", "is not installed on the machine", "没有安装"),
        ("no_space", "The disk of the machine that makes the calls is full", "磁盘已满"),
        ("no_trunk", "No telephone line is set up", "没有设置电话线路"),
    ],
)
def test_what_this_machine_lacks_is_said_on_the_board_and_nobody_loses_an_attempt(
    running, monkeypatch, code, english, chinese
):
    def fails() -> None:
        raise LineFault(code, "baresip")

    monkeypatch.setattr(calling, "check", fails)
    assert placing.call_one() is False
    running.refresh_from_db()
    assert english in fault_of(running)
    with translation.override("zh-hans"):
        assert chinese in fault_of(running)
    assert Attempt.objects.filter(state="due").count() == 3
    monkeypatch.undo()
    running.next_try_at = None
    line.campaign_works(running)
    running.refresh_from_db()
    assert running.fault == ""


def test_a_line_that_fails_is_tried_by_one_call_at_a_time_and_costs_nobody_an_attempt(running, trunk):
    first, second = claim(running, trunk), claim(running, trunk)
    line.failed(trunk, "refused_login", "401 Unauthorized")
    end_attempt(first, Outcome.LINE_FAULT, cause="401 Unauthorized")
    assert "refuses user or password" in fault_of(running)
    later = timezone.now() + timedelta(seconds=line.RETRY_S + 1)
    assert claim(running, trunk) is None
    assert claim(running, trunk, now=later) is None  # the second call is still out
    end_attempt(second, Outcome.LINE_FAULT)
    assert claim(running, trunk, now=later) is not None
    assert claim(running, trunk, now=later) is None
    first.callee.refresh_from_db()
    assert (first.callee.attempts_made, first.callee.state) == (0, "waiting")
    line.works(trunk)
    assert claim(running, trunk, now=later) is not None


def test_the_board_is_exported_with_what_each_attempt_said(running, trunk, chief):
    end_attempt(claim(running, trunk), Outcome.BUSY, cause="486 Busy Here")
    head, *rows = export_rows(running)
    assert head[:4] == ["name", "number", "unit", "state"]
    [busy] = [row for row in rows if row[1] == "8001"]
    assert busy[3] == "Waiting"
    assert busy[6].endswith("Busy")
    assert len({len(row) for row in (head, *rows)}) == 1


def test_everything_is_in_the_journal_without_names_or_numbers(running, trunk):
    end_attempt(claim(running, trunk), Outcome.ACKNOWLEDGED, key="1")
    entries = JournalEntry.objects.order_by("pk")
    verbs = list(entries.values_list("verb", flat=True))
    for verb in ("campaign.created", "campaign.started", "attempt.dialled", "attempt.ended", "callee.acknowledged"):
        assert verb in verbs
    assert "8001" not in "".join(str(entry.data) for entry in entries)

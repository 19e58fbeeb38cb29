"""Up the chain: each step is told once, at its time, whoever runs and whatever restarts; the bureau says who."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from dispatch.assignments.actions import assign_units
from dispatch.journal.models import JournalEntry
from dispatch.timers.actions import acknowledge_alarm
from dispatch.timers.chain import chain_for
from dispatch.timers.firing import run_due
from dispatch.timers.models import Alarm, Chain, ChainStep, Escalation, Timer
from dispatch.timers.words import alarm_sentence
from incidents.calls.actions import ring_call
from incidents.register.actions import escalate_incident
from incidents.register.models import Incident
from incidents.timeline.models import Entry
from incidents.timeline.sentences import sentence
from tests.dispatch.timer_helpers import later, limits, opened, ringing, station, wang
from tests.factories import make_organisation, make_unit, make_user
from units.organisations.models import Organisation

pytestmark = pytest.mark.django_db
__all__ = ["limits", "station", "wang"]

ESCALATE_S = 120  # of stage dispatch, level 1


def chain(*steps, **case) -> Chain:
    Chain.objects.filter(organisation=None, organisation_kind="", stage="", level=None).delete()
    made = Chain.objects.create(**case)
    for step in steps:
        ChainStep.objects.create(chain=made, **step)
    return made


@pytest.fixture
def city(station):
    """A city bureau above the county."""
    county = make_organisation()
    county.parent = Organisation.objects.create(code="CITY", name_zh="市公安局", name_en="City bureau", kind="city")
    county.save()
    return county.parent


def told(incident) -> list[tuple[str, str]]:
    alarm = Alarm.objects.get(incident=incident, cause="timer.dispatch")
    return [(one["role"], one["organisation"]["en"]) for one in alarm.data.get("to", [])]


THREE = (
    {"role": "dispatcher", "place": "own"},
    {"after_s": 60, "role": "duty_chief", "place": "county"},
    {"after_s": 300, "role": "duty_chief", "place": "city"},
)


def test_the_nearest_and_most_exact_chain_holds():
    def row(path="", kind="", stage="", level=None):
        return SimpleNamespace(organisation_path=path, organisation_kind=kind, stage=stage, level=level)

    every, of_kind, county = row(), row(kind="station"), row("/COUNTY/")
    own, own_sign, own_first = row("/COUNTY/ST1/"), row("/COUNTY/ST1/", stage="sign"), row("/COUNTY/ST1/", level=1)
    rows = [every, of_kind, county, own, own_sign, own_first]
    case = {"path": "/COUNTY/ST1/", "kind": "station", "stage": "sign", "level": 2}
    assert chain_for(rows, **case) is own_sign
    assert chain_for(rows, **{**case, "stage": "arrive"}) is own
    assert chain_for(rows, **{**case, "stage": "arrive", "level": 1}) is own_first
    assert chain_for(rows, **{**case, "path": "/COUNTY/ST2/"}) is county
    assert chain_for(rows, **{**case, "path": "/OTHER/ST2/"}) is of_kind
    assert chain_for(rows, **{**case, "path": "/OTHER/", "kind": "county", "level": None}) is every
    assert chain_for([county], **{**case, "path": "/OTHER/"}) is None


def test_as_shipped_the_duty_chief_above_is_told_when_the_limit_says_so(station, wang):
    incident = opened(wang)
    run_due(later(ESCALATE_S - 5))
    assert told(incident) == []
    run_due(later(ESCALATE_S + 5))
    assert told(incident) == [("duty_chief", "County bureau")]
    assert run_due(later(1000)) == 0


def test_each_step_is_told_at_its_time_rings_anew_and_stands_in_the_story(city, wang):
    chain(*THREE)
    incident = opened(wang)
    seen = []
    for seconds in (ESCALATE_S, ESCALATE_S + 60, ESCALATE_S + 300):
        assert run_due(later(seconds + 5)) >= 1
        assert run_due(later(seconds + 5)) == 0
        alarm = Alarm.objects.get(incident=incident, cause="timer.dispatch")
        assert (alarm.severity, alarm.acknowledged_at) == ("escalated", None)
        acknowledge_alarm(alarm, by=wang)
        seen.append(len(told(incident)))
    assert seen == [1, 2, 3]
    with override("en"):
        assert alarm_sentence(alarm).endswith(
            "for dispatcher of Station ST1 · for duty chief of County bureau · for duty chief of City bureau"
        )
        lines = [sentence(one.verb, one.data) for one in Entry.objects.filter(verb="timer.escalated")]
    assert lines[-1] == "Limit of 1:00 passed: Nobody sent. Told: duty chief of City bureau"
    assert len(lines) == 3
    verbs = sorted(JournalEntry.objects.filter(verb__startswith="alarm.").values_list("verb", flat=True))
    assert verbs == [*["alarm.acknowledged"] * 3, *["alarm.escalated"] * 2, "alarm.raised"]


def test_after_a_stop_of_the_system_everybody_due_is_told_at_once_and_once(city, wang):
    chain(*THREE)
    incident = opened(wang)
    run_due(later(100_000))
    run_due(later(100_000))
    assert len(told(incident)) == 3
    assert Escalation.objects.exclude(told_at=None).count() == 3
    assert JournalEntry.objects.filter(verb="alarm.raised", data__cause="timer.dispatch").count() == 1


def test_a_chain_edited_meanwhile_moves_no_step_that_is_under_way(city, wang):
    made = chain(*THREE)
    incident = opened(wang)
    run_due(later(ESCALATE_S + 5))
    made.steps.all().delete()
    run_due(later(ESCALATE_S + 65))
    assert told(incident) == [("dispatcher", "Station ST1"), ("duty_chief", "County bureau")]


def test_raising_the_level_does_not_stop_a_chain_under_way(city, wang):
    chain(*THREE)
    incident = opened(wang, level=2)
    run_due(later(185))
    assert len(told(incident)) == 1
    escalate_incident(incident, level=1, by=wang, reason="a knife")
    run_due(later(250))
    assert len(told(incident)) == 2


def test_what_was_acted_on_goes_no_further_up(city, wang):
    chain(*THREE)
    incident = opened(wang)
    run_due(later(ESCALATE_S + 5))
    assign_units(incident, [make_unit()], by=wang)
    run_due(later(ESCALATE_S + 400))
    assert "timer.dispatch" not in ringing(incident)
    assert Escalation.objects.filter(timer__stage="dispatch").exclude(told_at=None).count() == 1


def test_a_named_organisation_beside_the_tree_sees_what_it_is_told(station, wang):
    traffic = Organisation.objects.create(
        code="TRAFFIC", name_zh="交警", name_en="Traffic", kind="brigade", parent=make_organisation()
    )
    chain({"role": "duty_chief", "place": "named", "organisation": traffic})
    chief = make_user("duty_chief", organisation=traffic)
    incident = opened(wang)
    assert not Incident.objects.visible_to(chief).exists()
    run_due(later(ESCALATE_S + 5))
    assert list(Alarm.objects.visible_to(chief)) == [Alarm.objects.get(incident=incident)]
    assert list(Incident.objects.visible_to(chief)) == [incident]
    assert JournalEntry.objects.get(verb="incident.shared").data["with"] == ["TRAFFIC"]


def test_a_call_that_nobody_answers_goes_up_by_its_own_chain(city):
    chain({"role": "duty_chief", "place": "own"}, organisation_kind="county", stage="answer")
    call = ring_call(organisation=make_organisation(), number="139")
    run_due(later(70))
    assert ringing(call) == {"timer.answer": "escalated"}
    assert [one["organisation"]["en"] for one in Alarm.objects.get(call=call).data["to"]] == ["County bureau"]


def test_without_a_chain_the_alarm_still_rises(station, wang):
    Chain.objects.all().delete()
    incident = opened(wang)
    run_due(later(ESCALATE_S + 5))
    assert ringing(incident)["timer.dispatch"] == "escalated"
    assert Timer.objects.get(incident=incident, stage="dispatch").next_at is None


def test_an_administrator_makes_a_chain_and_a_step_that_names_nobody_is_refused(client, station):
    admin = make_user("administrator", is_staff=True, is_superuser=True)
    client.force_login(admin)
    case = {"organisation": "", "organisation_kind": "station", "stage": "sign", "level": "1", "active": "on"}
    step = {"steps-0-after_s": "60", "steps-0-role": "duty_chief", "steps-0-place": "named"}
    form = {**case, **step, "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0"}
    answer = client.post("/admin/dispatch/chain/add/", form)
    assert answer.status_code == 200
    assert not Chain.objects.filter(stage="sign").exists()
    answer = client.post("/admin/dispatch/chain/add/", {**form, "steps-0-organisation": str(station.pk)})
    assert answer.status_code == 302
    assert Chain.objects.get(stage="sign").steps.get().organisation == station
    assert JournalEntry.objects.filter(verb="chain.changed", by=admin).exists()
    assert "Station ST1" in client.get("/admin/dispatch/chain/", headers={"Accept-Language": "en"}).content.decode()

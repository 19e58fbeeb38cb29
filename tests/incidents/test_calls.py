"""The call desk: what is typed is never lost, and an incident is opened once."""

import uuid

import pytest

from incidents.calls.actions import discard_draft, end_as_call, release_draft, save_draft
from incidents.calls.models import Call
from incidents.calls.queries import live_drafts
from incidents.register.actions import change_incident
from incidents.register.models import Incident
from incidents.register.refusal import Refused
from incidents.signals import changed
from tests.factories import HERE, make_incident, make_kind, make_station, make_user

pytestmark = pytest.mark.django_db

PLACE = {"lon": HERE.x, "lat": HERE.y, "typed": "rue grimaldi 14", "label": "14 Rue Grimaldi", "verified": True}


@pytest.fixture
def taker():
    make_station()
    return make_user("call_taker")


@pytest.fixture
def dispatcher():
    return make_user("dispatcher")


@pytest.fixture
def heard():
    verbs = []

    def listen(verb, **_):
        verbs.append(verb)

    changed.connect(listen)
    yield verbs
    changed.disconnect(listen)


def typed(taker, **fields):
    return save_draft(uuid.uuid4(), fields, {}, by=taker, editor="form-1").draft


def test_the_first_letter_makes_a_draft_that_dispatchers_see(taker, dispatcher):
    draft = typed(taker, description="m")
    assert list(live_drafts(dispatcher)) == [draft]
    stranger = make_user("dispatcher", organisation=make_station("ST2"))
    assert not live_drafts(stranger).exists()


def test_only_news_is_announced_not_every_letter(taker, heard):
    draft = typed(taker, description="a man with a knife stands near the station, he shouts")
    save_draft(draft.pk, {"description": draft.fields["description"]["value"] + " and"}, {}, by=taker)
    save_draft(draft.pk, {"caller_phone": "139"}, {}, by=taker)
    assert heard == ["draft.opened"]
    save_draft(draft.pk, {"place": PLACE}, {}, by=taker)
    assert heard == ["draft.opened", "draft.saved"]
    draft.refresh_from_db()
    assert (draft.version, draft.point.x) == (2, pytest.approx(HERE.x))


def test_saving_the_same_again_changes_nothing(taker):
    draft = typed(taker, description="knife")
    again = save_draft(draft.pk, {"description": "knife"}, {"description": 0}, by=taker, editor="form-1")
    assert (again.saved, again.conflicts) == ([], [])


def test_two_editors_of_one_draft_lose_nothing(taker, dispatcher):
    draft = typed(taker, description="knife", caller_phone="1390000")
    done = save_draft(
        draft.pk,
        {"description": "gun", "place_note": "behind the bar"},
        {"description": 0, "place_note": 0},
        by=dispatcher,
        editor="form-2",
    )
    assert [(conflict.mine, conflict.theirs) for conflict in done.conflicts] == [("gun", "knife")]
    assert done.saved == ["place_note"]


def test_release_opens_the_incident_once(taker, dispatcher):
    draft = typed(taker, kind=make_kind().code, place=PLACE, description="two men", caller_phone="13900001111")
    incident = release_draft(draft, by=dispatcher)
    assert release_draft(draft, by=taker) == incident
    assert Incident.objects.count() == 1
    assert (incident.address, incident.place_typed, incident.place_verified) == (
        "14 Rue Grimaldi",
        "rue grimaldi 14",
        True,
    )
    assert incident.called_at == draft.opened_at
    call = Call.objects.get()
    assert (call.incident, call.number, call.by) == (incident, "13900001111", taker)
    assert not live_drafts(dispatcher).exists()


def test_the_taker_types_on_after_release_and_hears_of_conflicts(taker, dispatcher):
    draft = typed(taker, kind=make_kind().code, place=PLACE, description="two men")
    incident = release_draft(draft, by=dispatcher)
    on = save_draft(draft.pk, {"description": "two men, one gun"}, {"description": 1}, by=taker, editor="form-1")
    assert on.saved == ["description"]
    incident.refresh_from_db()
    assert incident.description == "two men, one gun"
    change_incident(incident, {"place_note": "cellar"}, {}, by=dispatcher)
    clash = save_draft(draft.pk, {"place_note": "roof"}, {"place_note": 0}, by=taker, editor="form-1")
    assert [(one.mine, one.theirs) for one in clash.conflicts] == [("roof", "cellar")]


def test_without_place_and_kind_nothing_is_opened_and_both_are_named(taker):
    draft = typed(taker, description="help", place={"typed": "the old mill"})
    with pytest.raises(Refused) as refused:
        release_draft(draft, by=taker)
    assert {one["field"] for one in refused.value.data["all"]} == {"kind", "place"}
    assert "the old mill" in str([one["detail"] for one in refused.value.data["all"]])
    assert list(live_drafts(taker)) == [draft]


def test_a_nuisance_call_ends_as_a_call_without_an_incident(taker, heard):
    draft = typed(taker, nature="nuisance", caller_phone="139")
    call = end_as_call(draft, by=taker)
    assert end_as_call(draft, by=taker) == call
    assert (call.nature, call.incident) == ("nuisance", None)
    assert not live_drafts(taker).exists()
    assert not Incident.objects.exists()
    with pytest.raises(Refused):
        save_draft(draft.pk, {"description": "more"}, {}, by=taker)


def test_a_repeat_call_is_told_in_the_story_of_the_first(taker):
    first = make_incident()
    draft = typed(taker, description="the same fight, now five of them")
    end_as_call(draft, by=taker, nature="repeat", incident=first)
    line = first.timeline.get(verb="call.attached")
    assert line.text == "the same fight, now five of them"


def test_an_abandoned_draft_stays_until_somebody_says_why(taker, dispatcher):
    draft = typed(taker, description="silent call")
    with pytest.raises(Refused):
        discard_draft(draft, by=dispatcher, reason="")
    discard_draft(draft, by=dispatcher, reason="called back, all well")
    assert not live_drafts(taker).exists()
    save_draft(draft.pk, {"description": "silent call, now screams"}, {}, by=taker)
    assert list(live_drafts(taker)) == [draft]

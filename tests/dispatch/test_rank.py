"""The pure ranking: who goes, why, and why not the others."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.recommendation.criteria import CRITERIA
from dispatch.recommendation.facts import Candidate, Need, Situation, Work
from dispatch.recommendation.rank import open_needs, rank
from dispatch.recommendation.reasons import SENTENCES, sentence

WEIGHTS = {
    "travel_time": 600, "availability": 240, "capability": 420, "staffing": 90, "workload": 60,
    "fix_age": 120, "coverage": 150, "suitability": 60, "foreign": 45,
}  # fmt: skip
ARMED = frozenset({"armed"})


def unit(call_sign: str, eta_s: float | None = 100.0, **more) -> Candidate:
    facts = {"unit_id": sum(ord(c) * 31**n for n, c in enumerate(call_sign)), "fix_age_s": 3.0, **more}
    return Candidate(call_sign=call_sign, eta_s=eta_s, metres=(eta_s or 0) * 10, **facts)


def situation(*needs: Need, level: int = 2, **weights) -> Situation:
    return Situation(level, needs or (Need(1),), {**WEIGHTS, **weights})


def signs(ranking) -> list[str]:
    return [one.candidate.call_sign for one in ranking.ranked]


def proposed(ranking) -> list[str]:
    by_id = {one.candidate.unit_id: one.candidate.call_sign for one in ranking.ranked}
    return [by_id[key] for key in ranking.proposed]


def reason_codes(ranking, call_sign: str) -> list[str]:
    (one,) = [one for one in ranking.ranked if one.candidate.call_sign == call_sign]
    return [reason.code for reason in one.reasons]


def test_of_equal_units_the_quicker_one_by_road_is_first():
    ranking = rank([unit("P2", 90), unit("P1", 200)], situation())
    assert signs(ranking) == ["P2", "P1"]
    assert proposed(ranking) == ["P2"]
    assert "nearest_able" in reason_codes(ranking, "P2")


def test_the_required_response_is_met_with_two_cars_and_one_armed():
    cars = [unit("P1", 60), unit("P2", 80), unit("P3", 95), unit("S1", 300, capabilities=ARMED)]
    ranking = rank(cars, situation(Need(2), Need(1, ARMED, "support")))
    assert proposed(ranking) == ["P1", "P2", "S1"]
    assert ranking.missing == []
    over = {cars[2].unit_id: "not_needed"}
    assert {key: reason.code for key, reason in ranking.passed_over.items()} == over


def test_what_cannot_be_met_is_named():
    ranking = rank([unit("P1")], situation(Need(2, officers_min=4), Need(1, ARMED)))
    assert {(need.count, need.capabilities) for need in ranking.missing} == {(1, frozenset()), (1, ARMED)}
    assert ranking.missing_officers == 2


def test_a_unit_that_lacks_the_capability_is_passed_over_and_told_why():
    quick = unit("F1", 30)
    ranking = rank([quick, unit("P1", 200, capabilities=ARMED)], situation(Need(1, ARMED)))
    assert proposed(ranking) == ["P1"]
    reason = ranking.passed_over[quick.unit_id]
    assert (reason.code, reason.params) == ("not_able", {"capabilities": ["armed"]})


def test_the_last_free_unit_of_an_area_stays_unless_the_matter_is_urgent():
    last = unit("P1", 100, others_free_in_area=0, area={"zh": "芳", "en": "Fontvieille"})
    spare = unit("P2", 180, others_free_in_area=3, covered_by="P9", area={"zh": "莫", "en": "Moneghetti"})
    assert proposed(rank([last, spare], situation(level=3))) == ["P2"]
    assert proposed(rank([last, spare], situation(level=1))) == ["P1"]
    assert rank([last, spare], situation(level=3)).passed_over[last.unit_id].code == "against_coverage"


def test_a_unit_on_clearly_lower_work_is_proposed_only_when_nobody_free_can_fill_the_line():
    at_noise = unit("P1", 60, state="on_scene", work=Work("x-1", 4, "on_scene"), capabilities=ARMED)
    free = unit("P2", 500, capabilities=ARMED)
    need = situation(Need(1, ARMED), level=1)
    assert proposed(rank([at_noise, free], need)) == ["P2"]
    alone = rank([at_noise], need)
    assert proposed(alone) == ["P1"]
    assert alone.taken_from == [at_noise.unit_id]


def test_work_as_urgent_as_this_is_never_disturbed_and_says_so():
    ranking = rank([unit("P1", 10, state="signed", work=Work("x-1", 2, "signed"))], situation(level=2))
    assert ranking.ranked == []
    assert ranking.excluded[0].why.params["incident"] == "x-1"


def test_busy_off_unseen_stale_and_unreachable_units_are_excluded_with_their_reason():
    why = {
        one.candidate.call_sign: one.why.code
        for one in rank(
            [
                unit("A", state="busy", state_reason="escort"),
                unit("B", state="off"),
                unit("C", fix_age_s=None),
                unit("D", fix_age_s=700),
                unit("E", None),
            ],
            situation(),
        ).excluded
    }
    assert why == {"A": "busy", "B": "off_duty", "C": "no_fix", "D": "old_fix", "E": "no_road"}


def test_a_weight_of_zero_switches_a_criterion_off():
    other = unit("P1", 100, own_station=False)
    own = unit("P2", 130)
    assert signs(rank([other, own], situation())) == ["P2", "P1"]
    assert signs(rank([other, own], situation(foreign=0))) == ["P1", "P2"]


def test_units_on_the_way_count_towards_the_response():
    needs = [Need(2, officers_min=4), Need(1, ARMED, "support")]
    assert open_needs(needs, []) == (needs[1], needs[0])
    sent = [unit("S1", capabilities=ARMED), unit("P1")]
    assert open_needs(needs, sent) == (Need(1, frozenset(), "first", 2),)
    assert open_needs(needs, [*sent, unit("P2")]) == ()


def test_every_code_has_a_sentence():
    cast = [
        unit("P1", 100, capabilities=ARMED, others_free_in_area=0, area={"zh": "甲", "en": "A"}, orders_today=5),
        unit("P2", 90, others_free_in_area=2, covered_by="P1", own_station=False, kind="foot"),
        unit("P3", 400, kind="foot", fix_age_s=200),
        unit("P4", 80, state="handled", work=Work("x-1", 4, "handled")),
        unit("P5", 70, state="on_scene", work=Work("x-2", 4, "on_scene")),
        unit("P6", 60, state="signed", work=Work("x-3", 1, "signed")),
        *[unit(f"X{n}", state=state) for n, state in enumerate(("busy", "off"))],
        unit("N1", fix_age_s=None), unit("N2", fix_age_s=900), unit("N3", None),
    ]  # fmt: skip
    ranking = rank(cast, Situation(1, (Need(1, ARMED),), WEIGHTS, straight_line=True))
    reasons = [reason for one in ranking.ranked for reason in one.reasons]
    reasons += [one.why for one in ranking.excluded] + list(ranking.passed_over.values())
    for reason in reasons:
        assert reason.code in SENTENCES
        assert sentence(reason.as_json(), {"armed": "armed"})
    assert {f"against_{name}" for name in CRITERIA} - set(SENTENCES) == {"against_travel_time"}


candidates = st.lists(
    st.builds(
        Candidate,
        unit_id=st.integers(1, 10**6),
        call_sign=st.text("PFMS0123456789", min_size=2, max_size=5),
        kind=st.sampled_from(["car", "motorcycle", "foot", "van"]),
        capabilities=st.frozensets(st.sampled_from(["armed", "traffic", "dog"])),
        officers=st.integers(0, 6),
        state=st.sampled_from(["free", "busy", "sent", "on_scene", "handled"]),
        eta_s=st.none() | st.floats(0, 3000),
        fix_age_s=st.none() | st.floats(0, 2000),
        orders_today=st.integers(0, 12),
        others_free_in_area=st.none() | st.integers(0, 5),
    ),
    max_size=12,
    unique_by=(lambda one: one.unit_id, lambda one: one.call_sign),
)
needs = st.lists(
    st.builds(
        Need, st.integers(1, 3), st.frozensets(st.sampled_from(["armed", "traffic"])), officers_min=st.integers(0, 6)
    ),
    max_size=3,
)


@given(candidates, needs, st.integers(1, 4), st.randoms())
def test_everybody_is_ranked_or_told_why_not_and_the_order_of_the_input_does_not_matter(units, lines, level, random):
    where = Situation(level, tuple(lines), WEIGHTS)
    ranking = rank(units, where)
    seen = [one.candidate.unit_id for one in (*ranking.ranked, *ranking.excluded)]
    assert sorted(seen) == sorted(one.unit_id for one in units)
    assert set(ranking.proposed) <= {one.candidate.unit_id for one in ranking.ranked}
    assert not set(ranking.passed_over) & set(ranking.proposed)
    scores = [one.score for one in ranking.ranked]
    assert scores == sorted(scores)
    shuffled = list(units)
    random.shuffle(shuffled)
    again = rank(shuffled, where)
    assert (signs(again), again.proposed) == (signs(ranking), ranking.proposed)

"""Kinds: the shipped set, what a subtype inherits, quick typing, answers, CSV in and out, pages."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from incidents.kinds.answers import answered, from_form, suggestion
from incidents.kinds.loading import load_shipped_set
from incidents.kinds.match import match_kinds
from incidents.kinds.models import GuidanceCard, Kind, Question, RequiredResponse, RiskFlag
from incidents.kinds.queries import (
    answers_shown,
    guidance_for,
    kind_by_code,
    kinds_for_picker,
    kinds_version,
    questions_for,
    responses_for,
)
from incidents.kinds.shipped import rows
from tests.factories import make_kind
from units.crews.models import Capability

pytestmark = pytest.mark.django_db


# --- the shipped set --------------------------------------------------------------------------------------------------


def test_the_shipped_set_is_complete_in_both_languages(shipped):
    assert Kind.objects.count() >= 150
    assert Kind.objects.filter(depth=4).exists()
    assert Question.objects.values("kind").distinct().count() >= 60
    assert GuidanceCard.objects.values("kind").distinct().count() >= 40
    for table, columns in [
        (Kind, ("name_zh", "name_en", "initials")),
        (RiskFlag, ("name_zh", "name_en", "letter", "letter_en")),
        (Question, ("text_zh", "text_en")),
        (GuidanceCard, ("title_zh", "title_en", "legal_basis_zh", "legal_basis_en")),
    ]:
        for column in columns:
            assert not table.objects.filter(**{column: ""}).exists(), f"{table.__name__}.{column}"


def test_every_shipped_row_passes_the_checks_that_the_admin_makes(shipped):
    for table in (RiskFlag, Kind, Question, GuidanceCard, RequiredResponse):
        for row in table.objects.select_related():
            row.full_clean(validate_unique=False, validate_constraints=False)
    known = set(Capability.objects.values_list("code", flat=True))
    assert {word for row in RequiredResponse.objects.all() for word in row.capabilities} <= known


def test_english_texts_hold_no_chinese_and_chinese_texts_end_as_sentences():
    for name in ("kinds", "questions", "guidance_cards", "guidance_steps"):
        for row in rows(name):
            english = [text for column, text in row.items() if column.endswith("_en")]
            assert not any("\u4e00" <= letter <= "\u9fff" for text in english for letter in text), row
    assert all(row["text_zh"][-1] in "。？！" for row in rows("guidance_steps"))


def test_every_level_of_an_alarm_has_a_response_and_every_common_one_questions_and_guidance(shipped):
    """What is inherited is complete when every category has it: nothing below can then be without."""
    for category in Kind.objects.filter(depth=1).exclude(code="100000"):
        assert all(responses_for(category, level) for level in (1, 2, 3, 4)), category
    for category in Kind.objects.filter(code__in=["010000", "020000", "030000", "040000", "050000"]):
        assert questions_for(category), category
        for audience in ("call_taker", "dispatcher", "officer"):
            assert guidance_for(category, audience), category


def test_loading_twice_changes_nothing_and_leaves_alone_what_the_bureau_edited(shipped):
    kind = Kind.objects.get(code="010100")
    kind.name_en = "Robbery (county wording)"
    kind.mark_edited()
    kind.save()
    again = load_shipped_set()
    assert all(count.added == count.changed == 0 for count in again.values())
    assert again["kinds"].kept == 1
    assert Kind.objects.get(code="010100").name_en == "Robbery (county wording)"
    load_shipped_set(overwrite=True)
    assert Kind.objects.get(code="010100").name_en == "Robbery"


# --- inheritance -----------------------------------------------------------------------------------------------------


def test_a_subtype_inherits_from_its_nearest_ancestor_that_has_some():
    top = make_kind("880000")
    middle = make_kind("880100", parent=top)
    leaf = make_kind("880101", parent=middle)
    general = Question.objects.create(kind=top, key="when", text_zh="何时", text_en="When?")
    assert questions_for(leaf) == [general]
    special = Question.objects.create(kind=middle, key="gun", text_zh="有枪吗", text_en="A gun?")
    assert questions_for(leaf) == [special]
    special.active = False
    special.save()
    assert questions_for(leaf) == [general]


def test_each_audience_inherits_its_card_on_its_own():
    top = make_kind("880000")
    leaf = make_kind("880100", parent=top)
    texts = {"title_zh": "卡", "title_en": "Card", "version_date": "2026-01-01"}
    officers = GuidanceCard.objects.create(kind=top, audience="officer", **texts)
    own = GuidanceCard.objects.create(kind=leaf, audience="call_taker", **texts)
    assert guidance_for(leaf, "call_taker") == own
    assert guidance_for(leaf, "officer") == officers
    assert guidance_for(leaf, "dispatcher") is None


def test_a_response_for_the_level_wins_over_one_for_every_level():
    top = make_kind("880000")
    leaf = make_kind("880100", parent=top)
    always = RequiredResponse.objects.create(kind=leaf, count=1)
    urgent = RequiredResponse.objects.create(kind=leaf, level=1, count=3)
    assert responses_for(leaf, 1) == [urgent]
    assert responses_for(leaf, 3) == [always]
    assert responses_for(top, 1) == []


def test_a_kind_cannot_belong_to_its_own_subtype_nor_to_another_category():
    top = make_kind("880000")
    leaf = make_kind("880100", parent=top)
    top.parent = leaf
    with pytest.raises(ValidationError, match="parent"):
        top.clean()
    with pytest.raises(ValidationError, match="code"):
        Kind(code="020100", parent=top, name_zh="甲", name_en="A").clean()


# --- quick typing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("qj", "010100"),
        ("robb", "010100"),
        ("抢劫", "010100"),
        ("0101", "010100"),
        ("01-01-02", "010102"),
        ("010", "010000"),
        ("打架", "020301"),
        ("dj", "030202"),
        ("家暴", "020302"),
        ("missing child", "050201"),
        ("hit and run", "030104"),
        ("跳楼", "050101"),
        ("电诈", "010401"),
    ],
)
def test_quick_typing_puts_the_right_kind_first(shipped, typed, first):
    found = match_kinds(typed, kinds_for_picker("en"))
    assert found[0]["code"] == first, [(kind["code"], kind["name_en"]) for kind in found]


def test_nonsense_and_emptiness_match_nothing(shipped):
    assert match_kinds("", kinds_for_picker("en")) == []
    assert match_kinds("xqzw", kinds_for_picker("en")) == []


def test_the_picker_list_follows_language_and_change(shipped):
    assert next(kind for kind in kinds_for_picker("zh-hans") if kind["code"] == "010101")["path"] == (
        "刑事类警情 › 抢劫 › 持枪抢劫"
    )
    before = kinds_version()
    robbery = Kind.objects.get(code="010100")
    robbery.active = False
    robbery.save()
    assert kinds_version() != before
    assert "010100" not in [kind["code"] for kind in kinds_for_picker("en")]


# --- answers ---------------------------------------------------------------------------------------------------------


def question(pk: int, answer_type: str, **more) -> SimpleNamespace:
    return SimpleNamespace(
        pk=pk, answer_type=answer_type, **{"choices": [], "sets_level": None, "flag_code": None, **more}
    )


def test_an_unanswered_question_shows_as_skipped_and_unknown_is_an_answer():
    asked = [question(1, "yes_no", sets_level=1), question(2, "text"), question(3, "yes_no")]
    given = answered(asked, {"2": "  ", "3": "unknown"})
    assert [row.status for row in given] == ["skipped", "skipped", "answered"]


def test_answers_suggest_the_most_urgent_level_and_raise_flags():
    gun = {"value": "gun", "zh": "枪", "en": "gun", "sets_level": 1, "raises_flag": "gun"}
    asked = [
        question(1, "choice", choices=[gun]),
        question(2, "number", sets_level=2, flag_code="injured"),
        question(3, "yes_no", sets_level=1, flag_code="trapped"),
    ]
    assert suggestion(answered(asked, {"1": "gun", "2": "3", "3": "no"})) == (1, ["gun", "injured"])
    assert suggestion(answered(asked, {"2": "0"})) == (None, [])


def test_answers_come_out_of_a_form_by_question_id():
    assert from_form({"answer-12": " yes ", "answer-13": "", "answer-x": "1", "kind": "010100"}) == {"12": "yes"}


def test_answers_given_before_the_kind_was_changed_still_show(shipped):
    old = questions_for(kind_by_code("010100"))[0]
    shown = answers_shown(kind_by_code("020301"), {str(old.pk): "safe"})
    assert shown[-1].question == old
    assert shown[-1].value == "safe"
    assert all(row.skipped for row in shown[:-1])

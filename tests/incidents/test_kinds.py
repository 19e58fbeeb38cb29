"""Kinds: the shipped set, what a subtype inherits, quick typing, answers, CSV in and out, pages."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import tablib
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from incidents.kinds.answers import answered, from_form, suggestion
from incidents.kinds.importing import GuidanceCardResource, KindResource, QuestionResource, RequiredResponseResource
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
from tests.factories import make_kind, make_user
from units.crews.models import Capability

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _shipped_once(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The shipped set, loaded once for this file; tests that change it are rolled back to it."""
    with django_db_blocker.unblock():
        load_shipped_set()
    yield
    with django_db_blocker.unblock():
        for depth in (4, 3, 2, 1):
            Kind.objects.filter(depth=depth).delete()
        RiskFlag.objects.all().delete()
        Capability.objects.all().delete()


@pytest.fixture
def shipped(_shipped_once, db) -> None:
    """The shipped set is there. Tests without it make kinds of category 88, which it does not use."""


def imported(resource_class, text: str):
    return resource_class().import_data(tablib.Dataset().load(text, format="csv"), rollback_on_validation_errors=True)


# --- the shipped set --------------------------------------------------------------------------------------------------


def test_the_shipped_set_is_complete_in_both_languages(shipped):
    assert Kind.objects.count() >= 150
    assert Kind.objects.filter(depth=4).exists()
    assert Question.objects.values("kind").distinct().count() >= 60
    assert GuidanceCard.objects.values("kind").distinct().count() >= 40
    for table, columns in [
        (Kind, ("name_zh", "name_en", "initials")),
        (RiskFlag, ("name_zh", "name_en", "letter")),
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
    with pytest.raises(ValidationError, match="itself"):
        top.clean()
    with pytest.raises(ValidationError, match="first two digits"):
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


# --- CSV in and out --------------------------------------------------------------------------------------------------


def test_what_is_exported_comes_back_as_unchanged(shipped):
    for resource in (KindResource, QuestionResource, GuidanceCardResource, RequiredResponseResource):
        table = resource._meta.model
        robbery = {"code" if table is Kind else "kind__code": "010100"}
        text = resource().export(table.objects.filter(**robbery)).csv
        result = imported(resource, text)
        assert not result.has_errors(), resource
        assert not result.has_validation_errors(), resource
        assert {row.import_type for row in result.rows} == {"skip"}, resource


def test_a_wrong_row_names_the_field_and_the_remedy_and_nothing_is_imported(shipped):
    text = (
        "code,parent,name_zh,name_en,default_level,nature\n"
        "010110,010100,抢劫快递,Robbery of a courier,2,report\n"
        "010111,010177,抢劫外卖,Robbery of a rider,7,report\n"
        "01A1,010000,错,Wrong,2,report\n"
    )
    with override("en"):
        result = imported(KindResource, text)
    wrong = {row.number: row.field_specific_errors for row in result.invalid_rows}
    assert "There is no kind 010177" in wrong[2]["parent"][0]
    assert "Write 1, 2, 3 or 4" in wrong[2]["default_level"][0]
    assert "six digits" in wrong[3]["code"][0]
    assert not Kind.objects.filter(code="010110").exists()


def test_an_imported_row_is_the_bureaus_own_and_survives_the_next_loading(shipped):
    imported(KindResource, "code,parent,name_zh,name_en,default_level,nature\n10100,10000,抢劫,Hold-up,1,report\n")
    load_shipped_set()
    kind = Kind.objects.get(code="010100")
    assert kind.name_en == "Hold-up"
    assert kind.edited_at
    assert kind.active


def test_the_steps_of_a_card_come_in_as_lines(shipped):
    head = "kind,audience,title_zh,title_en,version_date,steps_zh,steps_en\n"
    good = head + '020503,call_taker,噪声,Noise,2026-11-01,"! 先问。\n再记。","! Ask first.\nThen note."\n'
    assert not imported(GuidanceCardResource, good).has_validation_errors()
    steps = guidance_for(Kind.objects.get(code="020503"), "call_taker").steps.all()
    assert [(step.critical, step.text_en) for step in steps] == [(True, "Ask first."), (False, "Then note.")]
    bad = head + '020503,call_taker,噪声,Noise,2026-11-01,"先问。\n再记。",Ask first.\n'
    with override("en"):
        result = imported(GuidanceCardResource, bad)
    assert "2 steps in Chinese but 1 in English" in str(result.invalid_rows[0].error)


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_list_is_for_those_signed_in_and_says_when_nothing_changed(shipped, client):
    assert client.get(reverse("incidents:kinds")).status_code == 302
    client.force_login(make_user("call_taker", language="en"))
    first = client.get(reverse("incidents:kinds"))
    assert len(first.json()["kinds"]) == Kind.objects.count()
    assert first.json()["flags"][0]["code"] == "gun"
    assert client.get(reverse("incidents:kinds"), headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_intake_fragment_asks_advises_and_keeps_answers(shipped, client):
    client.force_login(make_user("call_taker", language="en"))
    asked = questions_for(kind_by_code("010101"))[0]
    page = client.get(reverse("incidents:kind_intake", args=["01-01-01"]), {f"answer-{asked.pk}": "hiding"})
    html = page.content.decode()
    assert f'name="answer-{asked.pk}"' in html
    assert "Tell the duty chief at once" in html
    assert "Criminal Law, Art. 263" in html
    assert html.count("checked") == 1
    assert "style=" not in html
    assert "<script" not in html
    assert client.get(reverse("incidents:kind_intake", args=["777777"])).status_code == 404


def test_the_officers_card_is_read_by_audience_in_the_users_language(shipped, client):
    client.force_login(make_user("field_officer", language="zh-hans"))
    page = client.get(reverse("incidents:kind_guidance", args=["050101", "officer"]))
    assert "现场处置" in page.content.decode()
    assert client.get(reverse("incidents:kind_guidance", args=["050101", "minister"])).status_code == 404


def posted_unchanged(context) -> dict:
    """What a browser posts from an admin page where nothing was touched."""
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    forms = [context["adminform"].form]
    for formset in formsets:
        forms += [formset.management_form, *formset.initial_forms]
    data = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        if value is not None and value is not False and value != "":
            data[field.html_name] = value
            if field.field.show_hidden_initial:
                data[field.html_initial_name] = value
    return data


def test_admin_lists_the_tree_searches_by_initials_and_marks_what_is_edited(shipped, client):
    client.force_login(make_user("administrator", is_superuser=True, is_staff=True))
    listed = client.get(reverse("admin:incidents_kind_changelist")).context["cl"].result_list
    codes = [kind.code for kind in listed]
    assert codes.index("010411") == codes.index("010401") + 1  # a detail directly under its subtype
    found = client.get(reverse("admin:incidents_kind_changelist"), {"q": "qj"}).context["cl"].result_list
    assert "010100" in [kind.code for kind in found]
    kind = Kind.objects.get(code="020700")
    address = reverse("admin:incidents_kind_change", args=[kind.pk])
    data = posted_unchanged(client.get(address).context)
    data["name_en"] = "Prostitution"
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["errors"]
    kind.refresh_from_db()
    assert kind.name_en == "Prostitution"
    assert kind.edited_at
    assert not kind.questions.exclude(edited_at=None).exists()

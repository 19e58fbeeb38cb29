"""Kinds: CSV in and out, pages, admin."""

import pytest
import tablib
from django.urls import reverse
from django.utils.translation import override

from incidents.kinds.importing import GuidanceCardResource, KindResource, QuestionResource, RequiredResponseResource
from incidents.kinds.loading import load_shipped_set
from incidents.kinds.models import Kind
from incidents.kinds.queries import (
    guidance_for,
    kind_by_code,
    questions_for,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def imported(resource_class, text: str):
    return resource_class().import_data(tablib.Dataset().load(text, format="csv"), rollback_on_validation_errors=True)


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

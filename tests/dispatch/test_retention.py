"""Retention: what is forgotten, when, and who reads of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dispatch.casts.models import Cast, Receipt
from dispatch.journal.models import JournalEntry
from dispatch.recommendation.models import Recommendation
from dispatch.retention.defaults import ensure_retention
from dispatch.retention.enforce import enforce
from dispatch.retention.models import RetentionClass
from dispatch.timers.alarms import raise_alarm
from tests import factories as make
from units.fences.actions import add_fence
from units.fences.models import FenceEvent
from units.positions.partitions import make_partitions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def classes():
    ensure_retention()


def partition_exists(day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"units_track_{day:%Y%m%d}"])
        return cursor.fetchone()[0]


def test_days_of_tracks_go_whole_when_their_class_says_so_and_the_journal_knows():
    today = timezone.now().date()
    old, kept = today - timedelta(days=91), today - timedelta(days=90)
    make_partitions([old, kept])
    done = enforce()
    assert done["tracks"]["partitions"] == [f"units_track_{old:%Y%m%d}"]
    assert (partition_exists(old), partition_exists(kept)) == (False, True)
    entry = JournalEntry.objects.get(verb="retention.enforced")
    assert (entry.subject_code, entry.data["partitions"]) == ("tracks", done["tracks"]["partitions"])
    assert enforce() == {}


def test_old_recommendations_keep_their_result_and_forget_what_they_were_computed_from():
    incident = make.make_incident()
    old, new = [
        Recommendation.objects.create(
            incident=incident,
            at=timezone.now() - timedelta(days=days),
            ranking_version="1",
            inputs={"candidates": [1]},
            result={"units": ["P12"]},
        )
        for days in (366, 364)
    ]
    assert enforce()["recommendation_inputs"]["recommendations"] == 1
    for row in (old, new):
        row.refresh_from_db()
    assert (old.inputs, old.result) == ({"forgotten": True}, {"units": ["P12"]})
    assert new.inputs == {"candidates": [1]}


def test_crossings_of_fences_go_after_their_time_but_not_from_under_an_alarm():
    unit = make.make_unit("P12")
    where = {"kind": "post", "name_zh": "港口", "name_en": "Port", "centre": make.HERE, "radius_m": 50}
    fence = add_fence(unit.organisation, by=make.make_user(), **where)
    times = [timezone.now() - timedelta(days=days) for days in (91, 91, 89)]
    _old, alarmed, new = [
        FenceEvent.objects.create(
            fence=fence, organisation=unit.organisation, unit=unit, kind="enter", at=at, received_at=at, point=make.HERE
        )
        for at in times
    ]
    raise_alarm("fence", about=alarmed)
    assert enforce()["fence_crossings"]["crossings"] == 1
    assert set(FenceEvent.objects.values_list("pk", flat=True)) == {alarmed.pk, new.pk}


def test_casts_and_their_receipts_go_a_year_after_they_ended():
    sender, receiver = make.make_user("dispatcher"), make.make_user("dispatcher")
    now, day = timezone.now(), timedelta(days=1)
    old, new = [
        Cast.objects.create(
            organisation=make.make_station(), by=sender, view={}, to_seat=receiver, at=until - 2 * day, until=until
        )
        for until in (now - 366 * day, now - 364 * day)
    ]
    for cast in (old, new):
        Receipt.objects.create(cast=cast, user=receiver)
    assert enforce()["casts"]["casts"] == 1
    assert [row.cast for row in Receipt.objects.all()] == [new]
    assert JournalEntry.objects.get(verb="retention.enforced").subject_code == "casts"


@pytest.mark.parametrize("change", [{"days": 0}, {"suspended": True}])
def test_for_ever_and_a_legal_hold_keep_everything(change):
    old = timezone.now().date() - timedelta(days=2_000)
    make_partitions([old])
    RetentionClass.objects.update(**change)
    assert enforce() == {}
    assert partition_exists(old)


def test_an_administrator_changes_a_class_and_the_journal_says_who(client):
    admin = make.make_user("administrator")
    client.force_login(admin)
    row = RetentionClass.objects.get(code="tracks")
    url = reverse("admin:dispatch_retentionclass_change", args=[row.pk])
    assert client.post(url, {"days": 30, "reason": "order 7"}).status_code == 302
    row.refresh_from_db()
    assert row.days == 30
    entry = JournalEntry.objects.get(verb="retention.changed")
    assert (entry.by_id, entry.data["days"]) == (admin.pk, 30)

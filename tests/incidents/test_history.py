"""Past incidents come in by file: said what the columns mean, checked, imported whole or not at all."""

import csv
import gzip
import io
import subprocess
import sys
import time
from datetime import date

import pytest
from django.conf import settings

from incidents.history.actions import add_file, describe, match_kinds, start_import, withdraw_import, work_off
from incidents.history.columns import proposed
from incidents.history.models import HistoricEvent, HistoryImport
from incidents.history.storing import progress_of
from tests.factories import HERE, make_kind, make_organisation, make_station, make_user, point_near
from tests.processes import on_this_database
from units.access.refused import Refused

WGS = {"datum": "wgs84", "date_order": "ymd", "time_zone": "Asia/Shanghai"}
HEAD = "发生时间,类别,经度,纬度,来源\n"
COLUMNS = {"at": "发生时间", "kind": "类别", "x": "经度", "y": "纬度", "source": "来源"}


def line(at="2026-03-01 10:00", kind="入室盗窃", x=HERE.x, y=HERE.y, source="110") -> str:
    return f"{at},{kind},{x},{y},{source}\n"


@pytest.fixture
def analyst(db):
    return make_user("analyst")


def bring(text: str, analyst, kinds=None, **said) -> HistoryImport:
    """Up to the check."""
    row = add_file("history.csv", text.encode(), organisation=make_organisation(), by=analyst)
    row = describe(row, by=analyst, **{"columns": COLUMNS, "patrol_words": ["巡逻"], **WGS, **said})
    row = match_kinds(row, kinds or {"入室盗窃": make_kind("010301").code}, by=analyst)
    assert work_off() == 1
    row.refresh_from_db()
    return row


def imported(row: HistoryImport, analyst) -> HistoryImport:
    start_import(row, by=analyst)
    assert work_off() == 1
    row.refresh_from_db()
    return row


def test_a_file_is_checked_before_anything_is_stored_and_imported_with_station_day_and_source(analyst):
    station = make_station()
    text = HEAD + line() + line("2026-03-02 00:30", source="巡逻") + line("2026-03-02T08:00:00+00:00")
    row = bring(text, analyst)
    assert (row.state, row.good, row.bad) == ("checked", 3, 0)
    assert HistoricEvent.objects.count() == 0
    row = imported(row, analyst)
    assert row.state == "done"
    found = list(HistoricEvent.objects.order_by("at").values_list("day", "source", "organisation", "area"))
    of_station = (station.pk, station.area_id)
    assert found == [
        (date(2026, 3, 1), "call", *of_station),
        (date(2026, 3, 2), "patrol", *of_station),
        (date(2026, 3, 2), "call", *of_station),
    ]


def test_every_row_that_cannot_be_used_is_told_with_row_field_and_remedy(analyst, client):
    make_station()
    far = point_near(0, 90_000)
    wrong = [
        line("soon"), line("2031-01-01 10:00"), line(x="", y=""), line(x="east"), line(x=200), line(x=far.x, y=far.y),
        "2026-03-01 10:00,入室盗窃\n",
    ]  # fmt: skip
    row = bring(HEAD + line() + "".join(wrong), analyst)
    assert (row.state, row.good, row.bad) == ("checked", 1, 7)
    assert sorted((number, code) for number, _field, _value, code in row.errors) == [
        (3, "time"), (4, "future"), (5, "no_place"), (6, "number"), (7, "degrees"), (8, "far"), (9, "cells"),
    ]  # fmt: skip
    client.force_login(analyst)
    told = list(csv.DictReader(io.StringIO(client.get(f"/history/{row.pk}/errors/").content.decode("utf-8-sig"))))
    assert len(told) == 7
    assert told[0]["row"] == "3"
    assert told[0]["field"] == "发生时间"
    assert "order of dates" in told[0]["what is wrong, and the remedy"]
    assert imported(row, analyst).good == 1


def test_coordinates_of_another_system_are_turned_and_never_guessed(analyst):
    make_station()
    with pytest.raises(Refused) as refused:
        bring(HEAD + line(), analyst, datum="")
    assert refused.value.field == "datum"
    utm = bring(HEAD + line(x=372_703.4, y=4_843_838.2), analyst, datum="epsg", epsg=32632)
    assert (utm.good, utm.outside) == (1, 0)
    imported(utm, analyst)
    assert HistoricEvent.objects.get().point.distance(HERE) < 0.002
    nowhere = bring(HEAD + line(x=9e6, y=2e7) + line(x=372_703, y=4_843_838), analyst, datum="epsg", epsg=32632)
    assert (nowhere.good, nowhere.bad) == (1, 1)


def test_heads_that_speak_for_themselves_are_proposed_and_a_time_without_a_day_holds_both():
    assert proposed(["警情类别", "时间", "经度", "纬度"]) == {
        "kind": "警情类别",
        "at": "时间",
        "x": "经度",
        "y": "纬度",
    }
    assert proposed(["Date", "Time", "X", "Y"]) == {"date": "Date", "time": "Time", "x": "X", "y": "Y"}
    assert set(proposed(["TYPE", "YEAR", "MONTH", "DAY"])) == {"kind", "year", "month", "day"}


def test_while_it_is_under_way_the_page_says_which_stage_and_forgets_the_last_one(analyst, client):
    make_station()
    row = bring(HEAD + line(), analyst)
    client.force_login(analyst)
    start_import(row, by=analyst)
    told = client.get(f"/history/{row.pk}/progress/").json()
    assert (told["state"], told["stage"], told["done"]) == ("importing", "waiting", 0)
    assert told["words"]
    assert work_off() == 1
    assert client.get(f"/history/{row.pk}/progress/").json() == {"state": "done"}
    assert progress_of(row)["stage"] == "storing"


def test_words_for_kinds_are_matched_by_people_and_proposed_the_next_time(analyst):
    make_station()
    theft = make_kind("010301")
    row = bring(HEAD + line() + line(kind="其他"), analyst)
    assert (row.good, row.left_out) == (1, 1)
    imported(row, analyst)
    again = add_file(
        "next.csv", (HEAD + line("2026-04-01 10:00")).encode(), organisation=make_organisation(), by=analyst
    )
    again = describe(again, by=analyst, columns=COLUMNS, patrol_words=[], **WGS)
    assert again.kinds == {"入室盗窃": theft.code}


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"PK\0\0", "binary"), (b"hello\nworld\n", "no_columns"), (HEAD.encode(), "no_rows")],
)
def test_empty_and_malformed_files_each_get_a_clear_sentence(analyst, content, code):
    with pytest.raises(Refused) as refused:
        add_file("x.csv", content, organisation=make_organisation(), by=analyst)
    assert refused.value.code == code
    assert len(refused.value.message) > 40


def test_the_same_file_is_not_imported_twice_and_a_withdrawn_one_leaves_nothing(analyst):
    make_station()
    row = imported(bring(HEAD + line(), analyst), analyst)
    assert row.file.content == b""  # it may have held more than we keep
    with pytest.raises(Refused):
        add_file("again.csv", (HEAD + line()).encode(), organisation=make_organisation(), by=analyst)
    withdraw_import(row, by=analyst)
    assert not HistoricEvent.objects.exists()
    assert bring(HEAD + line(), analyst).state == "checked"


def test_vancouvers_years_come_in_with_their_own_columns_kinds_and_plane(db):
    """5,000 of the rows that benchmarks/importing.py imports all of."""
    source = settings.MUSTER["TEST_DATA"] / "vancouver_crime" / "crimedata_csv_AllNeighbourhoods_2022.csv.gz"
    if not source.exists():
        pytest.skip("the Vancouver data is not on this machine")
    analyst = make_user("analyst")
    with gzip.open(source, "rt") as rows:
        text = "".join(rows.readlines()[:5001])
    row = add_file("van.csv", text.encode(), organisation=make_organisation(), by=analyst)
    assert {"year", "month", "day", "hour", "minute", "x", "y", "kind"} <= set(row.columns)
    said = {"datum": "epsg", "epsg": 32610, "date_order": "ymd", "time_zone": "America/Vancouver", "patrol_words": []}
    row = describe(row, by=analyst, columns=row.columns, **said)
    row = match_kinds(row, dict.fromkeys(row.kinds, make_kind("010300").code), by=analyst)
    work_off()
    row.refresh_from_db()
    assert row.good + row.bad == 5000
    assert row.good > 3500
    assert set(row.reasons) == {"no_place"}
    imported(row, analyst)
    points = HistoricEvent.objects.values_list("point", flat=True)
    assert all(-123.3 < point.x < -122.9 and 49.1 < point.y < 49.4 for point in points)


WORKER = """
import time, django
django.setup()
from incidents.history import actions, storing
before = storing._spots
def slow(*args):
    print("at it", flush=True)
    time.sleep(60)
storing._spots = slow
actions.work_off()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_no_half_import_and_another_one_does_it_whole():
    analyst = make_user("analyst")
    make_station()
    row = start_import(bring(HEAD + line() * 500, analyst), by=analyst)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=on_this_database(), cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout.readline().strip() == "at it"
        assert work_off() == 0  # claimed
        worker.kill()
        worker.wait(timeout=10)
    finally:
        worker.kill()
    assert not HistoricEvent.objects.exists()
    for _try in range(50):
        if work_off():
            break
        time.sleep(0.1)
    row.refresh_from_db()
    assert (row.state, HistoricEvent.objects.count()) == ("done", 500)

"""Casting: rows first, scope looked at when sent and when handed out, receipts back to the sender."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from dispatch.assignments.actions import assign_units
from dispatch.casts.actions import cast, end_cast, note_receipt
from dispatch.casts.models import Cast, Receipt
from dispatch.casts.queries import casts_for_user, casts_for_wall, sender_row
from dispatch.casts.targets import choices_for
from dispatch.journal.models import JournalEntry
from tests.dispatch.live_helpers import seats
from tests.dispatch.wall_helpers import Wall, make_display, paired_browser
from tests.factories import HERE, make_incident, make_organisation, make_station, make_unit, make_user
from units.access.models import RoleGrant
from units.access.refused import Refused
from units.cameras.models import Camera
from units.duty.models import Shift, ShiftMember
from units.terminals.models import Terminal

pytestmark = pytest.mark.django_db
BOUNDS = [7.40, 43.72, 7.44, 43.76]


def on_shift(officer, unit) -> None:
    now = timezone.now()
    shift = Shift.objects.create(
        unit=unit, organisation=unit.organisation, begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=7)
    )
    ShiftMember.objects.create(shift=shift, user=officer)


def test_every_kind_of_subject_goes_to_every_kind_of_target_and_into_the_journal():
    sender, incident, unit = make_user("dispatcher"), make_incident(), make_unit("P12")
    Camera.objects.create(code="C07", name="Rue Basse", organisation=make_station(), point=HERE)
    make_display()
    make_user("call_taker", username="taker")
    for kind, code in (("incident", incident.code), ("unit", "P12"), ("camera", "C07"), ("view", "")):
        for target, name in (("wall", "hall"), ("seat", "taker"), ("unit", "P12"), ("organisation", "ST1")):
            row = cast(kind, code, target, name, by=sender, view={"bounds": BOUNDS} if kind == "view" else None)
            assert (row.subject_kind, row.target_kind) == (kind, target)
    entries = JournalEntry.objects.filter(verb="cast.sent", by=sender)
    assert entries.count() == 16
    assert entries.filter(data__code=incident.code, data__target="wall", data__to="hall").count() == 1
    assert unit.casts.count() == 4


def test_who_may_not_cast_does_not():
    make_display()
    incident = make_incident()
    for role in ("field_officer", "analyst", "auditor", "administrator"):
        with pytest.raises(PermissionDenied):
            cast("incident", incident.code, "wall", "hall", by=make_user(role))
    assert not Cast.objects.exists()


def test_nothing_is_cast_that_the_sender_does_not_see_nor_to_whom_the_sender_does_not_reach():
    sender = make_user("dispatcher", organisation=make_station("ST1"))
    theirs = make_incident(organisation=make_station("ST2"))
    make_display(organisation=make_station("ST2"))
    mine = make_incident(organisation=make_station("ST1"))
    for subject, target, code in ((theirs, "organisation", "subject"), (mine, "wall", "target")):
        with pytest.raises(Refused) as refused:
            cast("incident", subject.code, target, {"wall": "hall", "organisation": "ST1"}[target], by=sender)
        assert refused.value.code == code


def test_a_target_whose_organisation_may_not_see_it_is_refused_with_the_remedy():
    sender, incident = make_user("dispatcher"), make_incident(organisation=make_station("ST1"))
    make_display(organisation=make_station("ST2"))
    other = make_user("station_officer", organisation=make_station("ST2"), username="other")
    make_unit("X1", organisation=make_station("ST2"))
    for target in (("wall", "hall"), ("seat", "other"), ("unit", "X1"), ("organisation", "ST2")):
        with pytest.raises(Refused) as refused:
            cast("incident", incident.code, *target, by=sender)
        assert refused.value.code == "unseen"
        assert "hare it first" in refused.value.data["remedy"]
    assert not any(
        row["sees"] for row in choices_for(sender, "incident", incident) if row["code"] in ("hall", "ST2", "X1")
    )
    incident.shared_with.add(make_station("ST2"))
    for target in (("wall", "hall"), ("seat", "other"), ("unit", "X1"), ("organisation", "ST2")):
        cast("incident", incident.code, *target, by=sender)
    assert {row.target_kind for row in casts_for_user(other)} == {"seat", "organisation"}
    incident.shared_with.clear()  # what was shared is no longer: nothing is handed out any more
    assert casts_for_user(other) == []


def test_a_unit_sees_the_incident_it_has_an_order_for():
    sender, incident = make_user("dispatcher"), make_incident(organisation=make_station("ST1"))
    unit = make_unit("X1", organisation=make_station("ST2"))
    officer = make_user("field_officer", organisation=make_station("ST2"))
    on_shift(officer, unit)
    assign_units(incident, [unit], by=sender)
    incident.shared_with.clear()
    row = cast("incident", incident.code, "unit", "X1", by=sender)
    assert casts_for_user(officer) == [row]


def test_bad_bounds_and_endless_casts_are_refused_by_name_of_the_field():
    sender = make_user("dispatcher")
    make_display()
    for view in (None, {"bounds": [1, 2, 3]}, {"bounds": [8, 43, 7, 44]}, {"bounds": ["a", 43, 8, 44]}):
        with pytest.raises(Refused) as refused:
            cast("view", "", "wall", "hall", by=sender, view=view)
        assert refused.value.field == "view.bounds"
    for minutes in (0, 721):
        with pytest.raises(Refused) as refused:
            cast("view", "", "wall", "hall", by=sender, view={"bounds": BOUNDS}, minutes=minutes)
        assert refused.value.field == "minutes"


def test_a_wall_that_was_off_gets_what_is_still_in_force_and_tells_what_it_showed():
    sender, display, incident = make_user("dispatcher"), make_display(), make_incident(address="14 Rue Basse")
    over = cast("incident", incident.code, "wall", "hall", by=sender)
    Cast.objects.filter(pk=over.pk).update(
        at=timezone.now() - timedelta(hours=1), until=timezone.now() - timedelta(minutes=1)
    )
    taken = cast("incident", incident.code, "wall", "hall", by=sender)
    end_cast(taken, by=sender)
    row = cast("incident", incident.code, "wall", "hall", by=sender, message="Look")
    browser = paired_browser(display)
    [told] = browser.get("/wall/hall/casts/").json()["casts"]
    assert (told["id"], told["message"], told["subject"]["place"]) == (row.pk, "Look", "14 Rue Basse")
    for _again in range(2):
        for event in ("delivered", "shown"):
            assert browser.post(f"/wall/hall/casts/{row.pk}/{event}/").status_code == 200
    assert browser.post(f"/wall/hall/casts/{over.pk}/shown/").status_code == 404
    assert browser.post(f"/wall/hall/casts/{row.pk}/seen/").status_code == 404  # nobody presses anything there
    receipt = Receipt.objects.get()
    assert receipt.wall == display
    assert receipt.shown_at >= receipt.delivered_at
    assert JournalEntry.objects.filter(verb="cast.shown").count() == 1


def test_a_wall_shows_a_confidential_incident_without_its_place():
    sender, display = make_user("dispatcher"), make_display()
    secret = make_incident(confidential=True, address="5 Rue Basse", place_typed="5 Rue Basse", caller_name="Li Ming")
    cast("incident", secret.code, "wall", "hall", by=sender)
    told = paired_browser(display).get("/wall/hall/casts/").content.decode()
    assert secret.code in told
    assert "Rue Basse" not in told
    assert "Li Ming" not in told


def test_another_walls_casts_are_not_handed_out():
    hall, office = make_display(), make_display("office")
    row = cast("view", "", "wall", "hall", by=make_user("dispatcher"), view={"bounds": BOUNDS})
    assert casts_for_wall(office) == []
    assert paired_browser(office).post(f"/wall/office/casts/{row.pk}/shown/").status_code == 404
    assert casts_for_wall(hall) == [row]


def test_an_organisation_means_the_seats_in_its_branch_and_not_those_above():
    county, station = make_organisation(), make_station("ST1")
    sender, above = make_user("dispatcher"), make_user("dispatcher")
    inside = make_user("station_officer", organisation=station)
    officer = make_user("field_officer", organisation=station)
    row = cast("view", "", "organisation", "ST1", by=sender, view={"bounds": BOUNDS})
    assert casts_for_user(inside) == [row]
    assert [casts_for_user(one) for one in (above, officer, sender)] == [[], [], []]
    wide = cast("view", "", "organisation", county.code, by=sender, view={"bounds": BOUNDS})
    assert wide in casts_for_user(above)
    assert wide in casts_for_user(inside)
    RoleGrant.objects.filter(user=inside).delete()
    del inside._grants_in_force
    assert casts_for_user(inside) == []


def test_the_api_casts_once_for_one_key_and_tells_receipts(client):
    sender, taker, incident = make_user("dispatcher"), make_user("call_taker", username="taker"), make_incident()
    client.force_login(sender)
    body = {"subject": {"kind": "incident", "code": incident.code}, "target": {"kind": "seat", "code": "taker"}}

    def send(**more):
        return client.post("/api/v1/casts", {**body, **more}, "application/json", headers={"Idempotency-Key": "k1"})

    first = send()
    assert first.status_code == 201, first.content
    assert send().json()["id"] == first.json()["id"]
    assert Cast.objects.count() == 1
    [choice] = [
        row
        for row in client.get("/api/v1/casts/targets?kind=incident&code=" + incident.code).json()
        if row["code"] == "taker"
    ]
    assert choice == {"kind": "seat", "code": "taker", "zh": "用户taker", "en": "Taker", "online": False, "sees": True}

    seat = Client()
    seat.force_login(taker)
    [told] = seat.get("/api/v1/casts").json()
    for event in ("delivered", "seen"):
        url = f"/api/v1/casts/{told['id']}/receipts"
        assert seat.post(url, {"event": event}, "application/json").status_code == 200
    [mine] = client.get("/api/v1/casts/sent").json()
    [receipt] = mine["receipts"]
    assert receipt["who"]["en"] == "Taker"
    assert receipt["seen_at"]
    assert receipt["shown_at"]  # who saw it was shown it
    assert client.post(f"/api/v1/casts/{mine['id']}/receipts", {"event": "seen"}, "application/json").status_code == 404
    assert seat.post(f"/api/v1/casts/{mine['id']}/end", {}, "application/json").status_code == 404
    assert client.post(f"/api/v1/casts/{mine['id']}/end", {}, "application/json").json()["ended_at"]
    assert seat.get("/api/v1/casts").json() == []


def test_a_device_on_board_gets_what_is_cast_to_its_unit(client):
    unit = make_unit("P12")
    device = Terminal(label="On board", organisation=unit.organisation, unit=unit)
    token = device.issue_token()
    device.save()
    row = cast("incident", make_incident().code, "unit", "P12", by=make_user("dispatcher"))
    head = {"Authorization": f"Bearer {token}"}
    assert [one["id"] for one in client.get("/api/v1/casts", headers=head).json()] == [row.pk]
    answer = client.post(f"/api/v1/casts/{row.pk}/receipts", {"event": "shown"}, "application/json", headers=head)
    assert answer.status_code == 200
    assert sender_row(row)["receipts"][0]["who"]["en"] == "On board"


@pytest.mark.django_db(transaction=True)
def test_wall_and_crew_are_told_at_once_and_the_sender_hears_what_became_of_it():
    display, incident, unit = make_display(), make_incident(), make_unit("P12")
    sender, officer, stranger = make_user("dispatcher"), make_user("field_officer"), make_user("dispatcher")
    on_shift(officer, unit)

    async def play() -> None:
        wall = await sync_to_async(Wall)(display)
        try:
            await wall.connect()
            await wall.frame("snapshot")
            async with seats(sender, officer, stranger) as [desk, phone, other]:
                choices = await sync_to_async(choices_for)(sender, "incident", incident)
                there = {row["code"]: row["online"] for row in choices}
                assert there["hall"] is True
                assert there[stranger.username] is True
                first = await sync_to_async(cast)("incident", incident.code, "wall", "hall", by=sender)
                second = await sync_to_async(cast)("incident", incident.code, "unit", "P12", by=sender)
                assert [frame["code"] for frame in await wall.events()] == [str(first.pk)]
                assert [frame["code"] for frame in await phone.events()] == [str(second.pk)]
                await sync_to_async(note_receipt)(first, "shown", wall=display)
                await sync_to_async(note_receipt)(second, "seen", user=officer)
                frames = [frame for frame in await desk.events() if frame["subject"] == "receipt"]
                told = {(frame["row"]["target"]["code"], frame["verb"]) for frame in frames if frame["row"]["receipts"]}
                assert told == {("hall", "cast.shown"), ("P12", "cast.seen")}
                assert await other.events() == []
                await sync_to_async(end_cast)(first, by=sender)
                [frame] = await wall.events()
                assert frame["row"]["gone"]
        finally:
            await wall.disconnect()

    async_to_sync(play)()

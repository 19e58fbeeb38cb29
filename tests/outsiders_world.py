"""Station one and everything that can belong to a station: what no stranger may see."""

from datetime import timedelta

from django.utils import timezone

from dispatch.assignments.actions import assign_units
from dispatch.autocalls.models import (
    Attempt,
    Callee,
    CallGroup,
    CallRules,
    Campaign,
    ManualCall,
    MessageTemplate,
)
from dispatch.casts.actions import cast
from dispatch.playback.models import Playback
from dispatch.reports.models import ResponseReport
from dispatch.timers.models import Alarm, Chain
from dispatch.wall.models import Display
from incidents.calls.models import Call, Draft
from incidents.telephony.models import Trunk
from tests.dispatch.warning_helpers import early_warning
from tests.factories import make_incident, make_station, make_unit, make_user
from units.cameras.models import Camera
from units.duty.models import Shift
from units.fences.actions import add_fence
from units.fences.models import FenceEvent
from units.terminals.models import Terminal

SECRET = "only for station one"
PK = 123_456  # a key that is nowhere else in a page


def world_of_station_one():
    """Station one and what belongs to it. Every row carries the secret words or a code of its own."""

    class World:
        station = make_station("ST1")
        dispatcher = make_user("dispatcher")
        unit = make_unit("SECRET-1", organisation=station)
        incident = make_incident(organisation=station, description=SECRET, address=SECRET, caller_name=SECRET)
        officer = make_user("field_officer", pk=PK, organisation=station, username="secret-officer", first_name=SECRET)

    world = World()
    [world.order] = assign_units(world.incident, [world.unit], by=world.dispatcher)
    fields = {"description": {"value": SECRET, "version": 1}}
    world.draft = Draft.objects.create(organisation=world.station, by=world.dispatcher, fields=fields)
    world.call = Call.objects.create(code="C-SECRET-1", organisation=world.station, number="13900005555", line=SECRET)
    world.alarm = Alarm.objects.create(
        pk=PK, organisation=world.station, incident=world.incident, cause="timer.sign", severity="alarm"
    )
    now = timezone.now()
    world.shift = Shift.objects.create(
        pk=PK, unit=world.unit, organisation=world.station, begins_at=now, ends_at=now + timedelta(hours=1), note=SECRET
    )
    world.report = ResponseReport.objects.create(
        pk=PK,
        incident=world.incident,
        assignment=world.order,
        organisation=world.station,
        narrative=SECRET,
        by=world.officer,
    )
    world.camera = Camera.objects.create(
        code="SECRET-CAMERA", name=SECRET, organisation=world.station, point=world.incident.point
    )
    world.chain = Chain.objects.create(organisation=world.station)
    shape = {"kind": "post", "centre": world.incident.point, "radius_m": 50}
    world.fence = add_fence(world.station, by=world.dispatcher, name_zh=SECRET, name_en=SECRET, **shape)
    world.crossing = FenceEvent.objects.create(
        pk=PK,
        fence=world.fence,
        organisation=world.station,
        unit=world.unit,
        kind="enter",
        at=now,
        received_at=now,
        point=world.incident.point,
    )
    world.display = Display.objects.create(
        name="secret-hall", label_zh=SECRET, label_en=SECRET, organisation=world.station
    )
    view = {"bounds": [7.40, 43.72, 7.44, 43.76]}
    world.cast = cast("view", "", "wall", "secret-hall", by=world.dispatcher, view=view, message=SECRET)
    world.terminal = Terminal(label=SECRET, organisation=world.station, unit=world.unit)
    world.terminal.issue_token()
    world.terminal.save()
    world.trunk = Trunk.objects.create(pk=PK, name=SECRET, server="192.0.2.1", user="a", organisation=world.station)
    names = {"name_zh": SECRET, "name_en": SECRET}
    world.call_group = CallGroup.objects.create(pk=PK, organisation=world.station, **names)
    world.call_rules = CallRules.objects.create(pk=PK, organisation=world.station)
    texts = {"text_zh": SECRET, "text_en": SECRET}
    world.message = MessageTemplate.objects.create(pk=PK, organisation=world.station, **names, **texts)
    world.campaign = Campaign.objects.create(
        code="G-SECRET-1", organisation=world.station, title=SECRET, text=SECRET, by=world.officer
    )
    owner = {"campaign": world.campaign, "organisation": world.station}
    world.callee = Callee.objects.create(pk=PK, number="13900005556", **names, **owner)
    world.attempt = Attempt.objects.create(pk=PK, callee=world.callee, number="13900005556", n=1, **owner)
    world.manual_call = ManualCall.objects.create(
        pk=PK, callee=world.callee, person=world.officer, reason="attempts", notes=SECRET, **owner
    )
    began = now - timedelta(hours=1)
    world.history, world.run, world.warning = early_warning(world.station, PK, SECRET)
    world.playback = Playback.objects.create(by=world.dispatcher, since=began, until=now, units=[world.unit.pk])
    return world

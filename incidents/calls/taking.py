"""The deed of keeping a call: one contact from the public, with or without an incident."""

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from incidents.calls.models import Call, Channel
from incidents.kinds.choices import Nature
from incidents.register.models import Incident
from incidents.register.numbers import next_code
from incidents.signals import changed
from incidents.timeline.actions import note


@transaction.atomic
def record_call(
    *,
    by,
    organisation,
    incident: Incident | None = None,
    channel: str = Channel.VOICE_110,
    nature: str = Nature.EMERGENCY,
    caller_name: str = "",
    caller_phone: str = "",
    caller_point: Point | None = None,
    confidential: bool = False,
    description: str = "",
    began_at: datetime | None = None,
    simulated: bool = False,
) -> Call:
    """Write one call. With ``incident``, its story says so, and keeps the words of a repeat call."""
    now = timezone.now()
    call = Call.objects.create(
        code=next_code(now, prefix="C"),
        organisation=organisation,
        incident=incident,
        channel=channel,
        nature=nature,
        number=caller_phone,
        caller_name=caller_name,
        caller_phone=caller_phone,
        caller_point=caller_point,
        confidential=confidential,
        text=description,
        began_at=began_at or now,
        answered_at=began_at or now,
        ended_at=None if nature == Nature.EMERGENCY else now,
        by=by,
        simulated=simulated,
    )
    facts = {"channel": channel, "nature": nature, "incident": incident.code if incident else None}
    if incident is not None:
        repeat = nature == Nature.REPEAT
        note(
            incident,
            "call.attached" if repeat else "call.taken",
            by=by,
            data={"call": call.code, "channel": channel},
            text=description if repeat else "",
            at=now if repeat else call.began_at,
        )
    changed.send(sender=Call, verb="call.recorded", subject=call, by=by, data=facts)
    return call

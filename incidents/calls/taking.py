"""The deed of keeping a call: one contact from the public, with or without an incident."""

from datetime import datetime
from typing import Any

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
    call: Call | None = None,
) -> Call:
    """Write one call, or complete the one that rang. With ``incident``, its story says so, with a repeat's words."""
    now = timezone.now()
    facts = {
        "incident": incident,
        "channel": channel,
        "nature": nature,
        "caller_name": caller_name,
        "caller_phone": caller_phone,
        "caller_point": caller_point,
        "confidential": confidential,
        "text": description,
        "simulated": simulated,
    }
    over = None if nature == Nature.EMERGENCY else now
    if call is None:
        call = Call.objects.create(
            code=next_code(now, prefix="C"),
            organisation=organisation,
            number=caller_phone,
            began_at=began_at or now,
            answered_at=began_at or now,
            ended_at=over,
            by=by,
            **facts,
        )
    else:
        call = Call.objects.select_for_update().get(pk=call.pk)  # the exchange may be telling its end meanwhile
        _complete(call, {**facts, "number": call.number or caller_phone, "ended_at": call.ended_at or over})
    told = {"channel": channel, "nature": nature, "incident": incident.code if incident else None}
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
    changed.send(sender=Call, verb="call.recorded", subject=call, by=by, data=told)
    return call


def _complete(call: Call, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(call, name, value)
    call.version += 1
    call.save(update_fields=[*columns, "version"])

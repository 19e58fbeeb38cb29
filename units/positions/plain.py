"""Requests in which every fix is as it should be: read, checked and packed in few passes, most of them in C. Pure.

They are nearly all there are. Anything else (a missing call sign, a null, a percentage, a value that must be dropped or
refused) is for ``reading.read_fix``, which knows what to make of it; what is plain becomes the same in both.
"""

from collections.abc import Mapping
from datetime import datetime
from math import nan
from typing import Annotated

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder

from units.positions.fixes import RECORD
from units.positions.reading import LARGEST_BATCH, LAST_MOMENT


class PlainFix(Struct, gc=False):
    unit: str
    lon: Annotated[float, Meta(ge=-180, le=180)]
    lat: Annotated[float, Meta(ge=-90, le=90)]
    at: Annotated[datetime, Meta(tz=True)]
    speed: Annotated[float, Meta(ge=0, le=1_000)] = nan
    heading: Annotated[float, Meta(ge=0, lt=360)] = nan
    accuracy: Annotated[float, Meta(ge=0, le=1e7)] = nan
    battery: Annotated[float, Meta(ge=0, le=1)] = nan


class PlainFixes(Struct, gc=False):
    fixes: Annotated[list[PlainFix], Meta(max_length=LARGEST_BATCH)]


_decode = Decoder(PlainFixes).decode


def read_plain(body: bytes) -> list[PlainFix] | None:
    """The fixes of a request, ``None`` when one of them is not plain."""
    try:
        return _decode(body).fixes
    except (DecodeError, UnicodeDecodeError):
        return None


def packed_plain(fixes: list[PlainFix], units: Mapping[str, int], received_at: float) -> bytes | None:
    """Their records; ``None`` when the sender does not speak for one of the units, or a clock shows no such time."""
    pack = RECORD.pack
    try:
        moments = [fix.at.timestamp() for fix in fixes]
        if moments and not 0 <= min(moments) <= max(moments) < LAST_MOMENT:
            return None
        return b"".join(
            [
                pack(units[f.unit], f.lon, f.lat, at, received_at, f.speed, f.heading, f.accuracy, f.battery, 1)
                for f, at in zip(fixes, moments, strict=True)
            ]
        )
    except (KeyError, OverflowError):
        return None

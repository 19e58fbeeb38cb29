"""Small plain functions that make rows for tests. Everything has a default; say only what the test is about.

The default tree is a county bureau (``COUNTY``) with one station (``ST1``) whose area is a square of about 2 × 2 km
around ``HERE``; other stations are asked for by code. A cast: ``make_user("call_taker")`` works at the county.
"""

from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from incidents.kinds.models import Kind
from incidents.register.models import Incident
from maps.areas.models import Area
from units.access.models import RoleGrant
from units.crews.models import Unit
from units.organisations.models import Organisation
from units.positions.models import LastPosition

HERE = Point(7.4200, 43.7350, srid=4326)
_number = count(1)


def point_near(metres_east: float = 0, metres_north: float = 0, *, of: Point = HERE) -> Point:
    """A WGS-84 point so many metres from ``of`` (flat earth, good to 1 % at these sizes)."""
    return Point(of.x + metres_east / 80_400, of.y + metres_north / 111_100, srid=4326)


def square(centre: Point = HERE, half_m: float = 1000) -> MultiPolygon:
    low, high = point_near(-half_m, -half_m, of=centre), point_near(half_m, half_m, of=centre)
    return MultiPolygon(Polygon.from_bbox((low.x, low.y, high.x, high.y)), srid=4326)


def make_area(
    code: str = "area-1", *, kind: str = "station", centre: Point = HERE, half_m: float = 1000, **more
) -> Area:
    defaults = {"name_zh": f"{code}区", "name_en": f"Area {code}", "kind": kind, "geom": square(centre, half_m), **more}
    return Area.objects.get_or_create(code=code, defaults=defaults)[0]


def make_organisation(code: str = "COUNTY", *, parent: Organisation | None = None, **more) -> Organisation:
    """The organisation with this code. ``COUNTY`` is the top unless ``parent`` says otherwise; others are stations."""
    found = Organisation.objects.filter(code=code).first()
    if found:
        return found
    county = code == "COUNTY"
    if parent is None and not county:
        parent = make_organisation()
    defaults = {
        "name_zh": "县公安局" if county else f"{code}派出所",
        "name_en": "County bureau" if county else f"Station {code}",
        "kind": "county" if county else "station",
        **more,
    }
    return Organisation.objects.create(code=code, parent=parent, **defaults)


def make_station(code: str = "ST1", *, centre: Point = HERE, half_m: float = 1000, **more) -> Organisation:
    """A station under the county with a square station area around ``centre``."""
    area = make_area(f"area-{code.lower()}", centre=centre, half_m=half_m)
    return make_organisation(code, area=area, **more)


def make_user(role: str | None = "dispatcher", *, organisation: Organisation | None = None, username: str = "", **more):
    """A user of the organisation (default: the county) who holds ``role`` there; ``role=None``: no role at all.

    The password of every one is ``muster-test-1``.
    """
    organisation = organisation or make_organisation()
    username = username or f"{role or 'nobody'}-{next(_number)}"
    names = {"name_zh": f"用户{username}", "name_en": username.title()}
    user = get_user_model()(username=username, organisation=organisation, **{**names, **more})
    user.set_password("muster-test-1")
    user.save()
    if role:
        RoleGrant.objects.create(user=user, role=role, organisation=organisation)
    return user


def make_kind(code: str = "010100", *, parent: Kind | None = None, level: int = 2, **more) -> Kind:
    defaults = {"name_zh": f"警情{code}", "name_en": f"Kind {code}", "default_level": level, "parent": parent, **more}
    return Kind.objects.get_or_create(code=code, defaults=defaults)[0]


def make_unit(
    call_sign: str = "", *, organisation: Organisation | None = None, point: Point | None = HERE, state="free", **more
) -> Unit:
    """A unit of the station ``ST1`` (unless told), on duty, with a fix of now at ``point`` (``None``: no position)."""
    unit = Unit.objects.create(
        call_sign=call_sign or f"P{next(_number):02}",
        organisation=organisation or make_station(),
        state=state,
        **more,
    )
    if point is not None:
        now = timezone.now()
        LastPosition.objects.create(unit=unit, point=point, at=now, received_at=now)
    return unit


def make_incident(*, kind: Kind | None = None, organisation: Organisation | None = None, point: Point = HERE, **more):
    """A row as it stands after intake. Tests of the deed itself call ``incidents.register.actions.open_incident``."""
    kind = kind or make_kind()
    level = more.pop("level", kind.default_level)
    return Incident.objects.create(
        code=more.pop("code", f"20261123-{next(_number):04}"),
        kind=kind,
        level=level,
        intake_level=more.pop("intake_level", level),
        organisation=organisation or make_station(),
        point=point,
        **more,
    )

"""The whole demo bureau in one call. Loading again finds everything and adds what is missing."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from dispatch.demo.displays import hang_displays
from dispatch.demo.forces import CRIMINAL, PATROL, STATION, TRAFFIC, CallSigns, raise_units
from dispatch.demo.names import people
from dispatch.demo.shifts import keep_shifts
from dispatch.demo.staff import Staff, hire_command, hire_crew
from dispatch.demo.telephones import install_telephones
from dispatch.demo.territory import Ward, wards, whole
from units.cameras.models import Camera
from units.crews.models import Unit
from units.organisations.models import Branch, Organisation, OrganisationKind

CAMERAS_SQL = "SELECT osm_type || osm_id, name, ST_X(point), ST_Y(point), direction FROM basemap.cameras"
BRIGADES = (
    ("TRAFFIC", "交通警察大队", "Traffic brigade", Branch.TRAFFIC, TRAFFIC),
    ("PATROL", "巡逻特警大队", "Patrol brigade", Branch.PATROL, PATROL),
    ("CRIMINAL", "刑事侦查大队", "Criminal investigation brigade", Branch.CRIMINAL, CRIMINAL),
    ("CYBER", "网络安全保卫大队", "Cyber brigade", Branch.CYBER, ()),
)


@dataclass
class Loaded:
    stations: int
    units: int
    cameras: int


@transaction.atomic
def load_bureau() -> Loaded:
    """Tree, units, people, shifts and cameras on the imported map. Needs an imported base map."""
    ground = wards()
    county = _organisation(
        "COUNTY", "县公安局", "County bureau", OrganisationKind.COUNTY_BUREAU, Branch.COMMAND, parent=_city()
    )
    county.area, county.point = whole(ground), ground[0].seat
    county.save()
    staff, signs = Staff(people()), CallSigns()
    hire_command(staff, county)
    stations = [_station(number, ward, county, staff, signs) for number, ward in enumerate(ground, 1)]
    for code, zh, en, branch, patterns in BRIGADES:
        brigade = _organisation(code, zh, en, OrganisationKind.BRIGADE, branch, parent=county)
        for unit in raise_units(brigade, patterns, signs):
            hire_crew(staff, unit)
    keep_shifts()
    _cameras(stations, county)
    hang_displays(county)
    install_telephones(county)
    return Loaded(len(stations), Unit.objects.count(), Camera.objects.count())


def _organisation(code, zh, en, kind, branch, parent=None) -> Organisation:
    defaults = {"name_zh": zh, "name_en": en, "kind": kind, "branch": branch, "parent": parent}
    return Organisation.objects.update_or_create(code=code, defaults=defaults)[0]


def _city() -> Organisation:
    return _organisation("CITY", "市公安局", "City bureau", OrganisationKind.CITY_BUREAU, Branch.COMMAND)


def _station(number: int, ward: Ward, county: Organisation, staff: Staff, signs: CallSigns) -> Organisation:
    name_zh, name_en = f"{ward.area.name_zh}派出所", f"{ward.area.name_en} station"
    station = _organisation(
        f"ST{number}", name_zh, name_en, OrganisationKind.STATION, Branch.PUBLIC_ORDER, parent=county
    )
    station.area, station.point = ward.area, ward.seat
    station.save()
    staff.hire(f"station{number}", "station_officer", station)
    for unit in raise_units(station, STATION, signs):
        hire_crew(staff, unit)
    return station


def _cameras(stations: list[Organisation], county: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CAMERAS_SQL)
        rows = cursor.fetchall()
    for number, (osm, name, lon, lat, direction) in enumerate(rows, 1):
        point = Point(lon, lat, srid=4326)
        owner = next((station for station in stations if station.area.geom.contains(point)), county)
        defaults = {"name": name or osm, "organisation": owner, "point": point, "heading": direction}
        Camera.objects.update_or_create(code=f"C{number:02d}", defaults=defaults)

"""Made-up pasts: a quiet one spread over a station's area, and a series that has just begun."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from incidents.history.models import HistoricEvent, HistoryImport
from incidents.hotspots.models import HotspotMethod, HotspotRun
from incidents.hotspots.running import ask_run, run_waiting, yesterday
from tests.factories import HERE, make_kind, make_organisation, make_station, point_near


def happened(places, *, kind=None, organisation=None, source="call") -> list[HistoricEvent]:
    """Events at ``[(day, point)]``, at noon."""
    organisation = organisation or make_station()
    file = HistoryImport.objects.get_or_create(name="made up", organisation=make_organisation(), state="done")[0]
    kind = kind or make_kind("010301")
    zone = timezone.get_current_timezone()
    return HistoricEvent.objects.bulk_create(
        HistoricEvent(
            imported=file,
            at=datetime.combine(day, time(12), zone),
            day=day,
            point=point,
            kind=kind,
            organisation=organisation,
            area=organisation.area,
            source=source,
        )
        for day, point in places
    )


def quiet_past(days: int = 120, daily: int = 1, *, last: date | None = None, **more) -> list[HistoricEvent]:
    """``daily`` events a day, anywhere within a kilometre."""
    chance, last = Random(7), last or yesterday()
    return happened(
        [
            (last - timedelta(days=back), point_near(chance.uniform(-900, 900), chance.uniform(-900, 900)))
            for back in range(days)
            for _number in range(daily)
        ],
        **more,
    )


def series(cases: int = 9, *, days: int = 5, of=HERE, last: date | None = None, **more) -> list[HistoricEvent]:
    """``cases`` within 80 m in the last few days."""
    chance, last = Random(9), last or yesterday()
    spots = [point_near(chance.uniform(-80, 80), chance.uniform(-80, 80), of=of) for _case in range(cases)]
    return happened([(last - timedelta(days=number % days), spot) for number, spot in enumerate(spots)], **more)


def scan(**more) -> HotspotMethod:
    """The scan as shipped but with fewer replications, or as told."""
    method = HotspotMethod.objects.get_or_create(code="scan")[0]
    for name, value in {"replications": 199, "level": 0.01, **more}.items():
        setattr(method, name, value)
    method.save()
    return method


def run(method: HotspotMethod | None = None, day: date | None = None, **more) -> HotspotRun:
    """Asked for and done."""
    row = ask_run(method or scan(), make_organisation(), day or yesterday(), by=None, **more)
    run_waiting()
    row.refresh_from_db()
    return row

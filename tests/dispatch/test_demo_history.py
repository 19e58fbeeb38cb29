"""The demo's past is made up, the same each time, and brings the first warning on the first day."""

import pytest

from dispatch.demo.history import NAME, load_history, made_up
from dispatch.warnings.models import HotspotWarning
from incidents.history.models import HistoricEvent
from incidents.hotspots.methods import ensure_methods
from incidents.hotspots.models import HotspotRun
from incidents.hotspots.running import yesterday
from incidents.kinds.loading import load_shipped_set
from tests.factories import make_station, point_near


@pytest.mark.django_db
def test_the_demo_gets_two_made_up_years_once_and_a_warning_of_the_series_that_has_just_begun():
    load_shipped_set()
    ensure_methods()
    station = make_station()
    make_station("ST2", centre=point_near(2500, 0))
    row = load_history()
    assert (row.state, row.name, row.reasons) == ("done", NAME, {})
    assert HistoricEvent.objects.count() > 4000
    assert {run.state for run in HotspotRun.objects.all()} == {"done"}
    burglary = HotspotWarning.objects.get(kind__code="010301", method="scan")
    assert burglary.organisation == station
    assert load_history() is None
    areas = [station.area.geom]
    assert made_up(areas, yesterday()) == made_up(areas, yesterday())

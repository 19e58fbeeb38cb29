"""A file, a run and a warning of one station, as rows."""

from django.utils import timezone

from dispatch.warnings.models import HotspotWarning
from incidents.history.models import HistoryImport
from incidents.hotspots.models import HotspotMethod, HotspotRun
from tests.factories import HERE, make_kind, square

FIGURES = {"cases": 5, "expected": 1.0, "low": 0, "high": 3, "p": 0.01, "radius_m": 100}
DAYS = {"first_day": "2026-11-01", "last_day": "2026-11-02"}


def early_warning(station, key: int, words: str) -> tuple[HistoryImport, HotspotRun, HotspotWarning]:
    """Every one of them carries ``words``."""
    day = timezone.localdate()
    file = HistoryImport.objects.create(pk=key, organisation=station, name=words, header=[words])
    method = HotspotMethod.objects.get_or_create(code="scan")[0]
    run = HotspotRun.objects.create(pk=key, organisation=station, method=method, day=day, message=words)
    warning = HotspotWarning.objects.create(
        code="W-SECRET-1",
        organisation=station,
        run=run,
        method="scan",
        kind=make_kind(),
        day=day,
        figures={**FIGURES, **DAYS, "near": {"zh": words, "en": words}},
        centre=HERE,
        outline=square(),
    )
    return file, run, warning

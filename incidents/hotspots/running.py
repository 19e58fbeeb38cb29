"""Runs: asked for, claimed once, done or not done at all.

A worker holds the row's lock while it computes, and state, findings and (a floor above) warnings are one transaction. A
worker that dies leaves the row waiting, and nothing else.
"""

import hashlib
import json
import logging
import time
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.hotspots import events
from incidents.hotspots.inputs import Inputs
from incidents.hotspots.methods import RUNS
from incidents.hotspots.models import HotspotMethod, HotspotRun, RunState
from incidents.hotspots.searching import VERSIONS, search, seed_of
from incidents.signals import changed
from incidents.waking import wake
from units.access.refused import Refused
from units.organisations.models import Organisation, OrganisationKind

FEWEST = 20  # incidents in the history: fewer say nothing about a place
SHORTEST_DAYS = 28
MOST = 1_000_000
NIGHT_ENDS = 4
KEPT_S = 3600
RUN = "incidents.hotspots.tasks.run_hotspots"
SET = ("level", "window_days", "history_days", "min_cases", "replications", "cell_m", "radius_m", "patrol", "left_out")
logger = logging.getLogger(__name__)


def bureaus() -> list[Organisation]:
    """Whose events are looked at together: county bureaus; where there are none, the top of the tree."""
    counties = list(Organisation.objects.filter(kind=OrganisationKind.COUNTY_BUREAU, active=True))
    return counties or list(Organisation.objects.filter(parent=None, active=True))


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


@transaction.atomic
def ask_run(method: HotspotMethod, organisation: Organisation, day: date, *, by, deliver: bool = True) -> HotspotRun:
    """Owe a run of ``method`` over the events up to ``day``. One that waits already is that one. ``deliver``: whether
    stations get what it finds, if the method warns at all.

    Raises ``Refused``: a method that has no runs, a day that is not over.
    """
    if method.code not in RUNS:
        raise Refused(_("This method draws a map; it has no runs."), field="method")
    if day > yesterday():
        raise Refused(_("Choose a day that is over: yesterday at the latest."), field="day")
    runs = HotspotRun.objects.filter(method=method, organisation=organisation, day=day)
    last = runs.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            run = HotspotRun.objects.create(
                method=method,
                organisation=organisation,
                day=day,
                number=last + 1,
                by=by,
                deliver=deliver,
                seed=seed_of(method.code, organisation.code, day.isoformat()),
            )
    except IntegrityError:  # asked for twice: by the clock, by two people
        return runs.get(state=RunState.WAITING)
    _tell(run, "hotspots.asked", by=by)
    wake(RUN)
    return run


@transaction.atomic
def ask_repetition(run: HotspotRun, *, by) -> HotspotRun:
    """Owe the same again from the inputs that were kept. Nothing of it is delivered; it says whether it is the same."""
    if run.state != RunState.DONE or not run.inputs:
        raise Refused(_("Only a run that was done, and whose inputs are kept, can be repeated."), code="state")
    waiting = HotspotRun.objects.filter(
        method=run.method, organisation=run.organisation, day=run.day, state=RunState.WAITING
    ).first()
    if waiting:
        return waiting
    last = HotspotRun.objects.filter(method=run.method, organisation=run.organisation, day=run.day)
    again = HotspotRun.objects.create(
        method=run.method,
        organisation=run.organisation,
        day=run.day,
        number=(last.aggregate(last=Max("number"))["last"] or 0) + 1,
        repeats=run,
        deliver=False,
        by=by,
        seed=run.seed,
        settings=run.settings,
    )
    _tell(again, "hotspots.asked", by=by)
    wake(RUN)
    return again


def ask_nightly(day: date | None = None) -> int:
    """Owe what is due for ``day`` in every bureau that has events; what was done for it is left alone. Without ``day``:
    yesterday, from four in the morning on, when its incidents are closed."""
    if day is None and timezone.localtime().hour < NIGHT_ENDS:
        return 0
    day, asked = day or yesterday(), 0
    for organisation in bureaus():
        if not events.span(organisation)[2]:
            continue
        for method in HotspotMethod.objects.filter(code__in=RUNS, active=True):
            if not HotspotRun.objects.filter(method=method, organisation=organisation, day=day).exists():
                ask_run(method, organisation, day, by=None)
                asked += 1
    return asked


def run_waiting() -> int:
    """Do every run that waits and that no other worker holds; returns how many."""
    done = 0
    for pk in HotspotRun.objects.filter(state=RunState.WAITING).order_by("at").values_list("pk", flat=True):
        done += _run(pk)
    return done


def progress_of(run: HotspotRun) -> int | None:
    """Per cent of a run under way; None while no worker has it."""
    return cache.get(_key(run.pk)) if run.state == RunState.WAITING else None


def _key(pk: int) -> str:
    return f"hotspots:{pk}"


def _run(pk: int) -> int:
    try:
        with transaction.atomic():
            rows = HotspotRun.objects.select_for_update(skip_locked=True, of=("self",))
            run = rows.select_related("method", "organisation", "repeats").filter(pk=pk, state=RunState.WAITING).first()
            if run is None:
                return 0
            compute(run)
    except Exception as error:
        if isinstance(error, DatabaseError) and not connection.is_usable():
            raise  # the database is away: still owed
        logger.exception("Hotspot run %s failed", pk)
        failed = {"state": RunState.FAILED, "outcome": "failed", "message": str(error)[:500]}
        HotspotRun.objects.filter(pk=pk, state=RunState.WAITING).update(
            finished_at=timezone.now(), version=F("version") + 1, **failed
        )
    finally:
        cache.delete(_key(pk))
    return 1


def compute(run: HotspotRun) -> None:
    """Gather (or take what was kept), search, write down, announce. Inside the transaction that holds the row."""
    began, method = time.perf_counter(), run.method
    if run.repeats:
        run.inputs = run.repeats.inputs
        inputs = Inputs.unpack(bytes(run.inputs))
    else:
        run.settings = {name: getattr(method, name) for name in SET}
        inputs = _gather(run)
        run.inputs = inputs.pack()
    run.inputs_digest, run.version_of_method = inputs.digest, VERSIONS[method.code]
    run.outcome = _unfit(run, inputs) or ""
    cache.set(_key(run.pk), 1, KEPT_S)
    told = [0.0]

    def tell(done: int, of: int) -> None:
        if time.monotonic() > told[0]:
            told[0] = time.monotonic() + 0.5
            cache.set(_key(run.pk), max(1, round(100 * done / max(of, 1))), KEPT_S)

    run.findings = [] if run.outcome else search(method.code, inputs, run.settings, run.seed, tell)
    run.findings_digest = hashlib.sha256(json.dumps(run.findings, sort_keys=True).encode()).hexdigest()
    run.outcome = run.outcome or ("found" if run.findings else "quiet")
    if run.repeats:
        run.same = run.findings_digest == run.repeats.findings_digest
    run.facts = {
        "cases": len(inputs),
        "days": inputs.days,
        "kinds": len(inputs.kinds),
        "first": inputs.first.isoformat(),
    }
    run.state, run.finished_at = RunState.DONE, timezone.now()
    run.seconds = round(time.perf_counter() - began, 2)
    run.version += 1
    run.save()
    _tell(run, "hotspots.ran", by=run.by, outcome=run.outcome, found=len(run.findings), inputs=run.inputs_digest)


def _gather(run: HotspotRun) -> Inputs:
    return events.gather(
        run.organisation,
        run.day,
        run.settings["history_days"],
        patrol=run.settings["patrol"],
        left_out=run.settings["left_out"],
    )


def _unfit(run: HotspotRun, inputs: Inputs) -> str | None:
    """Why nothing can be said, as a code of words.py; None when something can."""
    if not len(inputs):
        return "empty"
    if len(inputs) < FEWEST:
        return "few"
    if inputs.days - int(inputs.day.min()) < SHORTEST_DAYS:
        return "short"
    return "huge" if len(inputs) > MOST else None


def _tell(run: HotspotRun, verb: str, *, by, **facts: Any) -> None:
    data = {"method": run.method.code, "day": run.day.isoformat(), "number": run.number, **facts}
    changed.send(sender=HotspotRun, verb=verb, subject=run, by=by, data=data)

"""What a station does with a warning: have it, sign for it, answer it with measures, judge it, close it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dispatch.signals import changed
from dispatch.warnings.models import UNSIGNED, HotspotWarning, Measure, MeasureKind, Usefulness, WarningState
from units.access.refused import Refused

LONGEST = timedelta(days=180)


class Intended(NamedTuple):
    kind: str
    begins: date
    ends: date
    note: str = ""


@transaction.atomic
def note_delivery(warning: HotspotWarning, *, by) -> HotspotWarning:
    """A page of the station showed it. Noted once."""
    warning = _locked(warning)
    if warning.state == WarningState.NEW:
        warning.state, warning.delivered_at = WarningState.DELIVERED, timezone.now()
        _save(warning, "warning.delivered", by=by)
    return warning


@transaction.atomic
def sign_warning(warning: HotspotWarning, *, by) -> HotspotWarning:
    """A person of the station takes it up. Signing again changes nothing."""
    warning = _locked(warning)
    if warning.state in UNSIGNED:
        now = timezone.now()
        warning.delivered_at = warning.delivered_at or now
        warning.state, warning.signed_at, warning.signed_by = WarningState.SIGNED, now, by
        _save(warning, "warning.signed", by=by)
    return warning


@transaction.atomic
def answer_warning(warning: HotspotWarning, measures: Sequence[Intended], *, by) -> HotspotWarning:
    """Say what is done about it; who answers has signed. Further measures may follow until it is closed.

    Raises ``Refused``: no measure, an unknown one, days that are none or that end before they begin.
    """
    warning = _open(sign_warning(warning, by=by))
    if not measures:
        raise Refused(_("Name at least one measure, or close the warning and say why none is taken."), field="kind")
    for one in measures:
        _check(one)
    Measure.objects.bulk_create(Measure(warning=warning, by=by, **one._asdict()) for one in measures)
    if warning.state == WarningState.SIGNED:
        warning.state, warning.answered_at, warning.answered_by = WarningState.ANSWERED, timezone.now(), by
    facts = [{"kind": one.kind, "from": one.begins.isoformat(), "until": one.ends.isoformat()} for one in measures]
    _save(warning, "warning.answered", by=by, measures=facts)
    return warning


@transaction.atomic
def judge_warning(warning: HotspotWarning, usefulness: str, *, by) -> HotspotWarning:
    """Whether it was of use to the station. It counts in the evaluation and teaches the model nothing."""
    if usefulness not in Usefulness.values:
        raise Refused(_("Say useful or not useful."), field="usefulness")
    warning = _locked(warning)
    if warning.usefulness != usefulness:
        warning.usefulness, warning.judged_by = usefulness, by
        _save(warning, "warning.judged", by=by, usefulness=usefulness)
    return warning


@transaction.atomic
def close_warning(warning: HotspotWarning, *, by, note: str = "") -> HotspotWarning:
    """Done with. Raises ``Refused`` when no measure was taken and nobody says why."""
    warning = _locked(warning)
    if warning.state == WarningState.CLOSED:
        return warning
    if warning.state != WarningState.ANSWERED and not note.strip():
        raise Refused(_("No measure was named: say why none is taken."), field="note")
    warning.state, warning.closed_at, warning.closed_by = WarningState.CLOSED, timezone.now(), by
    warning.close_note = note.strip()[:300]
    _save(warning, "warning.closed", by=by, measures=warning.measures.count())
    return warning


def _check(one: Intended) -> None:
    if one.kind not in MeasureKind.values:
        raise Refused(_("Choose a measure from the list."), field="kind")
    if one.ends < one.begins:
        raise Refused(_("The measure ends before it begins. Correct one of the two days."), field="ends")
    if one.ends - one.begins > LONGEST:
        raise Refused(_("Half a year is the longest: what lasts longer is no measure against a series."), field="ends")
    if one.kind == MeasureKind.OTHER and not one.note.strip():
        raise Refused(_("Say in a few words what the other measure is."), field="note")


def _locked(warning: HotspotWarning) -> HotspotWarning:
    rows = HotspotWarning.objects.select_for_update(of=("self",)).select_related("organisation", "kind")
    return rows.get(pk=warning.pk)


def _open(warning: HotspotWarning) -> HotspotWarning:
    if not warning.open:
        raise Refused(_("This warning is closed."), code="state")
    return warning


def _save(warning: HotspotWarning, verb: str, *, by, **facts: Any) -> None:
    warning.version += 1
    warning.save()
    changed.send(sender=HotspotWarning, verb=verb, subject=warning, by=by, data=facts)

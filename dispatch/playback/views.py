"""The playback page and what it fetches piece by piece."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dispatch.playback.actions import open_playback
from dispatch.playback.forms import ExportForm, PlaybackForm
from dispatch.playback.models import Playback
from dispatch.playback.picture import CLOCKS, LONGEST, picture
from dispatch.playback.queries import incidents_in, playbacks_of, units_in
from dispatch.playback.story import story
from units.access.decorators import needs
from units.access.refused import Refused
from units.access.scope import may
from units.tracks.actions import export_tracks
from units.tracks.export import TYPES
from units.tracks.purposes import ExportPurpose
from units.tracks.streets import streets_feature

MOST_TO_EXPORT = 50


@require_safe
@needs("track.see")
def page(request):
    """``?incident=…``, ``?units=P12,P14`` or ``?organisation=…``, with ``since`` and ``until``; else asks for them."""
    form = PlaybackForm(request.GET or None)
    opened = None
    if form.is_valid():
        try:
            opened = open_playback(request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
    shown = {**form.data.dict(), "since": opened.since, "until": opened.until} if opened else None
    context = {
        "form": PlaybackForm(initial=shown) if opened else form,
        "playback": opened,
        "config": opened and _config(request, opened),
        "purposes": ExportPurpose.choices,
        "may_export": may(request.user, "track.export"),
    }
    return render(request, "dispatch/playback/page.html", context, status=422 if form.errors else 200)


@require_safe
@needs("track.see")
def chunk(request, pk):
    """``?since&until`` (seconds after the beginning) ``&step&clock`` → the picture of that stretch."""
    playback = _mine(request, pk)
    length = (playback.until - playback.since).total_seconds()
    try:
        since, until, step = (float(request.GET.get(name, "")) for name in ("since", "until", "step"))
    except ValueError:
        return _bad(_("since, until and step are numbers of seconds."))
    clock = request.GET.get("clock", "shown")
    if not (0 <= since < until <= length + 3600 and until - since <= LONGEST.total_seconds() and 0 < step <= 3600):
        return _bad(_("since and until lie within the playback, at most an hour apart."))
    if clock not in CLOCKS:
        return _bad(_("clock is shown or was."))
    units = list(units_in(playback, request.user).values_list("pk", flat=True))
    begin = playback.since + timedelta(seconds=since)
    end = min(playback.since + timedelta(seconds=until), playback.until)
    asked = {"zero": playback.since, "step_s": step, "clock": clock}
    return JsonResponse(picture(units, incidents_in(playback, request.user), begin, max(begin, end), **asked))


@require_safe
@needs("track.see")
def entries(request, pk):
    playback = _mine(request, pk)
    clock = request.GET.get("clock", "shown")
    if clock not in CLOCKS:
        return _bad(_("clock is shown or was."))
    units = list(units_in(playback, request.user).values_list("pk", flat=True))
    rows = incidents_in(playback, request.user)
    whole = playback.incident_id is not None
    return JsonResponse(story(rows, units, playback.since, playback.until, clock=clock, whole=whole))


@require_safe
@needs("track.see")
def streets(request, pk):
    """``?unit=`` its id → the streets it drove (GeoJSON); ``raw`` when the router is down."""
    playback = _mine(request, pk)
    try:
        wanted = int(request.GET.get("unit", ""))
    except ValueError:
        return _bad(_("unit is the number of a unit."))
    unit = get_object_or_404(units_in(playback, request.user), pk=wanted)
    return JsonResponse(streets_feature(unit, playback.since, playback.until))


@require_safe
@needs("track.export")
def export(request, pk):
    """The playback's tracks as a file, or one unit's with ``?unit=``; refused without a purpose."""
    playback = _mine(request, pk)
    form = ExportForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    units = units_in(playback, request.user, "track.export").order_by("call_sign")
    if playback.incident_id is None and len(playback.units) > MOST_TO_EXPORT:
        return _bad(_("At most %(most)s units in a file: choose fewer.") % {"most": MOST_TO_EXPORT})
    kind, purpose = asked.get("format") or "gpx", asked.get("purpose", "")
    try:
        text = export_tracks(
            list(units[:MOST_TO_EXPORT]),
            playback.since,
            playback.until,
            form=kind,
            purpose=purpose,
            by=request.user,
            raw=asked.get("raw", False),
            note=asked.get("note", ""),
        )
    except Refused as refused:
        return _bad(refused.message)
    name = f"{playback.incident.code if playback.incident else 'tracks'}-{playback.since:%Y%m%d-%H%M}.{kind}"
    return HttpResponse(
        text, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _mine(request, pk) -> Playback:
    return get_object_or_404(playbacks_of(request.user), pk=pk)


def _bad(words: str) -> JsonResponse:
    return JsonResponse({"detail": words}, status=400)


def _config(request, opened: Playback) -> dict:
    """What the browser must know: seconds count from ``since`` (ms since 1970)."""
    units = units_in(opened, request.user).select_related("organisation").order_by("call_sign")
    urls = {name: reverse(f"dispatch:playback_{name}", args=[opened.pk]) for name in ("chunk", "entries", "streets")}
    return {
        "language": "zh" if (get_language() or "").startswith("zh") else "en",
        "since": int(opened.since.timestamp() * 1000),
        "length": (opened.until - opened.since).total_seconds(),
        "incident": opened.incident.code if opened.incident else None,
        "units": [{"id": unit.pk, "call_sign": unit.call_sign, "kind": unit.kind} for unit in units],
        "urls": urls,
    }

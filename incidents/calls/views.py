"""The call desk's pages: the intake form, its autosave, and how a draft ends."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from incidents.calls.actions import discard_draft, end_as_call, release_draft, save_draft, take_call
from incidents.calls.form import intake_context
from incidents.calls.models import Call, Draft
from incidents.calls.queries import draft as draft_of
from incidents.calls.queries import live_drafts, news_for, organisation_of_calls
from incidents.register.answers import body_of, named, outcome, refusal_answer, typed_fields
from incidents.register.models import Incident
from incidents.register.queries import incident as incident_of
from incidents.register.refusal import Refused
from units.access.decorators import needs


@needs("incident.take")
@require_GET
def intake(request: HttpRequest) -> HttpResponse:
    """The form: a fragment for the console, a page of its own when opened as one. ``?draft=`` goes on with a draft."""
    whole_page = request.headers.get("Sec-Fetch-Dest") == "document"
    context = intake_context(request.user, request.GET.get("draft", ""))
    return render(request, "incidents/calls/intake.html" if whole_page else "incidents/calls/_intake.html", context)


@needs("incident.take")
@require_POST
def call_take(request: HttpRequest, code: str) -> JsonResponse:
    """Answer a ringing call, or call a missed one back: ``{"draft", "call", "missed"}``, the form to go on with."""
    call = get_object_or_404(Call.objects.visible_to(request.user, "incident.take"), code=code)
    try:
        draft = take_call(call, by=request.user)
    except Refused as refused:
        return refusal_answer(refused)
    missed = draft.answers.answered_at is None
    return JsonResponse({"draft": str(draft.pk), "call": code, "missed": missed, "number": draft.answers.number})


@needs("incident.take")
@require_GET
def drafts(request: HttpRequest) -> JsonResponse:
    """Live drafts, oldest first: what is being typed, and what was left behind."""
    rows = [
        {"id": str(row.pk), "by": row.by.name, "mine": row.by_id == request.user.pk, "saved_at": row.saved_at}
        for row in live_drafts(request.user)
    ]
    return JsonResponse({"drafts": rows})


@needs("incident.take")
@require_http_methods(["GET", "POST"])
def draft_save(request: HttpRequest, draft_id: UUID) -> JsonResponse:
    """GET: as it stands. POST: autosave, ``{"fields": {name: {value, base}}, "seen", "editor", "incident"}``."""
    if request.method == "GET":
        return JsonResponse(_state(request.user, _draft_or_404(request.user, draft_id), {}, {}))
    body = body_of(request)
    try:
        saved = _save(request, draft_id, body)
    except Refused as refused:
        return refusal_answer(refused)
    sent, _bases = typed_fields(body)
    state = _state(request.user, saved.draft, body.get("seen") or {}, sent)
    return outcome(saved.conflicts, saved.refused, **state)


@needs("incident.take")
@require_POST
@transaction.atomic
def draft_release(request: HttpRequest, draft_id: UUID) -> JsonResponse:
    """Open the incident from the draft; what was typed last may come along. Twice is once."""
    body = body_of(request)
    try:
        saved = _save(request, draft_id, body) if "fields" in body else None  # a form, may be untouched
        draft = saved.draft if saved else _draft_or_404(request.user, draft_id)
        new = draft.incident_id is None
    except Refused as refused:
        return refusal_answer(refused)
    sent, _bases = typed_fields(body)
    try:
        with transaction.atomic():
            incident = release_draft(draft, by=request.user)
    except Refused as refused:
        return refusal_answer(refused, **_state(request.user, draft, {}, sent))
    state = _state(request.user, draft, {}, sent)
    conflicts = named(saved.conflicts) if saved else []
    return JsonResponse({**state, "incident": incident.code, "conflicts": conflicts}, status=201 if new else 200)


@needs("incident.take")
@require_POST
@transaction.atomic
def draft_end(request: HttpRequest, draft_id: UUID) -> JsonResponse:
    """End as a call: ``{"nature"}``; a repeat names the incident it repeats: ``{"repeats": code}``."""
    body = body_of(request)
    try:
        _save(request, draft_id, body)
        draft = _draft_or_404(request.user, draft_id)
        incident = _incident_or_404(request.user, body["repeats"]) if body.get("repeats") else None
        nature = "repeat" if incident else str(body.get("nature") or "")
        with transaction.atomic():
            call = end_as_call(draft, by=request.user, nature=nature, incident=incident)
    except Refused as refused:
        if refused.code == "ended" and refused.data.get("call"):
            return JsonResponse({"call": refused.data["call"]})  # the answer of the first time was lost on the line
        return refusal_answer(refused)
    return JsonResponse({"call": call.code, "incident": incident.code if incident else None}, status=201)


@needs("incident.take")
@require_POST
def draft_discard(request: HttpRequest, draft_id: UUID) -> JsonResponse:
    draft = _draft_or_404(request.user, draft_id)
    try:
        discard_draft(draft, by=request.user, reason=str(body_of(request).get("reason") or ""))
    except Refused as refused:
        return refusal_answer(refused)
    return JsonResponse({"discarded": True})


def _save(request: HttpRequest, draft_id: UUID, body: dict):
    there = Draft.objects.filter(pk=draft_id).exists()
    if there:
        _draft_or_404(request.user, draft_id)
    values, bases = typed_fields(body)
    return save_draft(
        draft_id,
        values,
        bases,
        by=request.user,
        organisation=None if there else organisation_of_calls(request.user),
        editor=str(body.get("editor") or "")[:40],
        at_incident=bool(body.get("incident")),
    )


def _state(user, draft: Draft, seen: dict, sent: dict) -> dict:
    return {
        "id": str(draft.pk),
        "saved_at": timezone.localtime(draft.saved_at).isoformat(),
        "opened_at": timezone.localtime(draft.opened_at).isoformat(),
        "fields": news_for(user, draft, seen, sent),
        "incident": draft.incident.code if draft.incident_id else None,
        "call": draft.call.code if draft.call_id else None,
        "discarded": draft.discarded_at is not None,
    }


def _draft_or_404(user, draft_id: UUID) -> Draft:
    try:
        return draft_of(user, draft_id)
    except Draft.DoesNotExist:
        raise Http404 from None


def _incident_or_404(user, code: str) -> Incident:
    try:
        return incident_of(user, str(code), "incident.take")
    except Incident.DoesNotExist:
        raise Http404 from None

"""Pages where a campaign is made: whom, what, when; counted and heard before anybody is called."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dispatch.autocalls import actions, picking, queries, speaking
from dispatch.autocalls.forms import CampaignForm, WhoForm, begin, of_draft
from dispatch.autocalls.found import found_or_404, theme_of
from dispatch.autocalls.home import home_of
from dispatch.autocalls.message import FIELDS
from dispatch.autocalls.states import CampaignState
from incidents.register.queries import incidents_of
from units.access.decorators import needs
from units.access.refused import Refused

RUN = queries.RUN


@require_http_methods(["GET", "HEAD", "POST"])
@needs(RUN)
def new(request):
    """``?incident=CODE`` for its crews, ``?units=P12,M03`` for these."""
    organisation = home_of(request.user)
    incident = incidents_of(request.user).filter(code=request.GET.get("incident", "")).first()
    if request.method != "POST":
        form = CampaignForm(
            user=request.user, organisation=organisation, initial=begin(request.user, request.GET, incident)
        )
        return _form_page(request, form)
    form = CampaignForm(request.POST, request.FILES, user=request.user, organisation=organisation)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        with transaction.atomic():
            campaign = actions.create_campaign(
                by=request.user,
                organisation=organisation,
                incident=form.cleaned_data["incident"],
                **form.what(),
            )
            _tell(request, actions.add_callees(campaign, by=request.user, **form.who()))
    except Refused as refused:
        _blame(form, refused)
        return _form_page(request, form, status=422)
    return _then(request, campaign)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(RUN)
def change(request, code: str):
    """A draft again in its form; whom is ticked here is added to those who stand on it."""
    campaign = found_or_404(queries.campaign_of, request.user, code, RUN)
    if campaign.state != CampaignState.DRAFT:
        messages.error(request, _("It has been started: its message and times stay as they are. Copy it."))
        return redirect("dispatch:autocall", code)
    about = {"user": request.user, "organisation": campaign.organisation, "campaign": campaign}
    if request.method != "POST":
        return _form_page(request, CampaignForm(initial=of_draft(campaign), **about))
    form = CampaignForm(request.POST, request.FILES, **about)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        with transaction.atomic():
            campaign = actions.change_campaign(campaign, by=request.user, **form.what())
            who = form.who()
            if any(who.values()):
                _tell(request, actions.add_callees(campaign, by=request.user, **who))
    except Refused as refused:
        _blame(form, refused)
        return _form_page(request, form, status=422)
    return _then(request, campaign)


@require_safe
@needs(RUN)
def choices(request):
    """What can be ticked, for the words ``q``; ``kind`` narrows it."""
    found = picking.choices(request.user, request.GET.get("q", ""), request.GET.get("kind", ""))
    return render(request, "dispatch/autocalls/_choices.html", {"choices": found})


@require_POST
@needs(RUN)
def count(request):
    """How many would be called, who has no number, and which pasted lines will not do."""
    form = WhoForm(request.POST, user=request.user, organisation=home_of(request.user))
    form.is_valid()
    return render(request, "dispatch/autocalls/_counted.html", {"counted": form.counted})


@require_POST
@needs(RUN)
def preview(request):
    """The message as it will be said (WAV); 422 with ``{"message", "field"}`` when it cannot be."""
    language = request.POST.get("language", "")
    fields = {name: request.POST.get(name, "") for name in FIELDS}
    text, drill = request.POST.get("text", ""), bool(request.POST.get("is_drill"))
    if language not in ("zh", "en"):
        return JsonResponse({"message": _("Spoken in Chinese or English."), "field": "language"}, status=422)
    try:
        return HttpResponse(speaking.preview(text, language, fields, drill=drill), content_type="audio/wav")
    except Refused as refused:
        return JsonResponse({"message": refused.message, "field": refused.field}, status=422)


def _then(request, campaign):
    """Start what was made, if the button says so; the draft stays whatever the start says."""
    if request.POST.get("then") == "start":
        try:
            actions.start_campaign(campaign, by=request.user)
        except Refused as refused:
            messages.error(request, _("Not started; the draft is kept.") + " " + refused.message)
        else:
            messages.success(request, _("Started: telephones ring from now on."))
    else:
        messages.success(request, _("Kept as a draft. Nobody is called yet."))
    return redirect("dispatch:autocall", campaign.code)


def _tell(request, added) -> None:
    """One message a reason, with the names it is about: a list of fifty says nothing at four in the morning."""
    by_reason: dict[str, list[str]] = {}
    for problem in added.problems:
        by_reason.setdefault(problem.sentence, []).append(problem.name)
    for sentence, names in list(by_reason.items())[:5]:
        more = "" if len(names) <= 12 else " …"
        messages.warning(request, f"{', '.join(names[:12])}{more}: {sentence}")


def _blame(form: CampaignForm, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def _form_page(request, form: CampaignForm, status: int = 200):
    context = {
        "form": form,
        "campaign": form.campaign,
        "persons": form.campaign.callees.count() if form.campaign else 0,
        "ticked": form.ticked(),
        "kinds": picking.kind_labels().items(),
        "texts": {row.pk: {"zh": row.text_zh, "en": row.text_en} for row in form.fields["template"].queryset},
        "incident": _incident_of(form),
        "tab": "new",
        **theme_of(request.user),
    }
    return render(request, "dispatch/autocalls/form.html", context, status=status)


def _incident_of(form: CampaignForm):
    code = form.data.get("incident") if form.is_bound else form.initial.get("incident")
    return form.fields["incident"].queryset.filter(code=code).first() if code else None

"""The field terminal's pages. What it writes goes through the API, so that its outbox has one way to send."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dispatch.reports.models import Result
from dispatch.terminal.queries import orders_aboard, report_items, returned_reports, terminal_state
from incidents.kinds.choices import Level
from incidents.kinds.models import Audience
from incidents.kinds.queries import answers_shown, guidance_for
from incidents.register.caller import persons_for, read_caller
from incidents.register.models import Incident, InvolvedPerson
from incidents.timeline.queries import story_of
from units.access.decorators import needs

ICONS = (("192", "any"), ("512", "any"), ("maskable-512", "maskable"))


@require_safe
@never_cache
@needs("terminal.open")
def terminal(request: HttpRequest) -> HttpResponse:
    context = {
        "state": terminal_state(request.user),
        "outcomes": Result.choices,
        "levels": Level.choices,
        "roles": InvolvedPerson.Role.choices,
    }
    return render(request, "dispatch/terminal/terminal.html", context)


@require_safe
@never_cache
@needs("terminal.open")
def state(request: HttpRequest) -> JsonResponse:
    return JsonResponse(terminal_state(request.user))


@require_safe
@never_cache
@needs("terminal.open")
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Guidance, details and story of an incident the unit has an order for. Showing the caller is journalled."""
    order = orders_aboard(request.user).filter(incident__code=code).last()
    if order is None:
        raise Http404
    incident = Incident.objects.select_related("kind", "organisation").get(pk=order.incident_id)
    with transaction.atomic():
        caller = read_caller(request.user, incident, purpose="response")
    context = {
        "incident": incident,
        "caller": caller,
        "persons": persons_for(request.user, incident),
        "answers": [row for row in answers_shown(incident.kind, incident.answers) if not row.skipped],
        "card": guidance_for(incident.kind, Audience.OFFICER),
        "story": story_of(incident),
    }
    return render(request, "dispatch/terminal/_card.html", context)


@require_safe
@never_cache
@needs("report.write")
def report(request: HttpRequest, pk: int) -> JsonResponse:
    """One's own report that was returned, whole: so that it can be corrected on another phone, too."""
    return JsonResponse(report_items(get_object_or_404(returned_reports(request.user), pk=pk)))


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the page installable, in the language of the phone's user."""
    icons = [
        {
            "src": f"{settings.STATIC_URL}img/terminal-{name}.png",
            "sizes": "512x512" if "512" in name else f"{name}x{name}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, purpose in ICONS
    ]
    about = {
        "id": reverse("dispatch:terminal"),
        "name": _("Muster field terminal"),
        "short_name": _("Muster"),
        "lang": get_language(),
        "start_url": reverse("dispatch:terminal"),
        "scope": reverse("dispatch:terminal"),
        "display": "standalone",
        "background_color": "#0a1017",
        "theme_color": "#111922",
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker lies with the other scripts, but must be served from inside its scope."""
    path = finders.find("js/dispatch/terminal/sw.js") or settings.STATIC_ROOT / "js/dispatch/terminal/sw.js"
    try:
        with open(path, encoding="utf-8") as script:
            text = script.read()
    except OSError:
        raise Http404 from None
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})

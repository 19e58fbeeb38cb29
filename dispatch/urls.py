"""Every address of the product, by floor. Rooms of this floor are gathered under the namespace ``dispatch``."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from dispatch.api import api
from dispatch.health import healthz

ROOMS = [
    path("", include("dispatch.console.urls")),
    path("", include("dispatch.journal.urls")),
    path("", include("dispatch.recommendation.urls")),
    path("", include("dispatch.reports.urls")),
    path("", include("dispatch.assignments.urls")),
    path("", include("dispatch.timers.urls")),
    path("", include("dispatch.live.urls")),
    path("", include("dispatch.station.urls")),
    path("", include("dispatch.terminal.urls")),
    path("", include("dispatch.wall.urls")),
    path("", include("dispatch.crossings.urls")),
    path("", include("dispatch.casts.urls")),
    path("", include("dispatch.autocalls.urls")),
    path("", include("dispatch.nearby.urls")),
    path("", include("dispatch.playback.urls")),
    path("", include("dispatch.warnings.urls")),
]

urlpatterns = [
    path("healthz/", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("i18n/catalog.js", JavaScriptCatalog.as_view(domain="djangojs"), name="javascript-catalog"),
    path("api/v1/", api.urls),
    path("", include("maps.urls")),
    path("", include("incidents.urls")),
    path("", include("units.urls")),
    path("", include((ROOMS, "dispatch"))),
]

handler400 = "dispatch.console.errors.unreadable"
handler403 = "dispatch.console.errors.forbidden"
handler404 = "dispatch.console.errors.not_found"
handler500 = "dispatch.console.errors.broken"

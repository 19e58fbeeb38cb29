"""The floor's addresses, gathered from its rooms."""

from django.urls import include, path

app_name = "incidents"
urlpatterns = [
    path("", include("incidents.kinds.urls")),
    path("", include("incidents.calls.urls")),
    path("", include("incidents.register.urls")),
    path("", include("incidents.timeline.urls")),
    path("", include("incidents.history.urls")),
]

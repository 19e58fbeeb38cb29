"""The floor's addresses, gathered from its rooms: doors for devices, which sign in by their own tokens."""

from django.urls import include, path

app_name = "units"
urlpatterns = [
    path("", include("units.osmand.urls")),
    path("", include("units.owntracks.urls")),
]

"""The floor's addresses, gathered from its rooms."""

from django.urls import include, path

app_name = "maps"
urlpatterns = [
    path("", include("maps.basemap.urls")),
    path("", include("maps.geocoding.urls")),
    path("", include("maps.routing.urls")),
]

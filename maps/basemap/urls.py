"""Addresses of the base map."""

from django.urls import path

from maps.basemap import views

urlpatterns = [
    path("basemap/", views.preview, name="preview"),
    path("tiles/basemap.json", views.description, name="basemap"),
    path("tiles/<str:version>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
]

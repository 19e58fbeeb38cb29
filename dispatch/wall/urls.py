from django.urls import path

from dispatch.wall import pairing_views, views

urlpatterns = [
    path("wall/", views.wall, name="wall_door"),
    path("wall/code/", views.code, name="wall_code"),
    path("wall/pair/", pairing_views.pair, name="wall_pair"),
    path("wall/<slug:name>/", views.wall, name="wall"),
    path("wall/<slug:name>/revoke/", pairing_views.revoke, name="wall_revoke"),
    path("wall/<slug:name>/config/", views.config, name="wall_config"),
    path("wall/<slug:name>/figures/", views.figures, name="wall_figures"),
    path("wall/<slug:name>/warnings/", views.warnings, name="wall_warnings"),
    path("wall/<slug:name>/areas/", views.areas, name="wall_areas"),
    path("wall/<slug:name>/cameras/", views.cameras, name="wall_cameras"),
    path("wall/<slug:name>/incidents/<str:code>/", views.incident, name="wall_incident"),
]

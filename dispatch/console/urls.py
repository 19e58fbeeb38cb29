from django.urls import path

from dispatch.console import performance, preferences, views

urlpatterns = [
    path("", views.home, name="home"),
    path("console/", views.console, name="console"),
    path("console/figures/", views.figures, name="figures"),
    path("console/performance/", performance.performance, name="performance"),
    path("console/layers/cameras/", views.cameras, name="cameras_layer"),
    path("console/layers/areas/", views.areas, name="areas_layer"),
    path("console/incidents/<str:code>/", views.panel, name="panel"),
    path("language/", preferences.language, name="language"),
    path("theme/", preferences.theme, name="theme"),
]

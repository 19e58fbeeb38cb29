from django.urls import path

from dispatch.console import preferences, views

urlpatterns = [
    path("", views.home, name="home"),
    path("console/", views.console, name="console"),
    path("console/incidents/<str:code>/", views.panel, name="panel"),
    path("language/", preferences.language, name="language"),
    path("theme/", preferences.theme, name="theme"),
]

from django.urls import path

from dispatch.terminal import views

urlpatterns = [
    path("terminal/", views.terminal, name="terminal"),
    path("terminal/state/", views.state, name="terminal_state"),
    path("terminal/incidents/<str:code>/", views.card, name="terminal_card"),
    path("terminal/reports/<int:pk>/", views.report, name="terminal_report"),
    path("terminal/manifest.webmanifest", views.manifest, name="terminal_manifest"),
    path("terminal/sw.js", views.service_worker, name="terminal_worker"),
]

from django.urls import path

from incidents.history import views

urlpatterns = [
    path("history/", views.imports, name="history"),
    path("history/upload/", views.upload, name="history_upload"),
    path("history/<int:pk>/", views.detail, name="history_import"),
    path("history/<int:pk>/columns/", views.describe, name="history_columns"),
    path("history/<int:pk>/kinds/", views.match, name="history_kinds"),
    path("history/<int:pk>/start/", views.start, name="history_start"),
    path("history/<int:pk>/withdraw/", views.withdraw, name="history_withdraw"),
    path("history/<int:pk>/progress/", views.progress, name="history_progress"),
    path("history/<int:pk>/errors/", views.errors, name="history_errors"),
]

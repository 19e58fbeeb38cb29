from django.urls import path

from incidents.calls import views

urlpatterns = [
    path("intake/", views.intake, name="intake"),
    path("calls/<str:code>/take/", views.call_take, name="call_take"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<uuid:draft_id>/", views.draft_save, name="draft_save"),
    path("drafts/<uuid:draft_id>/release/", views.draft_release, name="draft_release"),
    path("drafts/<uuid:draft_id>/end/", views.draft_end, name="draft_end"),
    path("drafts/<uuid:draft_id>/discard/", views.draft_discard, name="draft_discard"),
]

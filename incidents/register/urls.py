from django.urls import path

from incidents.register import views
from incidents.register.deeds import DEEDS

urlpatterns = [
    path("incidents/", views.register, name="register"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("incidents/<str:code>/", views.detail, name="detail"),
    path("incidents/<str:code>/change/", views.change, name="change"),
    path("incidents/<str:code>/caller/", views.caller, name="caller"),
    # hold, schedule, escalate, correct_place, close, reopen, archive, link, merge, unmerge, note …: see deeds.py
    *[
        path(f"incidents/<str:code>/{deed.path}/", views.deed, {"name": name}, name=name)
        for name, deed in DEEDS.items()
    ],
]

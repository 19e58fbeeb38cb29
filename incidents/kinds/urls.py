from django.urls import path

from incidents.kinds import views

urlpatterns = [
    path("kinds/", views.kinds, name="kinds"),
    path("kinds/<str:code>/intake/", views.kind_intake, name="kind_intake"),
    path("kinds/<str:code>/guidance/<slug:audience>/", views.kind_guidance, name="kind_guidance"),
]

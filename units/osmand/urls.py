from django.urls import path

from units.osmand import views

urlpatterns = [
    path("osmand/", views.osmand, name="osmand"),
    path("osmand", views.osmand),  # people leave the stroke out, and a phone follows no redirect with a body
]

from django.urls import path

from maps.routing import views

urlpatterns = [
    path("route/", views.route_json, name="route"),
    path("reach/", views.reach_json, name="reach"),
]

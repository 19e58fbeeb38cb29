from django.urls import path

from maps.geocoding import views

urlpatterns = [
    path("geocode/", views.geocode_json, name="geocode"),
    path("geocode/reverse/", views.reverse_json, name="reverse"),
]

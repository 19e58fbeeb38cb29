from django.urls import path

from dispatch.nearby import views

urlpatterns = [
    path("units/<str:call_sign>/call/", views.call_unit, name="call_unit"),
    path("officers/<int:pk>/call/", views.call_officer, name="call_officer"),
]

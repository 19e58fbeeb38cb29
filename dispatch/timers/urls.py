from django.urls import path

from dispatch.timers import views

urlpatterns = [
    path("incidents/<str:code>/alarms/", views.alarms, name="alarms"),
    path("alarms/<int:pk>/acknowledge/", views.acknowledge, name="alarm_acknowledge"),
    path("alarms/<int:pk>/danger/", views.danger, name="alarm_danger"),
]

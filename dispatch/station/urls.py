from django.urls import path, re_path

from dispatch.station import views

urlpatterns = [
    path("station/", views.incidents, name="station"),
    path("station/incidents/<str:code>/", views.incident, name="station_incident"),
    path("station/incidents/<str:code>/relay/", views.relay, name="station_relay"),
    path("station/orders/<str:code>/sign/", views.sign, name="station_sign"),
    path("station/units/", views.units, name="station_units"),
    path("station/units/<str:call_sign>/state/", views.unit_state, name="station_unit_state"),
    path("station/shifts/", views.shift_plan, name="station_shift_plan"),
    re_path(
        r"^station/shifts/(?P<pk>\d+)/(?P<verb>log-on|log-off|cancel)/$",
        views.shift_change,
        name="station_shift_change",
    ),
    path("station/reports/", views.reports, name="station_reports"),
]

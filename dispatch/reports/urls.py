from django.urls import path

from dispatch.reports import views

urlpatterns = [
    path("incidents/<str:code>/reports/", views.reports, name="reports"),
    path("incidents/<str:code>/report/", views.submit_for_incident, name="incident_report"),
    path("assignments/<str:code>/report/", views.submit_for_order, name="assignment_report"),
    path("reports/<int:pk>/approve/", views.approve, name="report_approve"),
    path("reports/<int:pk>/return/", views.send_back, name="report_return"),
    path("reports/photos/<int:pk>/", views.photo, name="report_photo"),
]

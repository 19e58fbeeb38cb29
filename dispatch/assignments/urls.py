from django.urls import path

from dispatch.assignments import views

urlpatterns = [
    path("incidents/<str:code>/assign/", views.assign, name="assign"),
    path("incidents/<str:code>/assignments/", views.assignments, name="assignments"),
    path("assignments/<str:code>/<str:verb>/", views.step, name="assignment_step"),
]

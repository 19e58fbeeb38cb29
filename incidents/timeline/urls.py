from django.urls import path

from incidents.timeline import views

urlpatterns = [path("incidents/<str:code>/story/", views.story, name="story")]

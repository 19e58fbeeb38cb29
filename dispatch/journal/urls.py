from django.urls import path

from dispatch.journal import views

urlpatterns = [path("journal/", views.journal, name="journal")]

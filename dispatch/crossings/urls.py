from django.urls import path

from dispatch.crossings import views

urlpatterns = [path("console/layers/fences/", views.fences, name="fences_layer")]

from django.urls import path

from dispatch.recommendation import views

urlpatterns = [path("incidents/<str:code>/recommendation/", views.recommendation, name="recommend")]

from django.urls import path

from dispatch.live import views

urlpatterns = [path("console/snapshot/", views.snapshot_page, name="snapshot")]

from django.urls import path

from dispatch.casts import views

urlpatterns = [
    path("wall/<slug:name>/casts/", views.wall_casts, name="wall_casts"),
    path("wall/<slug:name>/casts/<int:pk>/<slug:event>/", views.wall_receipt, name="wall_receipt"),
]

from django.urls import path

from units.owntracks import views

urlpatterns = [path("owntracks/", views.owntracks, name="owntracks"), path("owntracks", views.owntracks)]

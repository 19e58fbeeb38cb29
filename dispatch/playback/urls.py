from django.urls import path

from dispatch.playback import shifts, views

urlpatterns = [
    path("playback/", views.page, name="playback"),
    path("playback/<uuid:pk>/chunk/", views.chunk, name="playback_chunk"),
    path("playback/<uuid:pk>/entries/", views.entries, name="playback_entries"),
    path("playback/<uuid:pk>/streets/", views.streets, name="playback_streets"),
    path("playback/<uuid:pk>/export/", views.export, name="playback_export"),
    path("station/driven/", shifts.driven, name="station_driven"),
    path("station/shifts/<int:pk>/driven/", shifts.shift, name="station_shift_driven"),
]

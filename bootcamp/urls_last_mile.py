"""Addresses of the last mile; under the boot camp's name."""

from django.urls import path

from bootcamp.views import last_mile, my_track, track_seats

urlpatterns = [
    path("my/track/", my_track.my_track, name="my-track"),
    path("last-mile/renewals/", last_mile.renewals, name="renewals"),
    path("classes/<slug:slug>/readiness/", last_mile.board, name="readiness"),
    path("classes/<slug:slug>/seats/", track_seats.seats, name="track-seats"),
    path("classes/<slug:slug>/people/<uuid:public_id>/readiness/", last_mile.graduate, name="graduate"),
]

"""The reader's pages."""

from django.urls import path

from reviews.views import measured, reading

app_name = "reviews"
urlpatterns = [
    path("", reading.queue, name="queue"),
    path("read/", reading.read_before, name="read"),
    path("rounds/<uuid:public_id>/", reading.round_queue, name="round"),
    path("rounds/<uuid:public_id>/take/", reading.take, name="take"),
    path("rounds/<uuid:public_id>/measured/", measured.own, name="own-measure"),
    path("<uuid:public_id>/", reading.sheet, name="sheet"),
    path("<uuid:public_id>/draft/", reading.draft, name="draft"),
    path("<uuid:public_id>/skip/", reading.skip_one, name="skip"),
    path("<uuid:public_id>/abstain/", reading.abstain_from, name="abstain"),
    path("<uuid:public_id>/known/", reading.known, name="known"),
]

"""The reader's pages."""

from django.urls import path

from applicants.views import fairness, reviewing

urlpatterns = [
    path("reading/", reviewing.reading, name="reading"),
    path("reading/<uuid:public_id>/", reviewing.reading_one, name="reading-one"),
    path("second-reading/", fairness.second_reading, name="second-reading"),
    path("second-reading/<int:run>/<uuid:public_id>/", fairness.second_reading_one, name="second-reading-one"),
]

"""The second reading. Rounds of reading stand above, in `reviews`."""

from django.urls import path

from applicants.views import fairness

urlpatterns = [
    path("second-reading/", fairness.second_reading, name="second-reading"),
    path("second-reading/<int:run>/<uuid:public_id>/", fairness.second_reading_one, name="second-reading-one"),
]

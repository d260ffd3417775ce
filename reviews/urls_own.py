"""Where an applicant chooses the time of their interview."""

from django.urls import path

from reviews.views import own_interview

app_name = "interview"
urlpatterns = [
    path("<uuid:public_id>/", own_interview.choose, name="choose"),
    path("<uuid:public_id>/take/", own_interview.take, name="take"),
    path("<uuid:public_id>/give-back/", own_interview.give_back, name="give-back"),
    path("<uuid:public_id>/time-zone/", own_interview.time_zone, name="time-zone"),
]

"""The applicant's own pages beside the form: where it stands, interview, data."""

from django.urls import path

from applicants.views import own

urlpatterns = [
    path("my/<uuid:public_id>/withdraw/undo/", own.take_back, name="withdraw-undo"),
    path("my/<uuid:public_id>/reasons/", own.reasons, name="reasons"),
    path("my/<uuid:public_id>/interview/", own.interview_ics, name="interview-ics"),
    path("my/<uuid:public_id>/interview/another-time/", own.another_time, name="another-time"),
]

"""The applicant's own pages beside the form: where it stands, interview, data."""

from django.urls import path

from applicants.views import correcting, holds, own, your_data

urlpatterns = [
    path("my/<uuid:public_id>/withdraw/undo/", own.take_back, name="withdraw-undo"),
    path("my/<uuid:public_id>/reasons/", own.reasons, name="reasons"),
    path("my/<uuid:public_id>/interview/", own.interview_ics, name="interview-ics"),
    path("my/<uuid:public_id>/interview/another-time/", own.another_time, name="another-time"),
    path("my/<uuid:public_id>/correct/<slug:key>/", correcting.ask, name="correct"),
    path("my/<uuid:public_id>/delete/", your_data.delete, name="delete"),
    path("my/<uuid:public_id>/later-classes/", your_data.talent_pool, name="talent-pool"),
    path("my/data/", your_data.your_data, name="your-data"),
    path("my/data/details/", your_data.details, name="your-details"),
    path("my/data/everything/", your_data.readable, name="everything"),
    path("my/data/everything.json", your_data.machine_readable, name="everything-json"),
    path("my/data/everything.zip", your_data.with_files, name="everything-zip"),
    path("my/data/mail/", your_data.mail, name="mail-choices"),
    path("my/data/later-classes/leave/", your_data.leave_pool, name="leave-pool"),
    path("holds/", holds.holds, name="legal-holds"),
    path("holds/<int:pk>/lift/", holds.lift, name="legal-hold-lift"),
]

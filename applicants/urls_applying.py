"""The applicant's own pages."""

from django.urls import path

from applicants.views import applying, documents, mine, offers, proving, reconsidering, saving

urlpatterns = [
    path("apply/resume/<str:secret>/", proving.resume_link, name="resume-link"),
    path("apply/<slug:slug>/", applying.apply, name="apply"),
    path("apply/<slug:slug>/your-details/", applying.details, name="details"),
    path("apply/<slug:slug>/resume/", applying.resume, name="resume"),
    path("apply/<slug:slug>/resume/remove/", applying.remove_resume, name="remove-resume"),
    path("apply/<slug:slug>/save/", saving.save, name="save"),
    path("apply/<slug:slug>/email/", proving.email, name="email"),
    path("apply/<slug:slug>/email/code/", proving.code, name="email-code"),
    path("apply/<slug:slug>/link/", proving.link, name="link"),
    path("apply/<slug:slug>/review/", applying.review, name="review"),
    path("apply/<slug:slug>/<slug:section>/", applying.section, name="section"),
    path("my/", mine.mine, name="mine"),
    path("my/<uuid:public_id>/", mine.status, name="status"),
    path("my/<uuid:public_id>/receipt/", mine.receipt, name="receipt"),
    path("my/<uuid:public_id>/answers/", mine.answers, name="answers"),
    path("my/<uuid:public_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("my/<uuid:public_id>/look-again/", reconsidering.ask, name="reconsider"),
    path("my/<uuid:public_id>/accept/", mine.answer_offer, {"answer": "accept"}, name="accept"),
    path("my/<uuid:public_id>/decline/", mine.answer_offer, {"answer": "decline"}, name="decline"),
    path("offer/<str:token>/", offers.offer, name="offer"),
    path("claim/<str:token>/", mine.claim_application, name="claim"),
    path("documents/<uuid:public_id>/", documents.document, name="document"),
]

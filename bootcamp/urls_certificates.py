"""Examination, board and certificates: addresses under /bootcamp/."""

from django.urls import path

from bootcamp.views import board, certificates, correction, examination

urlpatterns = [
    path("my/certificate/", certificates.mine, name="my-certificate"),
    path("certificates/<uuid:public_id>/<str:name>", certificates.download, name="certificate-file"),
    path("classes/<slug:slug>/examination/", examination.examination, name="examination"),
    path("classes/<slug:slug>/examination/<uuid:public_id>/", correction.correction, name="examination-correction"),
    path("classes/<slug:slug>/completion/", board.completion, name="completion"),
    path("classes/<slug:slug>/completion/meeting/", board.meeting, name="board-meeting"),
    path("classes/<slug:slug>/certificates/<uuid:public_id>/", certificates.certificate, name="certificate"),
]

"""The gradebook of a class and what is done with it."""

from django.urls import path

from bootcamp.views import gradebook, mark

urlpatterns = [
    path("gradebook/", gradebook.gradebook, name="gradebook"),
    path("gradebook/<slug:module>/", gradebook.gradebook, name="gradebook"),
    path("grades/", gradebook.marks, name="gradebook-marks"),
    path("grades/save/", gradebook.save, name="gradebook-save"),
    path("grades/<uuid:public_id>/<int:assessment>/", mark.mark, name="gradebook-mark"),
]

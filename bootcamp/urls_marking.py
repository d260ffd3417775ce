"""Marking by a rubric, and how assessments count."""

from django.urls import path

from bootcamp.views import marking, marking_rules

urlpatterns = [
    path("marking/", marking.marking, name="marking"),
    path("marking/rules/<slug:module>/", marking_rules.rules, name="marking-rules"),
    path("marking/<int:assessment_id>/", marking.marking_list, name="marking-list"),
    path("marking/<int:assessment_id>/rubric/", marking_rules.rubric, name="marking-rubric"),
    path("marking/<int:assessment_id>/<uuid:public_id>/", marking.marking_sheet, name="marking-sheet"),
]

"""Screening on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.views import comparing
from applicants.views import screening as views

site: Any = admin.site

site.register_view(
    "screening/",
    views.runs,
    name="screening-runs",
    label="Screening",
    permission=views.READERS,
    icon="activity",
    order=20,
)
site.register_view("screening/start/", views.start, name="screening-start", permission=views.Role.RECRUITER)
site.register_view("screening/runs/<int:pk>/", views.run, name="screening-run", permission=views.READERS)
site.register_view(
    "screening/runs/<int:pk>/progress/", views.progress, name="screening-run-progress", permission=views.READERS
)
site.register_view(
    "screening/runs/<int:pk>/results/", views.results, name="screening-results", permission=views.READERS
)
site.register_view(
    "screening/runs/<int:pk>/applications/<int:application>/",
    views.explanation,
    name="screening-explanation",
    permission=views.READERS,
)
site.register_view(
    "screening/runs/<int:pk>/compare/", comparing.begin, name="screening-compare-begin", permission=views.Role.RECRUITER
)
site.register_view(
    "screening/compare/<int:first>/<int:second>/", comparing.compare, name="screening-compare", permission=views.READERS
)
site.register_view(
    "screening/runs/<int:pk>/<slug:action>/", views.act, name="screening-run-act", permission=views.Role.RECRUITER
)
site.register_view("screening/rubrics/<int:pk>/", views.rubric, name="screening-rubric", permission=views.READERS)

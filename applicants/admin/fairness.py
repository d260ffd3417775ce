"""Requests of applicants that a person look again, on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.services.reconsidering import ANSWERERS
from applicants.views import reconsidering

site: Any = admin.site

site.register_view(
    "look-again/",
    reconsidering.queue,
    name="reconsiderations",
    label="Asked to look again",
    permission=ANSWERERS,
    icon="rotate-ccw",
    order=36,
)
site.register_view("look-again/<int:pk>/", reconsidering.answer, name="reconsideration", permission=ANSWERERS)

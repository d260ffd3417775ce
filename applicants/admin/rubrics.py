"""Rubrics on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.views import rubric_editing as editing
from applicants.views import rubrics as views

site: Any = admin.site

site.register_view(
    "screening/rubrics/",
    views.listed,
    name="rubrics",
    label="Rubrics",
    permission=views.READERS,
    icon="sliders-horizontal",
    order=21,
)
site.register_view("screening/rubrics/new/", views.new, name="rubric-new", permission=views.MAKERS)
site.register_view("screening/rubrics/<int:pk>/edit/", editing.edit, name="rubric-edit", permission=views.MAKERS)
site.register_view(
    "screening/rubrics/<int:pk>/preview/", editing.preview, name="rubric-preview", permission=views.MAKERS
)
site.register_view(
    "screening/rubrics/<int:pk>/compare/", views.compare, name="rubric-compare", permission=views.READERS
)
site.register_view(
    "screening/rubrics/<int:pk>/new-version/", views.new_version, name="rubric-new-version", permission=views.MAKERS
)
site.register_view("screening/rubrics/<int:pk>/discard/", views.discard, name="rubric-discard", permission=views.MAKERS)

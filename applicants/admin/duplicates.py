"""Duplicates on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS
from applicants.views import duplicates as views

site: Any = admin.site

site.register_view(
    "duplicates/", views.pairs, name="duplicates", label="Duplicates", permission=READERS, icon="git-compare", order=25
)
site.register_view("duplicates/<int:pk>/", views.pair, name="duplicate", permission=READERS)
site.register_view("duplicates/<int:pk>/decide/", views.decide, name="duplicate-decide", permission=READERS)
site.register_view("duplicates/merged/", views.merges, name="merges", permission=READERS)
site.register_view("duplicates/merged/<int:pk>/undo/", views.undo, name="merge-undo", permission=READERS)

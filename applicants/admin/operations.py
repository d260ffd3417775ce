"""Bulk operations on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS
from applicants.views import operations as views

site: Any = admin.site

site.register_view(
    "operations/",
    views.index,
    name="operations",
    label="Bulk operations",
    permission=READERS,
    icon="layers",
    order=27,
)
site.register_view("operations/new/", views.new, name="operation-new", permission=READERS)
site.register_view("operations/<int:pk>/", views.operation, name="operation", permission=READERS)
site.register_view("operations/<int:pk>/outcomes/", views.outcomes, name="operation-outcomes", permission=READERS)
site.register_view("operations/<int:pk>/outcomes.csv", views.outcomes_csv, name="operation-csv", permission=READERS)
site.register_view("operations/<int:pk>/<slug:action>/", views.act, name="operation-act", permission=READERS)

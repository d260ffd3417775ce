"""The public pages on the workbench, for the programme manager."""

from typing import Any

from django.contrib import admin

from careerpath.accounts.roles import Role
from cohorts import views_pages as views

site: Any = admin.site

site.register_view(
    "pages/",
    views.pages,
    name="public-pages",
    label="Public pages",
    permission=Role.MANAGER,
    icon="scroll-text",
    order=81,
)
site.register_view("pages/new/", views.new, name="public-page-new", permission=Role.MANAGER)
site.register_view("pages/<slug:slug>/<slug:language>/", views.edit, name="public-page", permission=Role.MANAGER)
site.register_view(
    "pages/<slug:slug>/<slug:language>/preview/", views.preview, name="public-page-preview", permission=Role.MANAGER
)

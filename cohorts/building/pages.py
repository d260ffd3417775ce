"""The form builder on the workbench."""

from typing import Any

from django.contrib import admin

from cohorts.building import views, views_versions

site: Any = admin.site

site.register_view(
    "forms/", views.listed, name="forms", label="Forms", permission=views.READERS, icon="list-todo", order=22
)
site.register_view("forms/new/", views_versions.new, name="form-new", permission=views.MAKERS)
site.register_view("forms/<int:pk>/", views.outline, name="form", permission=views.READERS)

for route, view, name in (
    ("settings/", views.settings, "form-settings"),
    ("act/", views.act, "form-act"),
    ("discard/", views.discard, "form-discard"),
    ("sections/new/", views.section, "form-section-new"),
    ("sections/<int:section>/", views.section, "form-section"),
    ("questions/new/", views.question, "form-question-new"),
    ("questions/<int:question>/", views.question, "form-question"),
    ("next/", views_versions.next_draft, "form-next"),
    ("publish/", views_versions.publish_form, "form-publish"),
    ("use/<slug:slug>/", views_versions.use, "form-use"),
):
    site.register_view(f"forms/<int:pk>/{route}", view, name=name, permission=views.MAKERS)

site.register_view("forms/<int:pk>/compare/", views_versions.compare, name="form-compare", permission=views.READERS)

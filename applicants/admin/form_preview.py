"""The preview of a form on the workbench: here because the pages of the form are this app's."""

from typing import Any

from django.contrib import admin

from applicants.views import form_preview as views

site: Any = admin.site

site.register_view("forms/<int:pk>/preview/", views.preview, name="form-preview", permission=views.READERS)
site.register_view(
    "forms/<int:pk>/preview/<slug:section>/", views.page, name="form-preview-page", permission=views.READERS
)

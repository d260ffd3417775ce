"""The file of an export on the workbench. Recruiters only: it holds what people wrote."""

from typing import Any

from django.contrib import admin

from applicants.views import exporting as views
from careerpath.accounts.roles import Role

site: Any = admin.site

site.register_view("exports/<int:pk>/file", views.fetch, name="export-file", permission=Role.RECRUITER)

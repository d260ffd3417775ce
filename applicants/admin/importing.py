"""Imports on the workbench. Recruiters only: what is imported is what people answered."""

from django.contrib import admin

from applicants.views import importing as views
from careerpath.accounts.roles import Role
from careerpath.ui.admin_site import CareerPathAdminSite

site = admin.site
assert isinstance(site, CareerPathAdminSite)

for route, view, name, label in (
    ("imports/", views.imports, "imports", "Imports"),
    ("imports/new/", views.new, "import-new", ""),
    ("imports/<int:pk>/", views.detail, "import", ""),
    ("imports/<int:pk>/confirm/", views.confirm, "import-confirm", ""),
    ("imports/<int:pk>/discard/", views.discard, "import-discard", ""),
    ("imports/<int:pk>/errors.csv", views.errors_file, "import-errors", ""),
    ("imports/<int:pk>/mapping.toml", views.mapping_file, "import-mapping", ""),
):
    site.register_view(route, view, name=name, label=label, permission=Role.RECRUITER, icon="file-up", order=28)

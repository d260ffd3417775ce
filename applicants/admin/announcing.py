"""What applicants are told, on the workbench."""

from typing import Any

from django.contrib import admin

from applicants.admin.reading_only import READERS
from applicants.views import announcing as views

site: Any = admin.site

site.register_view(
    "screening/told/",
    views.told,
    name="applicants-told",
    label="What applicants are told",
    permission=READERS,
    icon="message-square",
    order=22,
)

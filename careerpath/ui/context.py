"""What every template knows about the site. Nothing here queries before a template asks for it."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from careerpath.ui.languages import is_staffs, others
from careerpath.ui.menu import Entry, entries_for
from careerpath.ui.theme import theme_of


def _menu(request: HttpRequest) -> list[Entry]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return entries_for(user, request.path)


def site(request: HttpRequest) -> dict[str, Any]:
    """Name of the site, the reader's menu and theme; on the workbench also what the admin's own pages know."""
    context: dict[str, Any] = {
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "theme": theme_of(request),
        "languages": SimpleLazyObject(lambda: [] if is_staffs(request.path) else others(get_language())),
    }
    if getattr(request, "is_workbench", False):
        context |= admin.site.each_context(request)
    return context

"""Addresses of ours: whole ones, as others see them, and the one that a form names to go back to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def absolute(path: str) -> str:
    """An address of ours as others see it. No request is asked: none is at hand when a worker writes."""
    return settings.SITE_URL.rstrip("/") + path


def site_link(name: str, *args: Any) -> str:
    """The whole address of a page, by its name and what fills it."""
    return absolute(reverse(name, args=args))


def way_back(request: HttpRequest, given: str, *, otherwise: str = "/") -> str:
    """The page that a form names to go back to, where it is a path of this site; `otherwise` for anything else.

    For HttpResponseRedirect: `redirect` takes a word without a slash for the name of a view.
    """
    ours = {request.get_host()}
    if given.startswith("/") and url_has_allowed_host_and_scheme(given, ours, require_https=request.is_secure()):
        return given
    return otherwise

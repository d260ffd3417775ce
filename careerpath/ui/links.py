"""Whole addresses of ours: no request is at hand when a worker writes, and none is asked when a page names itself to others."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    """An address of ours as others see it."""
    return settings.SITE_URL.rstrip("/") + path


def site_link(name: str, *args: Any) -> str:
    """The whole address of a page, by its name and what fills it."""
    return absolute(reverse(name, args=args))

"""The public page of a class: four figures, for anybody, the same for everybody."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from reports.selectors.snapshots import PublicClass, public_class

KEPT_FOR: Final = 300
"""Seconds that a cache keeps the page: so long it may still be read after it was switched off."""


def _found(request: HttpRequest, slug: str) -> PublicClass | None:
    """What is shown, once a request."""
    if not hasattr(request, "_public_class"):
        request._public_class = public_class(slug)  # type: ignore[attr-defined]  # asked for the tag, then for the page
    return request._public_class  # type: ignore[attr-defined]


def _tag(request: HttpRequest, slug: str) -> str | None:
    found = _found(request, slug)
    return f'"{found.snapshot.public_id}-{get_language()}"' if found else None


@require_safe
@condition(etag_func=_tag)
def public_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Four figures of a signed and published snapshot; 404 where there is none.

    Written without the request, so that neither who asks, nor a cookie, nor anything in the address changes a letter: caches may
    keep it for everybody. Only the language is the reader's.
    """
    found = _found(request, slug)
    if found is None:
        raise Http404("There is no public page for this class.")
    context = {"found": found, "site_name": settings.SITE_NAME, "contact_email": settings.CONTACT_EMAIL}
    response = HttpResponse(render_to_string("reports/class.html", context))
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    patch_vary_headers(response, ["Accept-Language"])
    return response

"""What every public page does the same: the language that a link names, and how long a browser may keep the page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from careerpath.ui.languages import keep_language
from cohorts.public.reading import LANGUAGES

View = Callable[..., HttpResponse]


def for_anybody(view: View) -> View:
    """A page that anybody may read. `?lang=es` shows it in Spanish, and the pages after it: what search engines link to.

    It holds a form token, and for somebody signed in their name, so no cache between us and the reader keeps it.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        if chosen in LANGUAGES:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
            # Forms of the page lead back to it: with the language left in, nobody could choose another one.
            rest = request.GET.copy()
            del rest["lang"]
            request.META["QUERY_STRING"] = rest.urlencode()
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        patch_cache_control(response, private=True, no_cache=True)
        if chosen in LANGUAGES and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != chosen:
            keep_language(response, chosen)
        return response

    return require_safe(shown)

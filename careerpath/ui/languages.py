"""In which language a page is: chosen in the header, else the browser's; staff pages are in English (docs/translating.md)."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_POST

from careerpath.ui.links import way_back

YEAR: Final = 365 * 24 * 3600
STAFF: Final = (
    "/admin/",
    "/bootcamp/",
    "/holds/",
    "/interviewing/",
    "/mentoring/",
    "/partner",
    "/portal/",
    "/reading/",
    "/reports/",
    "/second-reading/",
    "/_look/",
    "/_mail/",
)
"""What is for staff, partners and clients: it is written in English."""
NOT_STAFF: Final = (
    "/bootcamp/my/",
    "/bootcamp/check-in/",
    "/mentoring/mine/",
    "/mentoring/together/",
    "/reports/about-you/",
)

Chooser = Callable[[AbstractBaseUser, str], None]
_told: list[Chooser] = []


def when_chosen(listener: Chooser) -> None:
    """Call `listener(user, language)` when somebody who is signed in chooses a language."""
    if listener not in _told:
        _told.append(listener)


def is_staffs(path: str) -> bool:
    """Whether an address is one of the pages that stay English."""
    return path.startswith(STAFF) and not path.startswith(NOT_STAFF)


def others(language: str | None) -> list[tuple[str, str]]:
    """The languages that a page is not in: code, and name as its readers write it."""
    here = (language or "").partition("-")[0]
    return [(code, name) for code, name in settings.LANGUAGES if code != here]


class StaffInEnglish:
    """Whatever language somebody chose, staff pages are not half in it. Stands behind Django's LocaleMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, in English where the page is staff's."""
        if is_staffs(request.path_info):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        return self.get_response(request)


def keep_language(response: HttpResponse, language: str) -> None:
    """Let this browser keep a language for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        secure=not settings.DEVELOPMENT,
        httponly=True,
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to where the reader was."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(way_back(request, request.POST.get("next", "")))
    if language in dict(settings.LANGUAGES):
        keep_language(response, language)
        if not isinstance(request.user, AnonymousUser):
            for listener in _told:
                listener(request.user, language)
    return response

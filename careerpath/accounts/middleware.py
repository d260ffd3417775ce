"""Staff need a second factor: without one they see only the pages that set it up. What somebody signed in reads, no cache keeps."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from careerpath.accounts.access import roles_of

OPEN_NAMES = {"health", "ready"}
OPEN_PREFIXES = ("account_", "mfa_")
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes alone are no second factor: they are for the day on which it is lost."""


class RequireSecondFactor:
    """Send people who hold a role, or may open the admin, to set up a second factor when REQUIRE_STAFF_MFA says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect to the set-up page, or pass the request on."""
        if settings.REQUIRE_STAFF_MFA and self._must_set_up(request):
            messages.info(request, _("Your role needs a second step at sign-in. Set one up to go on."))
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or not (user.is_staff or roles_of(user)):
            return False
        # Asked each time: whoever takes their last factor away stands before the set-up page again, in every session they have.
        return not self._is_open(request.path_info) and not is_mfa_enabled(user, FACTORS)

    def _is_open(self, path: str) -> bool:
        try:
            match = resolve(path)
        except Resolver404:
            return False
        name = match.url_name or ""
        return not match.namespace and (name in OPEN_NAMES or name.startswith(OPEN_PREFIXES))


class KeptByNobody:
    """Keeps pages for people who are signed in out of every cache, unless a view says itself how long its answer may be kept.

    On a computer that others use after them, the way back must not lead into what they read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; say of the answer that it is kept by nobody."""
        response = self.get_response(request)
        if "Cache-Control" in response:
            return response
        if (
            request.session.accessed and request.user.is_authenticated
        ):  # a page that asked for no session is for everybody
            add_never_cache_headers(response)
        return response

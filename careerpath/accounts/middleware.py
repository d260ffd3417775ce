"""Staff need a second factor: without one they see only the pages that set it up."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from careerpath.accounts.access import roles_of

SESSION_KEY = "second_factor_set_up"
OPEN_NAMES = {"health", "ready"}
OPEN_PREFIXES = ("account_", "mfa_")


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
        if request.session.get(SESSION_KEY) == user.pk or self._is_open(request.path_info):
            return False
        if is_mfa_enabled(user):
            request.session[SESSION_KEY] = user.pk
            return False
        return True

    def _is_open(self, path: str) -> bool:
        try:
            match = resolve(path)
        except Resolver404:
            return False
        name = match.url_name or ""
        return not match.namespace and (name in OPEN_NAMES or name.startswith(OPEN_PREFIXES))

"""allauth's pages for writing in a code, which say so when a code is too old: allauth alone goes back to the start in silence."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.account import views as allauth_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from careerpath.accounts.limits import Limit, TooOften, for_mail, place_of, take

EXPIRED = _("This code has expired. Ask for a new one: it works for 15 minutes, in the browser that asked for it.")


SIGN_IN = Limit("sign-in", size=120, each_hour=600)
"""All that is tried at the door from one address: a campus signs in behind one."""


def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Make an account: mails a code, so it counts like one."""
    return _counted(request, allauth_views.signup)


def request_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code to sign in with."""
    return _counted(request, allauth_views.request_login_code)


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a password. Wrong ones of one account are counted by allauth besides."""
    return _counted(request, allauth_views.login, mails=False)


def _counted(request: HttpRequest, view: Callable[..., HttpResponseBase], *, mails: bool = True) -> HttpResponseBase:
    """A page of allauth behind our own limits, which hold without Redis and shut out nobody elsewhere."""
    if request.method == "POST":
        draws = [SIGN_IN.of(place_of(request))]
        if mails and (email := request.POST.get("email", "")):
            draws += for_mail(request, email)
        try:
            take(draws)
        except TooOften as error:
            response = render(request, "429.html", {"refusal": str(error)}, status=429)
            response["Retry-After"] = str(error.seconds)
            return response
    return view(request)


def confirm_login(request: HttpRequest) -> HttpResponseBase:
    """Sign in by a code."""
    return _say_if_expired(request, allauth_views.confirm_login_code(request))


def confirm_email(request: HttpRequest) -> HttpResponseBase:
    """Confirm the address of a new account, or a new address, by a code."""
    return _say_if_expired(request, allauth_views.email_verification_sent(request))


def _say_if_expired(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Where a code that was sent leads back to the way in and nothing has been said, say why; where one was going is kept."""
    if request.method != "POST" or request.user.is_authenticated or not request.POST.get("code"):
        return response
    if urlsplit(response.headers.get("Location", "")).path not in {
        reverse("account_login"),
        reverse("account_request_login_code"),
    }:
        return response
    if not getattr(
        messages.get_messages(request), "added_new", False
    ):  # allauth itself says when there were too many attempts
        messages.error(
            request,
            _("This code has expired. Ask for a new one: it works for 15 minutes, in the browser that asked for it."),
        )
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if onward and url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        response.headers["Location"] = f"{reverse('account_login')}?{urlencode({'next': onward})}"
    return response

"""Stopping a kind of mail with one click, without signing in (RFC 8058: a mail program may post for its reader)."""

from contextlib import nullcontext

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from applicants.models import NoticeKind
from applicants.services.preferences import PreferenceRefused, read_stop_token, set_preferences


@never_cache
@csrf_exempt  # the token is the right to do this, and mail programs have no cookie of ours
@require_http_methods(["GET", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """A button that stops it; posted, it is stopped. Posted with `again`, it is sent again. Reading the page changes nothing."""
    try:
        applicant, kind = read_stop_token(token)
    except PreferenceRefused as refusal:
        return render(request, "applicants/stop_mail.html", {"refusal": str(refusal)}, status=404)
    done = ""
    if request.method == "POST":
        done = "again" if "again" in request.POST else "stopped"
        set_preferences(applicant, {kind: done == "again"}, by_link=True)
    chosen_here = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    with nullcontext() if chosen_here or not applicant.language else override(applicant.language):
        context = {"kind": NoticeKind(kind), "done": done, "token": token}
        return render(request, "applicants/stop_mail.html", context)

"""The list for the next class: ask, confirm, stop. Every answer is the same whether or not an address was known."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from applicants.forms.next_class import NextClassForm
from applicants.services import next_class
from careerpath.accounts.limits import Limit, TooOften, place_of, take
from cohorts.public.reading import language_now

ASKED_PAIR = Limit("next-class-pair", size=5, each_hour=5)
ASKED_FROM = Limit("next-class-from", size=300, each_hour=600)
"""From one place: a campus behind one address may ask at once. What goes to one address of the mail is bounded by the service."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Type an address; a link to confirm goes there."""
    form = NextClassForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            take([ASKED_PAIR.of(place_of(request), email.lower()), ASKED_FROM.of(place_of(request))])
        except TooOften as refusal:
            form.add_error("email", str(refusal))
            status = 429
        else:
            if not form.is_filled_by_a_machine:
                next_class.ask(email=email, language=language_now())
            return redirect("applicants:next-class-asked")
    elif request.method == "POST":
        status = 422
    return render(request, "applicants/next_class.html", {"form": form}, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "applicants/next_class_asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the mailed link leads. Opening it changes nothing, because mail scanners open links: the button does."""
    if request.method == "POST":
        is_good = next_class.confirm(secret)
        state = "confirmed" if is_good else "gone"
    else:
        interest = next_class.found_by(secret)
        state = "confirm" if interest else "gone"
    return render(request, "applicants/next_class_link.html", {"state": state}, status=404 if state == "gone" else 200)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Off the list. Mail programs send the POST themselves (RFC 8058), without a form of ours, so it asks for no form token."""
    if request.method == "POST":
        state = "stopped" if next_class.stop(token) else "gone"
    else:
        state = "stop" if next_class.is_stop_token(token) else "gone"
    return render(request, "applicants/next_class_link.html", {"state": state}, status=404 if state == "gone" else 200)

"""Check-in: opened by the instructor, shown to the room as a code that changes, typed by each learner on their own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from bootcamp.forms.attendance import OpenForm
from bootcamp.models import CheckIn, Session
from bootcamp.progress.check_in import code_at, seconds_left, tidy_code
from bootcamp.selectors.attendance import checked_in, checked_in_before, open_check_in_of, open_check_ins, people_of
from bootcamp.selectors.people import learner_enrolment
from bootcamp.services.checking_in import CannotOpen, WrongCode, check_can_open, close_check_in, key_of, open_check_in
from bootcamp.services.checking_in import check_in as note_check_in
from bootcamp.views.attendance import session_for
from bootcamp.views.guard import class_for, may_write, need_write, staff
from careerpath.accounts.access import me
from careerpath.accounts.limits import Limit, TooOften, place_of, take
from careerpath.pipeline import clock
from careerpath.ui.links import absolute
from cohorts.models import Cohort
from cohorts.partners.qr import as_svg

REFRESH = 10
"""Seconds after which the page loads itself anew in a browser without JavaScript."""
TRIES = Limit("check-in", size=10, each_hour=30)
"""Codes that one learner types. Two of a million are right at a time."""
TRIES_FROM = Limit("check-in-from", size=600, each_hour=1200)
"""From one place: a whole class behind one address types within a minute."""


def state_of(session: Session, cohort: Cohort, held: CheckIn | None) -> dict[str, object]:
    """How many of how many checked in, and who did last."""
    people = checked_in(session)
    return {
        "cohort": cohort,
        "session": session,
        "held": held,
        "count": people.values("enrolment").distinct().count(),
        "of": people_of(session, cohort).count(),
        "latest": list(people[:12]) if held else list(people),
    }


@staff
@never_cache
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """Open and close check-in for a session, and see who is in."""
    cohort = class_for(request, slug)
    session = session_for(cohort, session_id)
    form = OpenForm(request.POST if request.POST.get("action") == "open" else None)
    if request.method == "POST":
        by = need_write(request, cohort)
        if request.POST.get("action") == "close":
            close_check_in(session)
            messages.success(request, "Check-in is closed.")
            return redirect("bootcamp:check-in", cohort.slug, session.pk)
        if form.is_valid():
            try:
                open_check_in(session, session.module.programme, by=by, **form.cleaned_data)
                return redirect("bootcamp:check-in", cohort.slug, session.pk)
            except CannotOpen as refused:
                form.add_error(None, str(refused))
    held = open_check_in_of(session)
    try:
        check_can_open(session)
        cannot = ""
    except CannotOpen as refused:
        cannot = str(refused)
    context = state_of(session, cohort, held) | {
        "tab": "sessions",
        "form": form,
        "cannot": cannot,
        "refresh": REFRESH,
        "may_write": may_write(request, cohort),
    }
    if request.headers.get("HX-Request"):
        return render(request, "bootcamp/_checked_in.html", context)
    return render(request, "bootcamp/check_in.html", context, status=200 if request.method == "GET" else 422)


@staff
@never_cache
@require_GET
def code(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """The page to project: the code of this moment, large, as digits and as a QR code. It fetches itself anew."""
    cohort = class_for(request, slug)
    need_write(request, cohort)
    session = session_for(cohort, session_id)
    held = open_check_in_of(session)
    now = clock.now()
    context = state_of(session, cohort, held) | {"address": absolute(reverse("bootcamp:own-check-in"))}
    if held is not None:
        digits = code_at(key_of(held), now)
        link = f"{context['address']}?{urlencode({'code': digits})}"
        context |= {
            "digits": f"{digits[:3]} {digits[3:]}",
            # Our own drawing of our own address: squares, no text of anybody.
            "qr": mark_safe(as_svg(link, label="The same code for a camera")),  # noqa: S308
            "seconds": min(seconds_left(now), max(1, int((held.closes_at - now).total_seconds())), 10),
            "left": seconds_left(now),
        }
    name = "bootcamp/_check_in_code.html" if request.headers.get("HX-Request") else "bootcamp/check_in_code.html"
    return render(request, name, context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """A learner types the code that is shown in the room, and is noted."""
    enrolment = learner_enrolment(me(request))
    typed = (request.POST.get("code") or request.GET.get("code") or "")[:20]
    error, status = "", 200
    if request.method == "POST" and enrolment is not None:
        try:
            take([TRIES.of(me(request).pk), TRIES_FROM.of(place_of(request))])
            note_check_in(enrolment, typed)
            return redirect("bootcamp:own-check-in")
        except TooOften as often:
            error, status = str(often), 429
        except WrongCode as wrong:
            error, status = str(wrong), 422
    held = list(open_check_ins(enrolment, clock.now())) if enrolment else []
    done = checked_in_before(enrolment, [each.session_id for each in held]) if enrolment else {}
    context = {
        "own": enrolment,
        "waiting": [each for each in held if each.session_id not in done],
        "done": [(each, done[each.session_id]) for each in held if each.session_id in done],
        "typed": tidy_code(typed) if request.method == "GET" else typed,
        "error": error,
        "title": _("Check in"),
    }
    return render(request, "bootcamp/own_check_in.html", context, status=status)

"""The learner's own pages: today, their calendar, materials, how they stand."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from bootcamp.forms.learner import SurveyForm
from bootcamp.models import AttendanceCode, CalendarFeed, ModuleSurvey
from bootcamp.selectors.attendance import open_check_ins
from bootcamp.selectors.competencies import competencies_of
from bootcamp.selectors.learning import Learning, materials_of
from bootcamp.selectors.missing import what_is_missing
from bootcamp.selectors.onboarding import own_onboarding
from bootcamp.selectors.warnings import shared_plan
from bootcamp.services.calendar_feeds import hand_out, make_feed, revoke_feed
from bootcamp.services.surveying import SurveyRefused, answer_survey, open_for, why_not
from bootcamp.views.own import for_learner, page
from careerpath.accounts.access import me
from careerpath.ui.links import site_link


@require_GET
@for_learner
def learner(request: HttpRequest, learning: Learning) -> HttpResponse:
    """Today: what takes place, what is due, what is missing."""
    own = learning.own
    context = {
        "surveys": open_for(own),
        "missing": what_is_missing(learning),
        "onboarding": own_onboarding(own, learning.today),
        "plan": shared_plan(own),
        "check_ins": {each.session_id for each in open_check_ins(own, learning.now)},
    }
    return page(request, learning, "today", context)


@never_cache
@require_http_methods(["GET", "POST"])
@for_learner
def calendar(request: HttpRequest, learning: Learning) -> HttpResponse:
    """All sessions and what is due, by week; and the address for a calendar program, which is shown once, when it is made."""
    secret = ""
    if request.method == "POST":
        if request.POST.get("action") == "revoke":
            if revoke_feed(learning.own, by=me(request)):
                messages.success(request, _("The address is gone. Calendars that followed it get nothing more."))
            return redirect("bootcamp:learner-calendar")
        secret = make_feed(learning.own, by=me(request))
    feed = CalendarFeed.objects.filter(enrolment=learning.own).first()
    address = site_link("bootcamp:calendar-feed", secret) if secret else ""
    context = {
        "feed": feed,
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return page(request, learning, "calendar", context)


@require_GET
@for_learner
def materials(request: HttpRequest, learning: Learning) -> HttpResponse:
    """What to read and watch, by module."""
    return page(request, learning, "materials", {"materials": materials_of(learning.own, learning.today)})


@require_GET
@for_learner
def progress(request: HttpRequest, learning: Learning) -> HttpResponse:
    """Marks and attendance as they count, with how they are worked out, and what is missing."""
    own = learning.own
    context = {
        "standing": learning.standing,
        "plan": learning.plan,
        "missing": what_is_missing(learning),
        "sittings": [
            (session, sitting, AttendanceCode(sitting.code).label) for session, sitting in learning.standing.sittings
        ],
        "competencies": competencies_of(own, published=True),
    }
    return page(request, learning, "progress", context)


@require_http_methods(["GET", "POST"])
@for_learner
def survey(request: HttpRequest, learning: Learning, module: str) -> HttpResponse:
    """The survey of a module: answered once, without a name."""
    found = (
        ModuleSurvey.objects.filter(module__programme=learning.cohort.pk, module__slug=module)
        .select_related("module")
        .first()
    )
    if found is None:
        raise Http404("There is no survey of this module.")
    closed = why_not(found, learning.own)
    form = SurveyForm(request.POST if request.method == "POST" and not closed else None)
    if form.is_valid():
        try:
            answer_survey(found, learning.own, scores=form.scores(), text=form.cleaned_data["text"])
        except SurveyRefused as refused:
            messages.info(request, str(refused))
        else:
            messages.success(request, _("Thank you. Your answers are in, without your name."))
        return redirect("bootcamp:learner")
    context = {"survey": found, "form": form, "closed": closed}
    return page(request, learning, "survey", context, status=422 if form.errors else 200)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar for programs: who knows the address may read it, so nothing in it is about anybody else."""
    handed = hand_out(token)
    if handed is None:
        raise Http404("There is no calendar here.")
    response = HttpResponse(handed.content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="boot-camp.ics"'
    response["Cache-Control"] = "private, max-age=600"
    response["X-Robots-Tag"] = "noindex"
    etag, since = f'"{handed.sha256}"', int(handed.since.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(since)
    return get_conditional_response(request, etag=etag, last_modified=since, response=response) or response

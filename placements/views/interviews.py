"""Interviews: staff arrange, move and call them off; the graduate takes theirs into the calendar."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from careerpath.pipeline import clock
from careerpath.ui.downloads import attached
from placements.forms_interviews import ArrangeForm, CallOffForm
from placements.models import InterviewRequest
from placements.selectors import interviews as selectors
from placements.services import interviews as services

CALENDAR = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange or move an interview that a client asked for."""
    asked = get_object_or_404(selectors.for_staff(), pk=pk)
    form = ArrangeForm(asked, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.arrange_interview(
                asked, by=me(request), starts_at=said["starts_at"], minutes=said["minutes"], where=said["where"]
            )
        except services.CannotArrange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The interview is arranged. Both sides are told."))
            return redirect("admin:placements-arrange", pk)
    return _page(request, asked, form=form)


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call an interview off; it stays, as called off."""
    asked = get_object_or_404(selectors.for_staff(), pk=pk)
    form = CallOffForm(request.POST)
    if form.is_valid():
        try:
            services.call_off_interview(asked, by=me(request), because=form.cleaned_data["because"])
        except services.CannotArrange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The interview is called off. Whoever was told of it is told."))
            return redirect("admin:placements-arrange", pk)
    return _page(request, asked, off=form)


def _page(
    request: HttpRequest, asked: InterviewRequest, form: ArrangeForm | None = None, off: CallOffForm | None = None
) -> HttpResponse:
    wrong = any(one is not None and one.is_bound and one.errors for one in (form, off))
    context = {
        "interview": asked,
        "state": selectors.state_of(asked, clock.now()),
        "form": form or ArrangeForm(asked),
        "off": off or CallOffForm(),
    }
    return render(request, "placements/arrange.html", context, status=422 if wrong else 200)


@login_required
@require_GET
def own_calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The graduate's own interview as a file for the calendar; 404 for everybody else."""
    user = me(request)
    mine = selectors.of_person(user).select_related(
        "placement__opening__client", "placement__enrolment__application__applicant"
    )
    interview = get_object_or_404(mine, public_id=public_id)
    content = selectors.own_calendar_file(interview, user)
    return attached(HttpResponse(content, content_type=CALENDAR), "interview.ics")

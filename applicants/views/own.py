"""What hangs on the status page: the main reasons after a no, taking a withdrawal back, the interview."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.own import AnotherTimeForm
from applicants.lifecycle import ApplicationStatus as S
from applicants.selectors.after_no import after_no
from applicants.selectors.interviews import calendar_file, interview_shown
from applicants.selectors.telling import told
from applicants.selectors.timeline import standing
from applicants.services import interviewing, withdrawing
from applicants.services.applying_rules import ApplyingRefused
from applicants.services.interviewing import InterviewRefused
from applicants.services.reconsidering import can_ask
from applicants.views.whose import mine_or_404
from careerpath.accounts.access import me
from careerpath.ui.downloads import attached


@never_cache
@login_required
@require_GET
def reasons(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """After a no: the main reasons, the data used, and what can be done."""
    application = mine_or_404(request, public_id)
    why = after_no(application, standing(application).reason)
    if why is None:
        return redirect("applicants:status", public_id)
    context = {"application": application, "cohort": application.cohort, "why": why, "may_ask": can_ask(application)}
    return render(request, "applicants/reasons.html", context)


@never_cache
@login_required
@require_POST
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a withdrawal back."""
    application = mine_or_404(request, public_id)
    try:
        withdrawing.take_back(application, by=me(request))
    except ApplyingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your application is back where it was."))
    return redirect("applicants:status", public_id)


@never_cache
@login_required
@require_GET
def interview_ics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The interview as a file for calendars."""
    application = mine_or_404(request, public_id)
    shown = interview_shown(application) if told(application).status == S.INTERVIEW else None
    if shown is None:
        raise Http404
    response = HttpResponse(calendar_file(shown, application), content_type="text/calendar; charset=utf-8")
    return attached(response, "interview.ics")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def another_time(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for another time of the interview."""
    application = mine_or_404(request, public_id)
    shown = interview_shown(application)
    try:
        interviewing.check_can_ask(application, shown.interview if shown and not shown.is_cancelled else None)
    except InterviewRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("applicants:status", public_id)
    form = AnotherTimeForm(request.POST or None)
    if form.is_valid():
        try:
            interviewing.ask_for_another_time(application, by=me(request), text=form.cleaned_data["text"])
        except InterviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have your request. A person answers, and you read it here."))
            return redirect("applicants:status", public_id)
    context = {"application": application, "cohort": application.cohort, "interview": shown, "form": form}
    return render(request, "applicants/another_time.html", context, status=400 if form.errors else 200)

"""Interviews on the workbench: one form for one application, and the wishes for another time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.interviewing import InterviewForm
from applicants.models import AnotherTime
from applicants.selectors.interviews import interview_shown, open_wishes
from applicants.selectors.recruiting import submitted
from applicants.services import interviewing
from applicants.services.interviewing import InterviewRefused
from careerpath.accounts.access import me

CHANGE = "applicants.change_application"


@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the interview of an application, move it, or call it off."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied("Your role may read applications, not change them.")
    application = get_object_or_404(submitted().select_related("applicant", "cohort"), pk=pk)
    shown = interview_shown(application)
    stands = shown if shown and not shown.is_cancelled else None
    if request.method == "POST" and "cancel" in request.POST and stands:
        interviewing.cancel_interview(stands.interview, by=me(request))
        messages.success(request, "Called off. The applicant is told by mail and on their page.")
        return redirect("admin:application", pk)
    form = InterviewForm(request.POST or None, zone=application.cohort.tz, version=stands.version if stands else None)
    if form.is_valid():
        try:
            interviewing.set_interview(application, **form.cleaned_data, by=me(request))
        except InterviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Set. The applicant is told by mail and on their page.")
            return redirect("admin:application", pk)
    context = {
        "title": f"Interview with {application.applicant}",
        "application": application,
        "cohort": application.cohort,
        "shown": shown,
        "stands": stands,
        "form": form,
    }
    return render(request, "admin/applicants/interview.html", context, status=400 if form.errors else 200)


@require_GET
def wishes(request: HttpRequest) -> HttpResponse:
    """Who asked for another time."""
    rows = open_wishes().select_related("interview__application__applicant", "interview__application__cohort")[:200]
    context = {"title": "Interviews at another time", "wishes": rows, "may_change": request.user.has_perm(CHANGE)}
    return render(request, "admin/applicants/another_times.html", context)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the time stays."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied("Your role may read applications, not change them.")
    wish = get_object_or_404(AnotherTime, pk=pk)
    try:
        interviewing.keep_time(wish, answer=request.POST.get("answer", "").replace("\x00", "")[:1000], by=me(request))
    except InterviewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Answered. The applicant reads it on their page.")
    return redirect("admin:another-times")

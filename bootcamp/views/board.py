"""The board: who is ready and who is not, a meeting written down, and everybody ticked signed in one operation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bootcamp.forms.certificates import MeetingForm
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import BoardMeeting
from bootcamp.selectors.certificates import of_class, without_certificate
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import standing_of_class
from bootcamp.services.certificates import issue_many
from bootcamp.services.completing import why_not
from bootcamp.services.signing_off import can_sign, candidates_for, record_meeting, sign_off
from bootcamp.views.guard import class_for, ids_in, is_manager, managers, plan_for, staff
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from cohorts.models import Cohort


def meetings_of(cohort: Cohort, user: User) -> list[tuple[BoardMeeting, list[str], bool]]:
    """The meetings of a class, the latest first: each with its members' names, and whether somebody may sign for it."""
    found = BoardMeeting.objects.filter(cohort=cohort).prefetch_related("members").select_related("recorded_by")
    return [
        (
            meeting,
            [*map(str, meeting.members.all()), *(name.strip() for name in meeting.others.splitlines() if name.strip())],
            can_sign(user, meeting),
        )
        for meeting in found[:20]
    ]


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def completion(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may be signed off, and what the others lack. One form signs all that are ticked."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    if request.method == "POST":
        sign(request, cohort)
        return redirect("bootcamp:completion", cohort.slug)
    standings = standing_of_class(plan, list(in_class(cohort).select_related("application__applicant", "completion")))
    learning = [standing for standing in standings if standing.enrolment.status != EnrolmentStatus.COMPLETED]
    reasons = [(standing, why_not(standing)) for standing in learning]
    signed = [standing for standing in standings if standing.enrolment.status == EnrolmentStatus.COMPLETED]
    issued = of_class([standing.enrolment.pk for standing in signed])
    meetings = meetings_of(cohort, me(request))
    return render(
        request,
        "bootcamp/completion.html",
        {
            "cohort": cohort,
            "tab": "completion",
            "plan": plan,
            "ready": [standing for standing, why in reasons if not why],
            "not_ready": [(standing, why) for standing, why in reasons if why],
            "signed": [(standing, issued.get(standing.enrolment.pk)) for standing in signed],
            "without": sum(standing.enrolment.pk not in issued for standing in signed),
            "meetings": meetings,
            "signable": [meeting for meeting, _, may in meetings if may],
            "is_manager": is_manager(request),
            "reader": me(request),
        },
    )


def sign(request: HttpRequest, cohort: Cohort) -> None:
    """Do what the page asks for, and say what came of it."""
    if "issue" in request.POST and is_manager(request):
        try:
            made = issue_many(without_certificate(cohort.pk).values_list("pk", flat=True), by=me(request))
        except ValueError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Certificates issued: {len(made)}.")
        return
    ids = ids_in(request.POST.getlist("ready"))
    number = request.POST.get("meeting", "")
    meeting = BoardMeeting.objects.filter(
        cohort=cohort, pk=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    ).first()
    if meeting is None:
        messages.error(request, "Choose the meeting of the board that decided it. Nothing was signed.")
        return
    if not ids:
        messages.info(request, "Nobody was ticked, so nothing was signed.")
        return
    try:
        result = sign_off(meeting, ids, by=me(request))
    except ValueError as refused:
        messages.error(request, f"Nothing was signed. {refused}")
        return
    if result.moved:
        messages.success(request, f"Completions signed: {len(result.moved)}. Their certificates are issued.")
    if result.skipped:
        messages.warning(request, f"Not signed: {len(result.skipped)}. The reasons stand beside the names.")


@managers
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down that the board met, and who sat on it."""
    cohort = class_for(request, slug)
    today = timezone.now().astimezone(cohort.tz).date()
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, candidates=candidates_for(cohort), initial={"held_on": today})
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        try:
            record_meeting(cohort, by=me(request), **given | {"members": list(given["members"])})
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The meeting is written down. Now sign what it decided.")
            return redirect("bootcamp:completion", cohort.slug)
    context = {"cohort": cohort, "tab": "completion", "form": form}
    return render(request, "bootcamp/board_meeting.html", context, status=422 if form.errors else 200)

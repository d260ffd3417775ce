"""One person: how they stand and why, who looks after them, and their last mile."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bootcamp.forms.person import ContactForm, FollowUpForm, TrackForm
from bootcamp.lifecycle import ENROLMENT
from bootcamp.models import AttendanceRecord, Enrolment, GradeRecord
from bootcamp.selectors.last_mile import attempts_of, awards_of, tracks_of
from bootcamp.selectors.standing import standing_of, standing_of_class
from bootcamp.services import (
    join_track,
    open_follow_up,
    record_contact,
)
from bootcamp.services.following_up import next_weekday
from bootcamp.views.guard import class_for, may_write, need_write, person_in, plan_for, staff
from careerpath.accounts.models import User


def forms_of(enrolment: Enrolment, data: dict[str, Any] | None, action: str) -> dict[str, forms.Form]:
    """The forms of the page; the one that was sent is bound."""

    def bound(name: str) -> dict[str, Any] | None:
        return data if action == name else None

    today = timezone.now().astimezone(enrolment.cohort.tz).date()
    return {
        "follow_up": FollowUpForm(bound("follow_up"), initial={"contact_by": next_weekday(today)}, prefix="follow_up"),
        "contact": ContactForm(bound("contact"), prefix="contact"),
        "track": TrackForm(bound("track"), prefix="track"),
    }


def carry_out(enrolment: Enrolment, action: str, data: dict[str, Any], *, by: User) -> str:
    """Do what a form of the page asks for; returns what to say. Raises ValueError in words."""
    match action:
        case "follow_up":
            standing = standing_of(enrolment, warned=True)
            reasons = "\n".join(flag.reason for flag in standing.flags) if standing else ""
            open_follow_up(enrolment, by=by, contact_by=data["contact_by"], reasons=reasons)
            return f"You contact {enrolment.name} by {data['contact_by']:%A %d %B}."
        case "contact":
            record_contact(enrolment, by=by, outcome=data["outcome"])
            return "Written down."
        case "track":
            join_track(enrolment, track=data["track"], by=by)
            return f"{enrolment.name} is in the track {data['track']}."
    raise PermissionDenied("The page does not know this.")


@staff
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Everything about one learner that those who teach them need, with how each figure came about."""
    cohort = class_for(request, slug)
    found = person_in(cohort, public_id)
    plan = plan_for(cohort)
    action = request.POST.get("action", "")
    shown = forms_of(found, request.POST if request.method == "POST" else None, action)
    if request.method == "POST":
        by = need_write(request, cohort)
        if action not in shown:
            raise PermissionDenied("The page does not know this.")
        form = shown[action]
        if form.is_valid():
            try:
                messages.success(request, carry_out(found, action, form.cleaned_data, by=by))
                return redirect("bootcamp:person", cohort.slug, found.public_id)
            except ValueError as refused:
                form.add_error(None, str(refused))
    follow_ups = list(found.follow_ups.select_related("owner"))
    context = {
        "cohort": cohort,
        "tab": "class",
        "person": found,
        "plan": plan,
        "standing": standing_of_class(plan, [found], warned=True)[0],
        "forms": shown,
        "sent": shown.get(action),
        "follow_ups": follow_ups,
        "open_follow_up": next((item for item in follow_ups if item.contacted_at is None), None),
        "history": [(row, ENROLMENT.labels[row.to_status]) for row in found.history.select_related("by")],
        "corrections": AttendanceRecord.objects.filter(attendance__enrolment=found)
        .exclude(reason="")
        .select_related("attendance__session", "by")
        .order_by("-at")[:30],
        "grade_history": GradeRecord.objects.filter(grade__enrolment=found)
        .select_related("grade__assessment", "by")
        .order_by("-at", "-pk")[:30],
        "tracks": tracks_of(found),
        "attempts": attempts_of(found),
        "awards": awards_of(found),
        "today": timezone.now().date(),
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/person.html", context, status=200 if request.method == "GET" else 422)

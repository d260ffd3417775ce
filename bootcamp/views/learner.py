"""The learner's own page: today, this week, what counts, what is missing."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from bootcamp.selectors.last_mile import attempts_of, awards_of, tracks_of
from bootcamp.selectors.people import learner_enrolment
from bootcamp.selectors.standing import plan_of, standing_of_class
from careerpath.accounts.access import me


def week_title(monday: date, today: date, starts: date) -> str:
    """What the week that is shown is to somebody who reads it today."""
    if today < starts:
        return "Your first week"
    return "This week" if monday <= today else "Next week"


@login_required
@require_GET
def learner(request: HttpRequest) -> HttpResponse:
    """My boot camp. Somebody without an enrolment reads what will be here."""
    own = learner_enrolment(me(request))
    plan = plan_of(own.cohort) if own else None
    if own is None or plan is None:
        return render(request, "bootcamp/learner.html", {"own": own})
    now = timezone.now()
    today = now.astimezone(own.cohort.tz).date()
    standing = standing_of_class(plan, [own])[0]
    # On Saturday and Sunday the week that matters is the one to come.
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if today.weekday() > 4 else 0)
    if today > own.cohort.bootcamp_ends:
        week = []
    else:
        if today < own.cohort.bootcamp_starts:
            monday = own.cohort.bootcamp_starts - timedelta(days=own.cohort.bootcamp_starts.weekday())
        days = [(session, session.starts_at.astimezone(own.cohort.tz).date()) for session in plan.sessions]
        week = [
            (session, "now" if day == today else "done" if day < today else "next")
            for session, day in days
            if monday <= day < monday + timedelta(days=7)
        ]
    noted = {session.pk: sitting for session, sitting in standing.sittings}
    left = sum(session.minutes for session in plan.sessions if session.pk not in noted and session.ends_at > now)
    due = [
        assessment
        for assessments in plan.assessments.values()
        for assessment in assessments
        if now <= assessment.due_at < now + timedelta(days=8)
    ]
    return render(
        request,
        "bootcamp/learner.html",
        {
            "own": own,
            "cohort": own.cohort,
            "plan": plan,
            "standing": standing,
            "today": today,
            "week": week,
            "week_title": week_title(monday, today, own.cohort.bootcamp_starts),
            "due": sorted(due, key=lambda assessment: assessment.due_at),
            "spare": standing.attendance.minutes_to_spare(plan.programme.attendance_min, left),
            "tracks": tracks_of(own),
            "attempts": attempts_of(own),
            "awards": awards_of(own),
        },
    )

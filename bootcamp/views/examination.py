"""The examination of a class: everybody with their attempts in one table, and the next sitting recorded in it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bootcamp.models import Enrolment
from bootcamp.progress.examination import Attempt, AttemptRefused, counting, may_try_on, next_number
from bootcamp.selectors.people import in_class
from bootcamp.services.examining import AttemptsRefused, attempts_of, examination_of, record_examination
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff

ABSENT: Final = ("absent", "x", "-", "–")


@dataclass(slots=True)
class Line:
    """One person in the table: what there is, what was typed, what is wrong with it, and why nothing can be typed."""

    person: Enrolment
    attempts: list[Attempt]
    why_not: str = ""
    typed: str = ""
    error: str = ""
    best: Decimal | None = field(default=None)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def examination(request: HttpRequest, slug: str) -> HttpResponse:
    """Attempts of the whole class; one form records a sitting for as many as sat."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    assessment = examination_of(cohort.pk)
    if assessment is None:
        raise Http404("This programme has no examination.")
    today = timezone.now().astimezone(cohort.tz).date()
    people = list(in_class(cohort))
    day, problem, status = request.POST.get("held_on", "") or today.isoformat(), "", 200
    typed: dict[int, str] = {}
    errors: dict[int, str] = {}
    if request.method == "POST":
        by = need_write(request, cohort)
        typed = {
            person.pk: text
            for person in people
            if (text := request.POST.get(f"points-{person.pk}", "").replace("\x00", "").strip()[:20])
        }
        results, errors = read_results(typed)
        try:
            held_on = date.fromisoformat(day)
            if not typed:
                problem = "Nobody has points, so nothing was recorded."
            elif not errors:
                count = record_examination(assessment, results, held_on=held_on, by=by)
                messages.success(
                    request, f"Attempts recorded: {count}. The best of each person stands in the gradebook."
                )
                return redirect("bootcamp:examination", cohort.slug)
        except AttemptsRefused as refused:
            errors = refused.errors
        except ValueError as refused:
            problem = str(refused) if "day" in str(refused) else "Give the day on which the examination was held."
        if errors:
            problem = (
                f"Nothing was recorded yet: {len(errors)} of {len(typed)} cannot be as typed. See beside the names."
            )
        status = 422
    there = attempts_of(assessment, [person.pk for person in people])
    programme = plan.programme
    lines = [
        Line(
            person,
            theirs := there.get(person.pk, []),
            why_not(theirs, programme.examination_attempts, programme.examination_waiting_days, today),
            typed.get(person.pk, ""),
            errors.get(person.pk, ""),
            counting(theirs),
        )
        for person in people
    ]
    context = {
        "cohort": cohort,
        "tab": "examination",
        "plan": plan,
        "assessment": assessment,
        "lines": lines,
        "numbers": range(1, programme.examination_attempts + 1),
        "held_on": day,
        "today": today,
        "problem": problem,
        "may_write": may_write(request, cohort),
        "sat": sum(bool(line.attempts) for line in lines),
        "passed": sum(any(attempt.passed for attempt in line.attempts) for line in lines),
    }
    return render(request, "bootcamp/examination.html", context, status=status)


def read_results(typed: dict[int, str]) -> tuple[dict[int, Decimal | None], dict[int, str]]:
    """What was typed as points, by enrolment id (None: did not come), and what cannot be read, in words."""
    results: dict[int, Decimal | None] = {}
    errors: dict[int, str] = {}
    for pk, text in typed.items():
        if text.lower() in ABSENT:
            results[pk] = None
            continue
        try:
            results[pk] = Decimal(text.replace(",", "."))
        except InvalidOperation:
            errors[pk] = "Type points as a number, or “absent”."
    return results, errors


def why_not(attempts: list[Attempt], most: int, waiting_days: int, today: date) -> str:
    """Why somebody cannot sit now; empty where they can. A day that is still to come is said as one."""
    try:
        next_number(attempts, most=most, waiting_days=waiting_days, on=today)
    except AttemptRefused as refused:
        if any(attempt.passed for attempt in attempts):
            return "Passed"
        if len(attempts) >= most:
            return str(refused)
        return f"May sit again from {may_try_on(attempts[-1], waiting_days):%A %d %B %Y}."
    return ""

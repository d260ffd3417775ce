"""The schedule of a class: what is when, and every change of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bootcamp.forms.schedule import AddForm, CancelForm, HolidayForm, MoveForm, ShiftForm, filled
from bootcamp.models import Attendance, Holiday, Session
from bootcamp.selectors.overview import session_rows
from bootcamp.selectors.people import in_class
from bootcamp.selectors.schedule import changes_of, last_moves, week_of
from bootcamp.selectors.standing import standing_of_class
from bootcamp.services.scheduling import (
    AttendanceTaken,
    ScheduleRefused,
    add_session,
    cancel_session,
    move_session,
    restore_session,
    shift_sessions,
)
from bootcamp.views.guard import class_for, is_manager, may_write, plan_for, staff
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from careerpath.ui.moments import say_day, say_moment
from cohorts.models import Cohort


def may_arrange(request: HttpRequest, cohort: Cohort) -> bool:
    """Whether the reader may change who is in a class and when it meets: its instructors, and programme managers."""
    return is_manager(request) or may_write(request, cohort)


def need_arrange(request: HttpRequest, cohort: Cohort) -> User:
    """The instructor of this class or the manager, or a refusal in words."""
    if not may_arrange(request, cohort):
        raise PermissionDenied("Only the instructors of this class and programme managers change this.")
    return me(request)


def session_for(request: HttpRequest, slug: str, session_id: int) -> tuple[Cohort, Session]:
    """A class that the reader may see, and a session of it."""
    cohort = class_for(request, slug)
    found = Session.objects.select_related("module", "section", "instructor")
    return cohort, get_object_or_404(found, pk=session_id, module__programme=cohort.pk)


@staff
@require_GET
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """All sessions of the boot camp by week, with what changed and the state of their attendance."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    rows = session_rows(plan, standing_of_class(plan, list(in_class(cohort))), timezone.now())
    moves = last_moves(plan.sessions)
    sections = {section.pk: section for section in cohort.sections.all()}
    weeks: dict[int, list[Any]] = {}
    for row in rows:
        row.session.section = sections.get(row.session.section_id or 0)
        day = row.session.starts_at.astimezone(cohort.tz).date()
        weeks.setdefault(week_of(day, cohort), []).append((row, moves.get(row.session.pk)))
    off: dict[int, list[Holiday]] = {}
    for holiday in plan.programme.holidays.order_by("day"):
        off.setdefault(week_of(holiday.day, cohort), []).append(holiday)
    return render(
        request,
        "bootcamp/sessions.html",
        {
            "cohort": cohort,
            "tab": "sessions",
            "plan": plan,
            "weeks": [(number, weeks.get(number, []), off.get(number, [])) for number in sorted(weeks | off)],
            "may_write": may_write(request, cohort),
            "may_arrange": may_arrange(request, cohort),
        },
    )


def act(form: Any, do: Callable[[], Any]) -> bool:
    """Do what a valid form asks for; whether it was done. A refusal stands on the form, the tick beside what it is about."""
    if not form.is_valid():
        return False
    try:
        do()
    except AttendanceTaken as refused:
        form.add_error("despite_attendance", str(refused))
    except ScheduleRefused as refused:
        form.add_error(None, str(refused))
    else:
        return True
    return False


def change_forms(request: HttpRequest, cohort: Cohort, session: Session) -> tuple[MoveForm, CancelForm]:
    """The two forms of a session's page; the one that was sent is bound."""
    action = request.POST.get("action")
    seen = {"sequence": session.sequence}
    move = MoveForm(
        request.POST if action == "move" else None, cohort=cohort, initial=filled(session, cohort) | seen, prefix="move"
    )
    cancel = CancelForm(request.POST if action == "cancel" else None, initial=seen, prefix="cancel")
    if not Attendance.objects.filter(session=session).exists():
        for form in (move, cancel):
            del form.fields["despite_attendance"]
    return move, cancel


def move_as_asked(form: MoveForm, session: Session, *, by: User) -> None:
    """Move a session as a valid form says; without sections in the class it stays whose it is."""
    values, slot = form.cleaned_data, form.slot
    move_session(
        session,
        to=slot if "section" in form.fields else replace(slot, section=session.section),
        title=values["title"],
        reason=values["reason"],
        by=by,
        sequence=values["sequence"],
        despite_attendance=values.get("despite_attendance", False),
    )


def cancel_as_asked(form: CancelForm, session: Session, *, by: User) -> None:
    """Call a session off as a valid form says."""
    values = form.cleaned_data
    cancel_session(
        session,
        reason=values["because"],
        by=by,
        sequence=values["sequence"],
        despite_attendance=values.get("despite_attendance", False),
    )


@staff
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """Move a session, call it off or bring it back."""
    cohort, session = session_for(request, slug, session_id)
    move, cancel = change_forms(request, cohort, session)
    action = request.POST.get("action", "")
    if request.method == "POST":
        by = need_arrange(request, cohort)
        done = ""
        if action == "move" and act(move, lambda: move_as_asked(move, session, by=by)):
            when = say_moment(move.slot.starts_at, cohort.tz)
            done = f"“{move.cleaned_data['title']}” stands in the schedule for {when}. Whoever it concerns is told."
        elif action == "cancel" and act(cancel, lambda: cancel_as_asked(cancel, session, by=by)):
            done = f"“{session.title}” is called off. Whoever it concerns is told."
        elif action == "restore":
            return bring_back(request, cohort, session, by=by)
        if done:
            messages.success(request, done)
            return redirect("bootcamp:sessions", cohort.slug)
    context = {
        "cohort": cohort,
        "tab": "sessions",
        "session": session,
        "forms": {"move": move, "cancel": cancel},
        "cancelling": action == "cancel",
        "noted": Attendance.objects.filter(session=session).count(),
        "changes": changes_of(session),
        "may_arrange": may_arrange(request, cohort),
    }
    return render(request, "bootcamp/session_change.html", context, status=200 if request.method == "GET" else 422)


def bring_back(request: HttpRequest, cohort: Cohort, session: Session, *, by: User) -> HttpResponse:
    """A session that was called off takes place after all."""
    try:
        restore_session(session, by=by)
    except ScheduleRefused as refused:
        messages.error(request, str(refused))
        return redirect("bootcamp:session-change", cohort.slug, session.pk)
    messages.success(request, f"“{session.title}” takes place after all. Whoever it concerns is told.")
    return redirect("bootcamp:sessions", cohort.slug)


@staff
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """One more session."""
    cohort = class_for(request, slug)
    plan_for(cohort)
    by = need_arrange(request, cohort)
    last = Session.objects.filter(module__programme=cohort.pk).select_related("module").order_by("-starts_at").first()
    initial = {name: filled(last, cohort)[name] for name in ("starts", "ends", "mode", "place")} if last else {}
    form = AddForm(request.POST or None, cohort=cohort, initial=initial)
    if request.method == "POST" and act(
        form,
        lambda: add_session(
            form.cleaned_data["module"],
            title=form.cleaned_data["title"],
            slot=form.slot,
            reason=form.cleaned_data["reason"],
            by=by,
        ),
    ):
        messages.success(request, f"“{form.cleaned_data['title']}” stands in the schedule. The class is told.")
        return redirect("bootcamp:sessions", cohort.slug)
    status = 200 if request.method == "GET" else 422
    return render(
        request, "bootcamp/session_add.html", {"cohort": cohort, "tab": "sessions", "form": form}, status=status
    )


@staff
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything from a day on later or earlier; and the days on which nothing is taught."""
    cohort = class_for(request, slug)
    programme = plan_for(cohort).programme
    by = need_arrange(request, cohort)
    action = request.POST.get("action", "")
    form = ShiftForm(request.POST if action == "shift" else None, prefix="shift")
    holiday = HolidayForm(request.POST if action == "holiday" else None, prefix="holiday")
    if action == "shift":
        result: list[Any] = []
        if act(form, lambda: result.append(shift_sessions(programme, by=by, **form.cleaned_data))):
            done = result[0]
            messages.success(
                request,
                f"Sessions moved: {done.sessions}; due dates moved: {done.assessments}. "
                f"The last of them is on {say_day(done.last_day)}. The class is told.",
            )
            if done.last_day > cohort.bootcamp_ends:
                messages.warning(
                    request,
                    f"That is after the last day of the class, {say_day(cohort.bootcamp_ends)}. "
                    "Tell the programme manager, who changes the dates of the cohort.",
                )
            return redirect("bootcamp:sessions", cohort.slug)
    elif action == "holiday" and holiday.is_valid():
        Holiday.objects.update_or_create(
            programme=programme, day=holiday.cleaned_data["day"], defaults={"name": holiday.cleaned_data["name"]}
        )
        messages.success(
            request, "The day is off from now on. Sessions that stand on it stay until you move them or shift the days."
        )
        return redirect("bootcamp:shift", cohort.slug)
    elif action == "work":
        sent = request.POST.get("holiday", "")
        known = sent.isascii() and sent.isdigit() and len(sent) < 16
        Holiday.objects.filter(programme=programme, pk=int(sent) if known else 0).delete()
        messages.success(request, "The day is taught again. Nothing was put on it.")
        return redirect("bootcamp:shift", cohort.slug)
    context = {
        "cohort": cohort,
        "tab": "sessions",
        "form": form,
        "holiday": holiday,
        "holidays": programme.holidays.order_by("day"),
    }
    return render(request, "bootcamp/shift.html", context, status=200 if request.method == "GET" else 422)

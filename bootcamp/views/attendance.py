"""Attendance of a session: the whole class on one grid."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bootcamp.forms.attendance import read_attendance, seen_attendance, write_noted
from bootcamp.forms.grids import dump_seen
from bootcamp.models import Attendance, AttendanceCode, Enrolment, Session
from bootcamp.selectors.people import in_class
from bootcamp.services import ReasonNeeded
from bootcamp.services.grids import GridResult, as_written, save_attendance
from bootcamp.views.guard import class_for, may_write, need_write, staff

CODES = [(code.value, code.label) for code in AttendanceCode if code != AttendanceCode.NOT_HELD]
LABELS = {code.value: str(code.label) for code in AttendanceCode}


@staff
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """Attendance of the whole class in one session, as one form: everybody present, then the exceptions."""
    cohort = class_for(request, slug)
    session = get_object_or_404(Session.objects.select_related("module"), pk=session_id, module__programme=cohort.pk)
    people = list(in_class(cohort))
    ids = [person.pk for person in people]
    today = timezone.now().astimezone(cohort.tz).date()
    begun = (
        session.starts_at.astimezone(cohort.tz).date() <= today
    )  # from the morning on, not from the minute it starts
    sent: dict[int, tuple[str, int | None]] = {}
    result, problem = GridResult(), ""
    reason = request.POST.get("reason", "").replace("\x00", "")[:300]
    if request.method == "POST":
        by = need_write(request, cohort)
        sent, errors = read_attendance(request.POST, ids)
        if "not_held" in request.POST:
            sent, errors = dict.fromkeys(ids, (AttendanceCode.NOT_HELD.value, None)), {}
        result = GridResult(errors=errors)
        if not begun:
            problem = "This session is on a later day. Attendance can be marked from that morning on."
        elif not errors:
            seen = seen_attendance(request.POST.get("seen", ""), ids)
            try:
                result = save_attendance(session, sent=sent, seen=seen, by=by, reason=reason)
            except ReasonNeeded as needed:
                problem = str(needed)
        if not (problem or result.errors or result.conflicts):
            messages.success(
                request, f"Attendance saved: {result.saved} new or changed." if result.saved else "Nothing had changed."
            )
            return redirect("bootcamp:attendance", cohort.slug, session.pk)
    now = {
        pk: as_written(code, minutes, session.minutes)
        for pk, code, minutes in Attendance.objects.filter(session=session).values_list(
            "enrolment_id", "code", "minutes"
        )
    }
    rows = [attendance_row(person, now, sent, result) for person in people]
    context = {
        "cohort": cohort,
        "tab": "sessions",
        "session": session,
        "rows": rows,
        "codes": CODES,
        "noted": len(now),
        "begun": begun,
        "may_write": may_write(request, cohort),
        "seen": dump_seen({str(pk): write_noted(noted) for pk, noted in now.items() if pk in ids}),
        "problem": problem,
        "wrong": [row for row in rows if row["error"]],
        "reason": reason,
        "counts": count_codes(now),
    }
    return render(request, "bootcamp/attendance.html", context, status=200 if request.method == "GET" else 422)


def count_codes(now: dict[int, tuple[str, int | None]]) -> list[tuple[str, str, int]]:
    """How often each code is noted, in the order of the codes."""
    codes = [code for code, _ in now.values()]
    return [(code, LABELS[code], codes.count(code)) for code in AttendanceCode.values if code in codes]


def attendance_row(
    person: Enrolment,
    now: dict[int, tuple[str, int | None]],
    sent: dict[int, tuple[str, int | None]],
    result: GridResult,
) -> dict[str, Any]:
    """One line of the grid: what was sent, else what is noted, else present; with what is wrong with it."""
    code, minutes = sent.get(person.pk) or now.get(person.pk) or (AttendanceCode.PRESENT.value, None)
    error = result.errors.get(person.pk, "")
    if person.pk in result.conflicts:
        other = now.get(person.pk, ("", None))
        error = f"Somebody noted “{LABELS.get(other[0], '')}” meanwhile. Save again to replace it with yours."
    return {
        "person": person,
        "code": code,
        "label": LABELS.get(code, code),
        "minutes": minutes,
        "noted": person.pk in now,
        "error": error,
    }

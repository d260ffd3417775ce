"""Attendance of a session: the whole class on one grid, and everything that ever stood in it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bootcamp.forms.attendance import read_attendance, seen_attendance, write_noted
from bootcamp.forms.grids import dump_seen
from bootcamp.models import Attendance, AttendanceCode, CheckIn, Enrolment, MeetingReport, Session
from bootcamp.selectors.attendance import history_of, open_check_in_of, people_of, requests_of
from bootcamp.services import ReasonNeeded
from bootcamp.services.grids import GridResult, as_written, save_attendance
from bootcamp.services.locking import MayNotNote, check_can_note, is_locked, locks_at
from bootcamp.views.guard import class_for, is_manager, may_write, staff
from careerpath.accounts.access import me
from careerpath.pipeline import clock
from cohorts.models import Cohort

KEYS = {
    AttendanceCode.PRESENT: "P",
    AttendanceCode.LATE: "L",
    AttendanceCode.LEFT_EARLY: "F",
    AttendanceCode.REMOTE: "R",
    AttendanceCode.MADE_UP: "M",
    AttendanceCode.EXCUSED: "E",
    AttendanceCode.UNEXCUSED: "U",
}
CODES = [(code.value, str(code.label), key) for code, key in KEYS.items()]
LABELS = {code.value: str(code.label) for code in AttendanceCode}


def session_for(cohort: Cohort, session_id: int) -> Session:
    """A session of this class, with its module, programme and section."""
    found = (
        Session.objects.select_related("module__programme__cohort", "section")
        .filter(pk=session_id, module__programme=cohort.pk)
        .first()
    )
    if found is None:
        raise Http404("There is no such session in this class.")
    return found


def has_begun(session: Session, cohort: Cohort) -> bool:
    """Whether its day has come, in the cohort's zone: from the morning on, not from the minute it starts."""
    return session.starts_at.astimezone(cohort.tz).date() <= clock.now().astimezone(cohort.tz).date()


def refusal(request: HttpRequest, session: Session) -> str:
    """Why this reader may not note attendance now, in words; empty where they may."""
    try:
        check_can_note(session, session.module.programme, by=me(request))
    except MayNotNote as refused:
        return str(refused)
    return ""


def need_note(request: HttpRequest, session: Session) -> None:
    """Refuse whoever may not note attendance of this session now."""
    if words := refusal(request, session):
        raise PermissionDenied(words)


@staff
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """Attendance of the whole class in one session, as one form: everybody present, then the exceptions."""
    cohort = class_for(request, slug)
    session = session_for(cohort, session_id)
    programme = session.module.programme
    people = list(people_of(session, cohort))
    ids = [person.pk for person in people]
    begun = has_begun(session, cohort)
    sent: dict[int, tuple[str, int | None]] = {}
    result, problem = GridResult(), ""
    reason = request.POST.get("reason", "").replace("\x00", "")[:300]
    if request.method == "POST":
        need_note(request, session)
        sent, errors = read_attendance(request.POST, ids, session.minutes)
        if "not_held" in request.POST:
            sent, errors = dict.fromkeys(ids, (AttendanceCode.NOT_HELD.value, None)), {}
        result = GridResult(errors=errors)
        if session.cancelled_at is not None:
            problem = "This session was called off, so nobody is noted in it."
        elif not begun:
            problem = "This session is on a later day. Attendance can be marked from that morning on."
        elif not errors:
            seen = seen_attendance(request.POST.get("seen", ""), ids)
            try:
                result = save_attendance(session, sent=sent, seen=seen, by=me(request), reason=reason)
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
    # Where people noted themselves, or a report of the meeting did, whoever is not noted was not there.
    counted = (
        CheckIn.objects.filter(session=session).exists()
        or MeetingReport.objects.filter(session=session, applied_at__isnull=False).exists()
    )
    default = AttendanceCode.UNEXCUSED.value if counted else AttendanceCode.PRESENT.value
    rows = [attendance_row(person, now, sent, result, default) for person in people]
    locked = is_locked(session, programme)
    context = {
        "cohort": cohort,
        "tab": "sessions",
        "session": session,
        "rows": rows,
        "codes": CODES,
        "noted": len(now),
        "left_out": len(ids) - len(now.keys() & set(ids)),
        "counted": counted,
        "begun": begun,
        "may_note": not refusal(request, session),
        "locked": locked,
        "locks_at": locks_at(session, programme),
        "may_ask": locked and may_write(request, cohort) and not is_manager(request),
        "requests": list(requests_of(session)) if locked else [],
        "open_check_in": open_check_in_of(session),
        "may_open": not locked and session.cancelled_at is None and session.ends_at > clock.now(),
        "seen": dump_seen({str(pk): write_noted(noted) for pk, noted in now.items() if pk in ids}),
        "problem": problem,
        "wrong": [row for row in rows if row["error"]],
        "reason": reason,
        "counts": count_codes(now),
    }
    return render(request, "bootcamp/attendance.html", context, status=200 if request.method == "GET" else 422)


@staff
@require_GET
def history(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """Every value that was ever noted in a session: of whom, by whom, when and why."""
    cohort = class_for(request, slug)
    session = session_for(cohort, session_id)
    changes = history_of(session)
    context = {
        "cohort": cohort,
        "tab": "sessions",
        "session": session,
        "corrections": [change for change in changes if change.before is not None],
        "first": [change for change in changes if change.before is None],
        "checked_in": list(
            CheckIn.objects.filter(session=session).select_related("opened_by").prefetch_related("people")
        ),
    }
    return render(request, "bootcamp/attendance_history.html", context)


def count_codes(now: dict[int, tuple[str, int | None]]) -> list[tuple[str, str, int]]:
    """How often each code is noted, in the order of the codes."""
    codes = [code for code, _ in now.values()]
    return [(code, LABELS[code], codes.count(code)) for code in AttendanceCode.values if code in codes]


def attendance_row(
    person: Enrolment,
    now: dict[int, tuple[str, int | None]],
    sent: dict[int, tuple[str, int | None]],
    result: GridResult,
    default: str = AttendanceCode.PRESENT.value,
) -> dict[str, Any]:
    """One line of the grid: what was sent, else what is noted, else the default; with what is wrong with it."""
    code, minutes = sent.get(person.pk) or now.get(person.pk) or (default, None)
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

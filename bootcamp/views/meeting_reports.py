"""The report of a meeting tool: chosen, looked at person by person, applied."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from applicants.views.uploads import FORM_BYTES, declared_length, read_away
from bootcamp.forms.attendance import ApplyForm, ReportForm, read_choices
from bootcamp.meeting_reports import MOST_BYTES, Unreadable, suggest
from bootcamp.meeting_reports.intervals import LATE_AFTER
from bootcamp.models import Attendance, MeetingAttendee, MeetingReport
from bootcamp.selectors.attendance import people_of
from bootcamp.selectors.meeting_reports import plain_names, results_of
from bootcamp.services.meeting_reports import NotReady, apply_report, decide, take_report, throw_away
from bootcamp.views.attendance import LABELS, has_begun, need_note, session_for
from bootcamp.views.guard import class_for, staff
from careerpath.accounts.access import me
from cohorts.models import Cohort

Match = MeetingAttendee.Match
TOO_LARGE = "The file is too large: at most 2 MB are read, and a report is much smaller. Nothing of it was kept."


@csrf_exempt  # the inner view asks for the token; it must not be looked for in a body that is too large to read
@staff
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    """Choose the report. A body that is too large is refused by the length it declares, before any of it is kept."""
    if request.method == "POST" and declared_length(request) > MOST_BYTES + FORM_BYTES:
        cohort = class_for(request, slug)
        read_away(request)
        form = ReportForm({}, zone=cohort.time_zone)
        form.errors.clear()
        form.add_error("file", TOO_LARGE)
        return _new(request, cohort, session_id, form, status=413)
    return _upload(request, slug, session_id)


@csrf_protect
def _upload(request: HttpRequest, slug: str, session_id: int) -> HttpResponse:
    cohort = class_for(request, slug)
    if request.method != "POST":
        return _new(request, cohort, session_id, ReportForm(zone=cohort.time_zone))
    session = session_for(cohort, session_id)
    need_note(request, session)
    form = ReportForm(request.POST, request.FILES, zone=cohort.time_zone)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if not has_begun(session, cohort):
                raise Unreadable("This session is still to come, so there is no report of it yet.")
            if session.cancelled_at is not None:
                raise Unreadable("This session was called off, so nobody is noted in it.")
            kept = take_report(
                session,
                session.module.programme,
                data=file.read(MOST_BYTES + 1),
                file_name=str(file.name).replace("\x00", ""),
                time_zone=form.cleaned_data["time_zone"],
                by=me(request),
            )
            return redirect("bootcamp:meeting-report", cohort.slug, session.pk, kept.public_id)
        except Unreadable as unreadable:
            form.add_error("file", str(unreadable))
    return _new(request, cohort, session_id, form, status=422)


def _new(request: HttpRequest, cohort: Cohort, session_id: int, form: ReportForm, *, status: int = 200) -> HttpResponse:
    session = session_for(cohort, session_id)
    context = {
        "cohort": cohort,
        "tab": "sessions",
        "session": session,
        "form": form,
        "reports": MeetingReport.objects.filter(session=session).select_related("read_by", "applied_by"),
    }
    return render(request, "bootcamp/meeting_report_new.html", context, status=status)


@staff
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str, session_id: int, public_id: str) -> HttpResponse:
    """Who of the class each participant is, what the report makes of it, and the button that applies it."""
    cohort = class_for(request, slug)
    session = session_for(cohort, session_id)
    found = get_object_or_404(
        MeetingReport.objects.select_related("session__module", "read_by", "applied_by"),
        public_id=public_id,
        session=session,
    )
    form = ApplyForm(initial={"reason": f"From the {found}."[:300], "late_after": LATE_AFTER})
    if request.method == "POST":
        need_note(request, session)
        action = request.POST.get("action", "")
        if action == "throw_away":
            throw_away(found)
            messages.success(request, "The report was thrown away. Nothing of it was noted.")
            return redirect("bootcamp:meeting-report-new", cohort.slug, session.pk)
        if found.applied_at is None:
            decide(found, read_choices(request.POST, found.attendees.values_list("pk", flat=True)))
        if action != "apply":
            messages.success(request, "Kept. Nothing is noted before you apply the report.")
            return redirect("bootcamp:meeting-report", cohort.slug, session.pk, found.public_id)
        form = ApplyForm(request.POST)
        if form.is_valid():
            try:
                applied = apply_report(found, session.module.programme, by=me(request), **form.cleaned_data)
            except NotReady as refused:
                form.add_error(None, str(refused))
            else:
                kept = f" {applied.kept} that were noted before stay as they are." if applied.kept else ""
                messages.success(request, f"Applied: {applied.written} new or changed.{kept}")
                return redirect("bootcamp:attendance", cohort.slug, session.pk)
    context = review(found, cohort, session_for(cohort, session_id), form)
    return render(request, "bootcamp/meeting_report.html", context, status=200 if request.method == "GET" else 422)


def review(found: MeetingReport, cohort: Cohort, session: Any, form: ApplyForm) -> dict[str, Any]:
    """What the page of a report shows."""
    people = list(people_of(session, cohort))
    names = {person.pk: person.name for person in people}
    plain = plain_names(people)
    attendees = list(found.attendees.all())
    results = results_of(found, session, attendees, late_after=LATE_AFTER)
    noted = {
        pk: (code, minutes)
        for pk, code, minutes in Attendance.objects.filter(session=session).values_list(
            "enrolment_id", "code", "minutes"
        )
    }
    taken = {attendee.enrolment_id for attendee in attendees if attendee.enrolment_id}
    to_decide, decided = [], []
    for attendee in attendees:
        if attendee.match in (Match.EMAIL, Match.BEFORE):
            decided.append({"attendee": attendee, "name": names.get(attendee.enrolment_id or 0, "")})
            continue
        near, sure = suggest(attendee.name, plain)
        first = [(one.key, names[one.key], one.key in taken) for one in near]
        chosen = attendee.enrolment_id or (
            "nobody" if attendee.match == Match.NOBODY else sure if sure not in taken else ""
        )
        to_decide.append(
            {
                "attendee": attendee,
                "near": first,
                "chosen": chosen,
                "sure": attendee.match == Match.OPEN and bool(chosen),
            }
        )
    rows = []
    for pk, result in results.items():
        if pk not in names:
            continue
        code = result.mark[0]
        before = noted.get(pk)
        rows.append(
            {
                "name": names[pk],
                "as": [name for name in result.names if name != names[pk]],
                "code": code,
                "label": LABELS[code],
                "minutes": result.was.minutes if result.was else 0,
                "noted": LABELS[before[0]] if before else "",
                "differs": before is not None and before[0] != code,
            }
        )
    return {
        "cohort": cohort,
        "tab": "sessions",
        "session": session,
        "report": found,
        "form": form,
        "people": [(person.pk, person.name) for person in people],
        "to_decide": to_decide,
        "still_open": sum(attendee.match == Match.OPEN for attendee in attendees),
        "decided": decided,
        "rows": sorted(rows, key=lambda row: str(row["name"]).casefold()),
        "missing": [name for pk, name in names.items() if pk not in results],
    }

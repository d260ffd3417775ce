"""A mentor's pages. Each starts from the mentorships of this mentor; anything else is a 404.

Private notes stand in some of them: those are kept by no cache and no browser, and what was sent is in no report of an error.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from mentorship.forms_goals import ProgressForm
from mentorship.forms_work import SessionForm
from mentorship.models import Mentor, MentoringSession, Mentorship
from mentorship.sealing import why_no_keys
from mentorship.selectors import mentoring as selectors
from mentorship.selectors import work
from mentorship.selectors.notes import notes_of
from mentorship.services.goals import record_progress
from mentorship.services.meetings import arrange
from mentorship.services.working import (
    CannotLog,
    SessionEntry,
    check_can_edit,
    edit_session,
    log_session,
    tick,
    today_of,
)

mentor_only = role_required(Role.MENTOR)


@mentor_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """A mentor's mentees with last and next contact."""
    user = me(request)
    board = selectors.mentor_board(user)
    return render(
        request,
        "mentorship/home.html",
        {"mentor": Mentor.objects.filter(user=user).first(), "rows": board},
    )


def _mine(request: HttpRequest, pk: int) -> Mentorship:
    return get_object_or_404(selectors.of_mentor(me(request)), pk=pk)


@mentor_only
@never_cache
@require_GET
@sensitive_variables()
def mentee(request: HttpRequest, pk: int) -> HttpResponse:
    """One mentee: the plan, sessions, actions, goals, check-ins."""
    mentorship = _mine(request, pk)
    user = me(request)
    (row,) = selectors.rows(Mentorship.objects.filter(pk=mentorship.pk))
    sessions = selectors.sessions_of(mentorship)
    notes = notes_of(sessions, author=user)
    return render(
        request,
        "mentorship/mentee.html",
        {
            "row": row,
            "side": "mentor",
            "sessions": [(session, notes.get(session.pk), _editable(session, request)) for session in sessions],
            **together(mentorship, sessions, side="mentor"),
            "concerns": work.own_concerns(user).filter(mentorship=mentorship),
        },
    )


def _editable(session: MentoringSession, request: HttpRequest) -> bool:
    try:
        check_can_edit(session, by=me(request))
    except CannotLog:
        return False
    return True


def together(mentorship: Mentorship, sessions: list[MentoringSession], *, side: str) -> dict[str, Any]:
    """What the page of either side shows of a mentorship."""
    today = today_of(mentorship)
    return {
        "mentorship": mentorship,
        "goals": work.goals(mentorship),
        "check_ins": work.check_ins(mentorship, side),
        "contacts": work.contacts(mentorship, sessions, today),
        "meetings": work.ahead(mentorship),
        "open_actions": work.open_actions(mentorship),
        "zone": work.zone_of(mentorship, side),
        "progress_form": ProgressForm(),
        "today": today,
    }


@mentor_only
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a session, filled in from the meeting that was planned."""
    mentorship = _mine(request, pk)
    planned = work.to_log(mentorship)
    initial: dict[str, Any] = {}
    if planned is not None:
        initial = {
            "met_on": planned.starts_at.astimezone(mentorship.mentor.tz).date(),
            "minutes": planned.minutes,
            "minutes_other": planned.minutes if planned.minutes not in (15, 30, 45, 60) else None,
            "mode": planned.mode,
        }
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        today=today_of(mentorship),
        open_actions=work.open_actions(mentorship),
        goals=[goal for goal in work.goals(mentorship) if goal.is_open],
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                _log(request, mentorship, form, planned)
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The session is logged."))
            return _back(mentorship, form)
    row = selectors.rows(Mentorship.objects.filter(pk=pk))[0]
    return form_page(
        request, "mentorship/session.html", mentorship, form, planned=planned, no_notes=why_no_keys(), row=row
    )


def _back(mentorship: Mentorship, form: SessionForm) -> HttpResponse:
    """To the mentee, saying which form it was: then the browser forgets what it kept of it."""
    return redirect(reverse("mentorship:mentee", args=[mentorship.pk]) + f"?logged={form.cleaned_data['sent_id']}")


@sensitive_variables()
def _entry(form: SessionForm) -> dict[str, Any]:
    data = form.cleaned_data
    names = ("met_on", "minutes", "mode", "topics", "shared_notes", "private_note", "next_on")
    return {name: data[name] for name in names} | {"actions": form.actions()}


@sensitive_variables()
def _log(request: HttpRequest, mentorship: Mentorship, form: SessionForm, planned: Any) -> None:
    """The session with everything that was ticked beside it; all or nothing. Raises CannotLog."""
    by = me(request)
    if planned is not None and planned.starts_at.astimezone(mentorship.mentor.tz).date() != form.cleaned_data["met_on"]:
        planned = None
    made = log_session(mentorship, by=by, sent_id=form.cleaned_data["sent_id"], meeting=planned, **_entry(form))
    for action in work.actions_of(by).filter(mentorship=mentorship, pk__in=form.cleaned_data["done"]):
        tick(action, by=by)
    for goal, progress, note in form.goal_steps():
        if not goal.steps.filter(session=made).exists():
            record_progress(goal, progress=progress, note=note, by=by, session=made)
    if (moment := form.next_moment(mentorship.mentor.tz)) is not None:
        data = form.cleaned_data
        arrange(mentorship, by=by, starts_at=moment, minutes=data["minutes"], mode=data["mode"])


@mentor_only
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a session that one logged, for a week."""
    user = me(request)
    found = get_object_or_404(work.sessions_by(user), pk=pk)
    mentorship = get_object_or_404(selectors.of_mentor(user), pk=found.mentorship_id)
    try:
        check_can_edit(found, by=user)
    except CannotLog as reason:
        messages.error(request, str(reason))
        return redirect("mentorship:mentee", mentorship.pk)
    note = notes_of([found], author=user).get(found.pk)
    no_notes = (note.problem if note else "") or why_no_keys()
    own = [one for one in found.actions.all() if one.done_at is None]
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        today=today_of(mentorship),
        own_actions=own,
        initial={
            **{name: getattr(found, name) for name in MentoringSession.SHARED},
            "sent_id": found.sent_id,
            "minutes_other": found.minutes if found.minutes not in (15, 30, 45, 60) else None,
            "private_note": note.text if note else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            edit_session(found, SessionEntry(**_entry(form), keep_note=bool(no_notes)), by=user)
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The session is changed."))
            return _back(mentorship, form)
    return form_page(
        request,
        "mentorship/session.html",
        mentorship,
        form,
        editing=found,
        changes=found.changes.select_related("by"),
        no_notes=no_notes,
    )


def form_page(
    request: HttpRequest, template: str, mentorship: Mentorship, form: forms.BaseForm, **more: Any
) -> HttpResponse:
    """A page with one form; 422 where it was sent and has errors."""
    context = {"mentorship": mentorship, "mentee": selectors.name_of(mentorship), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)

"""A mentor's pages. Each starts from the mentorships of this mentor; anything else is a 404."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from mentorship.forms import ProgressForm, SessionForm
from mentorship.models import Mentor, Mentorship
from mentorship.selectors import mentoring as selectors
from mentorship.selectors.notes import notes_of
from mentorship.services.working import CannotLog, log_session, today_of

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
@require_GET
def mentee(request: HttpRequest, pk: int) -> HttpResponse:
    """One mentee: sessions, goals, check-ins."""
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
            "mentorship": mentorship,
            "sessions": [(session, notes.get(session.pk)) for session in sessions],
            **selectors.shared(mentorship),
            "progress_form": ProgressForm(),
            "today": today_of(mentorship),
        },
    )


@mentor_only
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a session."""
    mentorship = _mine(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SessionForm(data, today=today_of(mentorship))
    if request.method == "POST" and form.is_valid():
        try:
            log_session(mentorship, by=me(request), **form.cleaned_data)
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The session is logged."))
            return redirect("mentorship:mentee", pk)
    return form_page(request, "mentorship/session.html", mentorship, form)


def form_page(
    request: HttpRequest, template: str, mentorship: Mentorship, form: forms.BaseForm, **more: Any
) -> HttpResponse:
    """A page with one form; 422 where it was sent and has errors."""
    context = {"mentorship": mentorship, "mentee": selectors.name_of(mentorship), "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)

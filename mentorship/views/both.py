"""What mentor and mentee both do: confirm, set goals and follow them, tick actions, answer check-ins; and the mentee's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from mentorship.forms_goals import CheckInForm, DropForm, GoalForm, ProgressForm
from mentorship.models import CheckIn, Goal, Mentorship
from mentorship.selectors import mentoring as selectors
from mentorship.selectors import wishes, work
from mentorship.services.checking_in import check_can_check_in, record_check_in
from mentorship.services.goals import drop_goal, record_progress, set_goal
from mentorship.services.pairing import CannotConfirm, confirm, side_of
from mentorship.services.working import CannotLog, tick, today_of
from mentorship.views.mentor import form_page, together


def ours(request: HttpRequest, pk: int) -> Mentorship:
    """A mentorship of whoever asks, on either side; else a 404."""
    return get_object_or_404(selectors.of_either(me(request)), pk=pk)


def back(request: HttpRequest, mentorship: Mentorship) -> HttpResponse:
    """To the page of the mentorship on the side of whoever asks."""
    if side_of(mentorship, me(request)) == "mentor":
        return redirect("mentorship:mentee", mentorship.pk)
    return redirect("mentorship:mine")


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """A mentee's own page: their mentor, the plan, the shared part of the sessions, actions, goals, check-ins."""
    mentorship = selectors.current_of_mentee(me(request))
    if mentorship is None:
        return render(request, "mentorship/mine_empty.html")
    (row,) = selectors.rows(Mentorship.objects.filter(pk=mentorship.pk), side="mentee")
    sessions = selectors.sessions_of(mentorship)
    return render(
        request,
        "mentorship/mine.html",
        {
            "row": row,
            "side": "mentee",
            "sessions": sessions,
            **together(mentorship, sessions, side="mentee"),
            "next_pair": wishes.next_proposal(mentorship),
            "concerns": work.own_concerns(me(request)).filter(mentorship=mentorship),
        },
    )


@login_required
@require_POST
def confirm_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes to a proposed pair."""
    mentorship = ours(request, pk)
    try:
        done = confirm(mentorship, by=me(request))
    except CannotConfirm as reason:
        messages.error(request, str(reason))
    else:
        begun = done.began_on is not None
        messages.success(
            request,
            _("You are a pair from today. Meet within 7 days.")
            if begun
            else _("Thank you. It begins when both have said yes."),
        )
    return back(request, mentorship)


@login_required
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick an action, or take the tick away."""
    action = get_object_or_404(work.actions_of(me(request)), pk=pk)
    is_done = request.POST.get("undo") is None
    tick(action, by=me(request), done=is_done)
    messages.success(request, _("Done.") if is_done else _("It is open again."))
    return back(request, action.mentorship)


@login_required
@require_http_methods(["GET", "POST"])
def new_goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a goal."""
    mentorship = ours(request, pk)
    form = GoalForm(request.POST if request.method == "POST" else None, today=today_of(mentorship))
    if request.method == "POST" and form.is_valid():
        try:
            set_goal(mentorship, by=me(request), **form.cleaned_data)
        except CannotLog as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The goal is set."))
            return back(request, mentorship)
    side = side_of(mentorship, me(request))
    return form_page(request, "mentorship/goal.html", mentorship, form, side=side)


def _goal(request: HttpRequest, pk: int) -> Goal:
    return get_object_or_404(
        selectors.goals_of(me(request)).select_related(
            "mentorship__mentor", "mentorship__placement__enrolment__application__applicant"
        ),
        pk=pk,
    )


@login_required
@require_POST
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how far a goal is, with a note."""
    goal = _goal(request, pk)
    form = ProgressForm(request.POST)
    if form.is_valid():
        try:
            record_progress(
                goal, progress=form.cleaned_data["progress"], note=form.cleaned_data["note"], by=me(request)
            )
        except CannotLog as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Recorded."))
    else:
        messages.error(request, _("Choose how far it is."))
    return back(request, goal.mentorship)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a goal, with a reason."""
    goal = _goal(request, pk)
    form = DropForm(request.POST)
    try:
        drop_goal(goal, because=form.cleaned_data["because"] if form.is_valid() else "", by=me(request))
    except CannotLog as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The goal is dropped. It stays on record."))
    return back(request, goal.mentorship)


@login_required
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, pk: int, day: int) -> HttpResponse:
    """Answer a check-in, as mentor or as mentee."""
    mentorship, user = ours(request, pk), me(request)
    try:
        side = check_can_check_in(mentorship, day=day, by=user)
    except CannotLog as reason:
        messages.error(request, str(reason))
        return back(request, mentorship)
    form = CheckInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in CheckIn.QUESTIONS}
        try:
            record_check_in(mentorship, day=day, by=user, answers=answers, comment=form.cleaned_data["comment"])
        except CannotLog as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Thank you. Your answers are recorded."))
        return back(request, mentorship)
    return form_page(request, "mentorship/check_in.html", mentorship, form, day=day, side=side)

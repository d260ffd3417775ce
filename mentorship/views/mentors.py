"""Mentors: their own profile, agreement and wishes; and the coordinator's list and page of each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bootcamp.models import Enrolment
from careerpath.accounts.access import me, role_required, roles_of
from careerpath.accounts.roles import Role
from mentorship.forms_pairing import (
    ConflictForm,
    CoordinatorProfileForm,
    PauseForm,
    ProfileForm,
)
from mentorship.models import AgreementGiven, Mentor, MentorConflict, MentorPause
from mentorship.selectors import mentors as selectors
from mentorship.selectors.wishes import people_cards
from mentorship.services import mentors as services
from mentorship.services.mentors import MentorRefused
from mentorship.services.nudging import choose_nudges, wants_nudges
from mentorship.services.wishes import say_liked

mentor_only = role_required(Role.MENTOR)
manager_only = role_required(Role.MANAGER)
either = role_required(Role.MENTOR, Role.MANAGER)


def _own(request: HttpRequest) -> Mentor:
    return get_object_or_404(Mentor.objects.select_related("user"), user=me(request).pk)


def _may_edit(request: HttpRequest, pk: int) -> Mentor:
    """The mentor, for themselves and for the coordinator; a 404 for others."""
    mentor = get_object_or_404(Mentor.objects.select_related("user"), pk=pk)
    if mentor.user_id != me(request).pk and not _coordinates(request):
        get_object_or_404(Mentor.objects.none(), pk=pk)
    return mentor


def _coordinates(request: HttpRequest) -> bool:
    return Role.MANAGER in roles_of(me(request))


def _back(request: HttpRequest, mentor: Mentor) -> HttpResponse:
    if mentor.user_id == me(request).pk:
        return redirect("mentorship:profile")
    return redirect("mentorship:mentor", mentor.pk)


def _said(request: HttpRequest, form: Any) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)


def _profile_page(request: HttpRequest, mentor: Mentor, form: ProfileForm, *, own: bool) -> HttpResponse:
    agreement = selectors.current_agreement()
    given = AgreementGiven.objects.filter(mentor=mentor).select_related("agreement").order_by("-agreed_at")
    context = {
        "mentor": mentor,
        "own": own,
        "form": form,
        "pauses": list(mentor.pauses.all()),
        "pause_form": PauseForm(),
        "conflict_form": ConflictForm(by_address=not own),
        "conflicts": list(selectors.conflicts_of(mentor)),
        "me_pk": me(request).pk,
        "agreement": agreement,
        "given": list(given),
        "agreed": agreement is not None and any(one.agreement_id == agreement.pk for one in given),
        "rules": selectors.rules(),
        "today": timezone.now().astimezone(mentor.tz).date(),
    }
    if own:
        context["nudged"] = wants_nudges(mentor.user)
    else:
        (context["row"],) = selectors.mentor_rows(Mentor.objects.filter(pk=mentor.pk), timezone.now().date())
    return render(request, "mentorship/profile.html", context, status=422 if form.errors else 200)


def _edit(request: HttpRequest, mentor: Mentor, form_class: type[ProfileForm], *, own: bool) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None, instance=mentor)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_profile(mentor, form.cleaned_data, by=me(request))
        except (MentorRefused, ValidationError) as reason:
            form.add_error(None, reason if isinstance(reason, ValidationError) else str(reason))
        else:
            messages.success(request, "Saved.")
            return _back(request, mentor)
    return _profile_page(request, mentor, form, own=own)


@mentor_only
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """A mentor's own profile."""
    return _edit(request, _own(request), ProfileForm, own=True)


@manager_only
@require_http_methods(["GET", "POST"])
def mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """One mentor, for the coordinator: the same and the training."""
    found = get_object_or_404(Mentor.objects.select_related("user"), pk=pk)
    return _edit(request, found, CoordinatorProfileForm, own=False)


@either
@require_POST
def add_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Days on which nobody new is proposed."""
    mentor, form = _may_edit(request, pk), PauseForm(request.POST)
    if form.is_valid():
        try:
            services.add_pause(mentor, by=me(request), **form.cleaned_data)
            messages.success(request, "The pause is kept. Mentees you have stay.")
        except MentorRefused as reason:
            messages.error(request, str(reason))
    else:
        _said(request, form)
    return _back(request, mentor)


@either
@require_POST
def remove_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pause back."""
    found = get_object_or_404(MentorPause.objects.select_related("mentor__user"), pk=pk)
    mentor = _may_edit(request, found.mentor_id)
    services.remove_pause(found, by=me(request))
    messages.success(request, "The pause is taken back.")
    return _back(request, mentor)


@either
@require_POST
def add_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Not this person, or nobody at this client."""
    mentor, coordinates = _may_edit(request, pk), _coordinates(request)
    form = ConflictForm(request.POST, by_address=coordinates)
    if not form.is_valid():
        _said(request, form)
        return _back(request, mentor)
    said: dict[str, Any] = {"client": form.cleaned_data["client"], "reason": form.cleaned_data["reason"]}
    if name := form.cleaned_data["name"]:
        if coordinates:
            said["enrolment"] = _person(name)
            if said["enrolment"] is None:
                messages.error(request, "Nobody with this address has finished a class. Look at how it is written.")
                return _back(request, mentor)
        else:
            said["name_said"] = name
    try:
        services.declare_conflict(mentor, by=me(request), **said)
        messages.success(request, "Kept. These two are not proposed to each other.")
    except MentorRefused as reason:
        messages.error(request, str(reason))
    return _back(request, mentor)


def _person(address: str) -> Enrolment | None:
    people = Enrolment.objects.filter(application__applicant__email=address.strip().lower())
    return people.order_by("-pk").first()


@manager_only
@require_POST
def find_person(request: HttpRequest, pk: int) -> HttpResponse:
    """The coordinator says whom a mentor meant."""
    conflict = get_object_or_404(MentorConflict.objects.select_related("mentor__user"), pk=pk)
    person = _person(request.POST.get("address", ""))
    if person is None:
        messages.error(request, "Nobody with this address has finished a class. Look at how it is written.")
    else:
        try:
            services.find_person(conflict, person, by=me(request))
            messages.success(request, "Found. These two are not proposed to each other.")
        except MentorRefused as reason:
            messages.error(request, str(reason))
    return redirect("mentorship:mentor", conflict.mentor_id)


@either
@require_POST
def remove_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a conflict back."""
    conflict = get_object_or_404(MentorConflict.objects.select_related("mentor__user"), pk=pk)
    mentor = _may_edit(request, conflict.mentor_id)
    try:
        services.withdraw_conflict(conflict, by=me(request))
        messages.success(request, "Taken back.")
    except MentorRefused as reason:
        messages.error(request, str(reason))
    return _back(request, mentor)


@mentor_only
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """The agreement that counts now, and the button."""
    mentor, now = _own(request), selectors.current_agreement()
    given = AgreementGiven.objects.filter(mentor=mentor, agreement=now).first() if now else None
    if request.method == "POST":
        number = request.POST.get("version", "")
        if now is None or number != str(now.number):
            messages.error(request, "There is a newer version. Read it, then agree.")
        else:
            services.agree(mentor, now, by=me(request))
            messages.success(request, "Thank you. It is kept with today’s date.")
            return redirect("mentorship:profile")
    return render(request, "mentorship/agreement.html", {"agreement": now, "given": given, "mentor": mentor})


@mentor_only
@require_http_methods(["GET", "POST"])
def liked(request: HttpRequest) -> HttpResponse:
    """Whom a mentor would like, of the people who are to have one."""
    mentor = _own(request)
    cards = people_cards(mentor)
    if request.method == "POST":
        chosen = {int(one) for one in request.POST.getlist("liked") if one.isdecimal()}
        shown = [one.enrolment for one in cards]
        say_liked(mentor, by=me(request), shown=shown, liked=chosen)
        messages.success(request, "Kept. It counts when pairs are made.")
        return redirect("mentorship:liked")
    return render(request, "mentorship/liked.html", {"mentor": mentor, "cards": cards})


@mentor_only
@require_POST
def nudges(request: HttpRequest) -> HttpResponse:
    """Stop nudges, or have them again."""
    choose_nudges(me(request), wanted="again" in request.POST)
    messages.success(request, "Kept.")
    return redirect("mentorship:profile")

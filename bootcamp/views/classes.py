"""Who is in a class: sections and instructors, late joiners, leaving and coming back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bootcamp.forms.classes import InstructorForm, LateForm, LeavingForm, SectionForm
from bootcamp.lifecycle import ENROLMENT
from bootcamp.models import Enrolment, Section, Session, Teaching
from bootcamp.selectors.people import in_class
from bootcamp.services.enrolling import (
    NotAdmitted,
    defer_to,
    dismiss,
    enrol_again,
    enrol_late,
    reinstate,
    withdraw,
)
from bootcamp.services.sections import (
    SectionRefused,
    assign_section,
    make_section,
    put_into_section,
    release_instructor,
    remove_section,
    split_class,
)
from bootcamp.services.setting_up import assign_instructor
from bootcamp.views.guard import class_for, is_manager, managers, person_in, plan_for, staff
from bootcamp.views.schedule import may_arrange, need_arrange
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from careerpath.pipeline.lifecycle import IllegalMove
from cohorts.models import Cohort


def number(text: str | None) -> int:
    """A number that was sent; 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def person_of(cohort: Cohort, public_id: str | None) -> Enrolment:
    """Somebody in the class by what their page is known by, or 404."""
    try:
        wanted = UUID(public_id or "")
    except ValueError:
        raise Http404("There is no such person in this class.") from None
    return get_object_or_404(in_class(cohort), public_id=wanted)


def arrange(request: HttpRequest, cohort: Cohort, *, by: User) -> str:
    """Do what one of the small forms asks for; returns what to say. Raises ValueError in words."""
    sent = request.POST
    chosen = Section.objects.filter(cohort=cohort, pk=number(sent.get("section"))).first()
    match sent.get("action"):
        case "remove" if chosen:
            people = remove_section(chosen, by=by)
            return f"{chosen} is gone. People who are in no section now: {people}."
        case "split":
            placed = split_class(cohort, by=by)
            return f"Put into sections: {len(placed)}." if placed else "Everybody is in a section already."
        case "put":
            person = person_of(cohort, sent.get("person"))
            put_into_section(person, section=chosen, by=by)
            return f"{person.name} is in {chosen or 'no section'} now."
        case "look-after":
            need_manager(request)
            teaching = get_object_or_404(Teaching, cohort=cohort, pk=number(sent.get("teaching")))
            assign_section(teaching, section=chosen, by=by)
            return f"{teaching.instructor} looks after {chosen or 'the whole class'}."
        case "release":
            need_manager(request)
            teaching = get_object_or_404(Teaching, cohort=cohort, pk=number(sent.get("teaching")))
            count = release_instructor(teaching, by=by)
            return f"{teaching.instructor} does not teach this class any more. Sessions without an instructor now: {count}."
    raise PermissionDenied("The page does not know this.")


def need_manager(request: HttpRequest) -> None:
    """Refuse in words who is not a programme manager."""
    if not is_manager(request):
        raise PermissionDenied("Only programme managers change who teaches a class.")


@staff
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Sections with their people, and the instructors of the class."""
    cohort = class_for(request, slug)
    action, by = request.POST.get("action", ""), me(request)
    if request.method == "POST":
        by = need_arrange(request, cohort)
    section_form = SectionForm(request.POST if action == "make" else None, prefix="make")
    teach_form = InstructorForm(request.POST if action == "teach" else None, cohort=cohort, prefix="teach")
    if action == "make" and section_form.is_valid():
        try:
            made = make_section(cohort, name=section_form.cleaned_data["name"], by=by)
            messages.success(request, f"The section {made} is there. Split the class, or move people into it.")
            return redirect("bootcamp:people", cohort.slug)
        except SectionRefused as refused:
            section_form.add_error("name", str(refused))
    elif action == "teach":
        need_manager(request)
        if teach_form.is_valid():
            chosen = teach_form.cleaned_data
            teaching = assign_instructor(cohort, instructor=chosen["instructor"], by=by)
            assign_section(teaching, section=chosen["section"], by=by)
            messages.success(request, f"{teaching.instructor} teaches this class now.")
            return redirect("bootcamp:people", cohort.slug)
    elif request.method == "POST" and action != "make":
        try:
            messages.success(request, arrange(request, cohort, by=by))
        except ValueError as refused:
            messages.error(request, str(refused))
        return redirect("bootcamp:people", cohort.slug)
    everybody = list(in_class(cohort))
    sections = list(Section.objects.filter(cohort=cohort).order_by("name"))
    context = {
        "cohort": cohort,
        "tab": "people",
        "sections": [(each, [one for one in everybody if one.section_id == each.pk]) for each in sections],
        "all_sections": sections,
        "without": [one for one in everybody if one.section_id is None],
        "everybody": everybody,
        "teachings": Teaching.objects.filter(cohort=cohort)
        .select_related("instructor", "section")
        .order_by("instructor__name"),
        "section_form": section_form,
        "teach_form": teach_form,
        "is_manager": is_manager(request),
        "may_arrange": may_arrange(request, cohort),
    }
    return render(request, "bootcamp/people.html", context, status=200 if request.method == "GET" else 422)


@managers
@require_http_methods(["GET", "POST"])
def late(request: HttpRequest, slug: str) -> HttpResponse:
    """Enrol one admitted person who joins on a day of their own."""
    cohort = class_for(request, slug)
    plan_for(cohort)
    today = timezone.now().astimezone(cohort.tz).date()
    first = min(max(today, cohort.bootcamp_starts), cohort.bootcamp_ends)
    form = LateForm(request.POST if request.method == "POST" else None, cohort=cohort, initial={"joined_on": first})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            fresh = enrol_late(
                chosen["application"], by=me(request), joined_on=chosen["joined_on"], section=chosen.get("section")
            )
        except (NotAdmitted, ValueError) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{fresh.name} is in the class: {fresh.get_status_display()}.")
            return redirect("bootcamp:person", cohort.slug, fresh.public_id)
    begun = Session.objects.filter(
        module__programme=cohort.pk, starts_at__lt=timezone.now(), cancelled_at__isnull=True
    ).count()
    context = {
        "cohort": cohort,
        "tab": "class",
        "form": form,
        "begun": begun,
        "waiting": form.fields["application"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "bootcamp/late.html", context, status=200 if request.method == "GET" else 422)


@staff
@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Deferral, withdrawal, dismissal and coming back of one person, with what happened before."""
    cohort = class_for(request, slug)
    found = person_in(cohort, public_id)
    manager = is_manager(request)
    form = LeavingForm(
        request.POST if request.method == "POST" else None, enrolment=found, manager=manager, prefix="leaving"
    )
    if request.method == "POST":
        by = need_arrange(request, cohort)
        if form.is_valid():
            try:
                say = carry_out(found, form.cleaned_data, by=by)
            except (IllegalMove, ValueError) as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, say)
                seen = class_for(request, found.cohort.slug) if manager else cohort
                return redirect("bootcamp:person", seen.slug, found.public_id)
    context = {
        "cohort": cohort,
        "tab": "class",
        "person": found,
        "form": form,
        "choices": form.fields["what"].choices,  # type: ignore[attr-defined]
        "is_manager": manager,
        "may_arrange": may_arrange(request, cohort),
        "history": [(row, ENROLMENT.labels[row.to_status]) for row in found.history.select_related("by")],
    }
    return render(request, "bootcamp/leaving.html", context, status=200 if request.method == "GET" else 422)


def carry_out(enrolment: Enrolment, data: dict[str, Any], *, by: User) -> str:
    """What the form asks for; returns what to say."""
    what, reason, cohort = data["what"], data["reason"], data.get("cohort")
    match what:
        case "deferred":
            defer_to(enrolment, cohort=cohort, by=by, reason=reason)
            return f"{enrolment.name} is seated in {cohort}." if cohort else f"{enrolment.name} is deferred."
        case "enrolled" if cohort:
            enrol_again(enrolment, cohort=cohort, by=by, reason=reason)
            return f"{enrolment.name} is seated in {cohort}."
        case "withdrawn":
            withdraw(enrolment, by=by, reason=reason)
            return f"{enrolment.name} has withdrawn."
        case "dismissed":
            dismiss(enrolment, by=by, reason=reason)
            return f"{enrolment.name} is dismissed."
        case "in_training":
            reinstate(enrolment, by=by, reason=reason)
            return f"{enrolment.name} is in training again."
    raise PermissionDenied("The page does not know this.")

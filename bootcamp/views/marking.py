"""Marking by a rubric: which assessments have one, who is marked, and one piece of work after the other."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bootcamp.forms.marking import BarForm, SettleForm, read_sheet, written_sheet
from bootcamp.models import Assessment, AssessorBar, Enrolment, GradingCriterion, Level, MarkingSheet
from bootcamp.selectors.assessing import (
    STATES,
    Work,
    agreement_in,
    class_work,
    compared,
    criteria_of,
    is_within,
    marked_counts,
    next_to_mark,
    rubric_of,
    work_of,
)
from bootcamp.services.assessing import AssessingRefused, Opinion, can_assess, save_sheet
from bootcamp.services.settling import bar_assessor, confirm_mark, decide_mark, propose_mark
from bootcamp.views.guard import class_for, is_manager, may_write, need_write, person_in, plan_for, staff
from careerpath.accounts.access import me
from careerpath.accounts.models import User
from cohorts.models import Cohort


def assessment_for(cohort: Cohort, assessment_id: int) -> Assessment:
    """An assessment of this class."""
    return get_object_or_404(Assessment.objects.select_related("module"), pk=assessment_id, module__programme=cohort.pk)


@staff
@require_safe
def marking(request: HttpRequest, slug: str) -> HttpResponse:
    """The assessments of a class: which are marked by a rubric, by how many, and how far that is."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    counts = marked_counts(cohort)
    parts = [
        (module, [(each, counts.get(each.pk)) for each in plan.assessments.get(module.pk, [])])
        for module in plan.modules
    ]
    context = {"cohort": cohort, "tab": "marking", "parts": parts, "may_edit": is_manager(request)}
    return render(request, "bootcamp/marking.html", context)


@staff
@require_safe
def marking_list(request: HttpRequest, slug: str, assessment_id: int) -> HttpResponse:
    """Who is marked in one assessment, what waits for whom, and how far two assessors agree."""
    cohort = class_for(request, slug)
    assessment = assessment_for(cohort, assessment_id)
    works = class_work(assessment, cohort, reader=me(request))
    criteria = criteria_of(assessment)
    order = list(STATES)
    context = {
        "cohort": cohort,
        "tab": "marking",
        "assessment": assessment,
        "criteria": criteria,
        "rows": [
            (work, STATES[work.state], work.points(assessment.out_of) if work.open_to_read else [])
            for work in sorted(works, key=lambda work: order.index(work.state))
        ],
        "done": sum(work.state in ("done", "excused") for work in works),
        "next": next_to_mark(works) if may_write(request, cohort) else None,
        "agreement": agreement_in(works, criteria) if assessment.assessors > 1 else None,
        "may_edit": is_manager(request),
    }
    return render(request, "bootcamp/marking_list.html", context)


@staff
@require_http_methods(["GET", "POST"])
def marking_sheet(request: HttpRequest, slug: str, assessment_id: int, public_id: UUID) -> HttpResponse:
    """One person's work: the sheet to fill in, or what two have given and how it became one mark."""
    cohort = class_for(request, slug)
    assessment = assessment_for(cohort, assessment_id)
    person = person_in(cohort, public_id)
    rubric = rubric_of(assessment)
    criteria = criteria_of(assessment)
    if rubric is None or not criteria:
        raise Http404("This assessment has no rubric yet.")
    action = request.POST.get("action", "")
    sent = request.POST if request.method == "POST" else None
    settle = SettleForm(sent if action in ("propose", "decide") else None)
    who = barrable(request, cohort)
    bar = BarForm(sent if action == "bar" else None, who=who)
    refused: AssessingRefused | None = None
    if request.method == "POST":
        try:
            gone_on = carry_out(request, cohort, assessment, person, action, settle, bar)
            if gone_on is not None:
                return gone_on
        except AssessingRefused as why:
            refused = why
    work = work_of(assessment, person, reader=me(request))
    works = class_work(assessment, cohort, reader=me(request))
    filling = action in ("keep", "give")
    opinions = (
        read_sheet(request.POST, criteria) if filling else written_sheet(work.own or own_given(work, me(request)))
    )
    place = next((index for index, each in enumerate(works, start=1) if each.person.pk == person.pk), 0)
    following = next_to_mark(works, after=person)
    both = compared(work, criteria)
    context = {
        "cohort": cohort,
        "tab": "marking",
        "assessment": assessment,
        "rubric": rubric,
        "person": person,
        "work": work,
        "state": STATES[work.state],
        "place": place,
        "of": len(works),
        "cards": [
            card(each, opinions.get(each.pk), refused.errors.get(each.pk, "") if refused else "") for each in criteria
        ],
        "comment": request.POST.get("comment", "") if filling else comment_of(work, me(request)),
        "refused": refused,
        "can_mark": may_write(request, cohort) and work.can_mark and can_assess(assessment, person, by=me(request)),
        "is_assessor": any(sheet.assessor_id == me(request).pk for sheet in work.given),
        "may_write": may_write(request, cohort),
        "next": following,
        "compared": both,
        "points": list(zip(work.given, work.percents, work.points(assessment.out_of), strict=True))
        if work.open_to_read
        else [],
        "is_within": bool(both) and is_within(work, rubric),
        "settle_form": settle,
        "bar_form": bar if who else None,
        "bar_sent": action == "bar",
        "bars": AssessorBar.objects.filter(enrolment=person).select_related("assessor", "noted_by"),
    }
    return render(request, "bootcamp/marking_sheet.html", context, status=200 if request.method == "GET" else 422)


def carry_out(
    request: HttpRequest,
    cohort: Cohort,
    assessment: Assessment,
    person: Enrolment,
    action: str,
    settle: SettleForm,
    bar: BarForm,
) -> HttpResponse | None:
    """Do what was sent; where to go then, or None where the form has to be looked at again. AssessingRefused passes."""
    here = redirect("bootcamp:marking-sheet", cohort.slug, assessment.pk, person.public_id)
    if action == "bar":
        if not bar.is_valid():
            return None
        chosen = bar.cleaned_data["assessor"]
        bar_assessor(person, chosen, reason=bar.cleaned_data["reason"], by=me(request))
        messages.success(request, f"{chosen} does not assess {person.name}.")
        return here
    by = need_write(request, cohort)
    if action in ("keep", "give"):
        opinions = read_sheet(request.POST, criteria_of(assessment))
        comment = request.POST.get("comment", "").replace("\r\n", "\n")
        save_sheet(assessment, person, opinions, comment=comment, give=action == "give", by=by)
        if action == "keep":
            messages.success(request, f"Kept. {person.name} is not marked yet.")
            return here
        messages.success(request, f"Marked: {person.name}.")
        following = next_to_mark(class_work(assessment, cohort, reader=by), after=person)
        work = work_of(assessment, person, reader=by)
        if work.state == "settle" or following is None:
            return here
        return redirect("bootcamp:marking-sheet", cohort.slug, assessment.pk, following.person.public_id)
    if action == "confirm":
        confirm_mark(assessment, person, by=by)
        messages.success(request, f"Confirmed. It is the mark of {person.name} now.")
        return here
    if action not in ("propose", "decide"):
        raise PermissionDenied("The page does not know this.")
    if not settle.is_valid():
        return None
    points, reason = settle.cleaned_data["points"], settle.cleaned_data["reason"]
    if action == "propose":
        propose_mark(assessment, person, points=points, reason=reason, by=by)
        messages.success(request, "Proposed. It counts when the other assessor confirms it.")
    else:
        decide_mark(assessment, person, points=points, reason=reason, by=by)
        messages.success(request, f"Decided. It is the mark of {person.name} now.")
    return here


def barrable(request: HttpRequest, cohort: Cohort) -> list[User]:
    """Whom the reader may bar from assessing: a manager any instructor of the class, an instructor themself."""
    if is_manager(request):
        return list(User.objects.filter(teachings__cohort=cohort).order_by("name"))
    return [me(request)] if may_write(request, cohort) else []


def own_given(work: Work, reader: User) -> MarkingSheet | None:
    """The sheet whose levels stand in the form: the reader's own, or with one assessor the one that counts."""
    return next((sheet for sheet in work.given if sheet.assessor_id == reader.pk or work.assessors == 1), None)


def comment_of(work: Work, reader: User) -> str:
    """The comment to begin with: of the sheet, or what stands in the gradebook."""
    if work.own is not None:
        return work.own.comment
    return work.grade.comment if work.grade is not None and work.assessors == 1 else ""


def card(criterion: GradingCriterion, opinion: Opinion | None, error: str) -> dict[str, object]:
    """What a criterion's fieldset shows."""
    return {
        "criterion": criterion,
        "levels": [(level, criterion.words(level), opinion is not None and opinion.level == level) for level in Level],
        "words": opinion.comment if opinion else "",
        "error": error,
    }

"""How assessments count, and their rubrics: edited by programme managers, with errors in words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bootcamp.forms.marking import DropForm, RubricForm, RulesForm, criteria_formset
from bootcamp.models import Assessment, Enrolment, Module
from bootcamp.selectors.assessing import rubric_of
from bootcamp.services.grading import lock_gradebook
from bootcamp.services.looking_again import look_again_at
from bootcamp.services.rubrics import RubricRefused, add_rubric, check_can_set_assessors, is_used
from bootcamp.views.guard import class_for, managers
from bootcamp.views.marking import assessment_for
from careerpath.accounts.access import me


@managers
@require_http_methods(["GET", "POST"])
@transaction.atomic
def rules(request: HttpRequest, slug: str, module: str) -> HttpResponse:
    """Lateness, assessors, and what may be dropped, for all assessments of one module as one form."""
    cohort = class_for(request, slug)
    found = get_object_or_404(Module, programme=cohort.pk, slug=module)
    data = request.POST if request.method == "POST" else None
    if data is not None:
        lock_gradebook(cohort.pk)  # nobody marks or publishes between what is checked here and what is written
    assessments = list(Assessment.objects.filter(module=found).order_by("position"))
    rows = [RulesForm(data, instance=each, prefix=f"a{each.pk}") for each in assessments]
    before = {each.pk: each.assessors for each in assessments}
    can_drop = sum(row.is_valid() and row.cleaned_data["may_drop"] for row in rows) if data else 0
    drop = DropForm(data, instance=found, prefix="module", can_drop=can_drop)
    if data is not None:
        good = not [row for row in rows if not row.is_valid()]
        for row in rows:
            number = row.cleaned_data.get("assessors")
            row.instance.assessors = before[row.instance.pk]
            try:
                if number is not None:
                    check_can_set_assessors(row.instance, number)
                    row.instance.assessors = number
            except RubricRefused as refused:
                row.add_error("assessors", str(refused))
                good = False
        if drop.is_valid() and good:
            drop.save()
            for row in rows:
                row.save()
            # Every mark of the module may be another one now.
            look_again_at(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True))
            messages.success(request, f"Saved. The marks of “{found}” are worked out by this from now on.")
            return redirect("bootcamp:marking", cohort.slug)
    context = {
        "cohort": cohort,
        "tab": "marking",
        "module": found,
        "rows": rows,
        "drop": drop,
        "sent": data is not None,
    }
    return render(request, "bootcamp/marking_rules.html", context, status=422 if data else 200)


@managers
@require_http_methods(["GET", "POST"])
@transaction.atomic
def rubric(request: HttpRequest, slug: str, assessment_id: int) -> HttpResponse:
    """The rubric of an assessment: made from the shipped competencies, then edited; once marking began, its words alone."""
    cohort = class_for(request, slug)
    assessment = assessment_for(cohort, assessment_id)
    found = rubric_of(assessment)
    action = request.POST.get("action", "")
    if request.method == "POST" and action == "add":
        add_rubric(assessment, by=me(request))
        messages.success(
            request, "The rubric stands. Its words come from the competencies; better them where you like."
        )
        return redirect("bootcamp:marking-rubric", cohort.slug, assessment.pk)
    if found is None:
        if request.method == "POST":
            raise PermissionDenied("The page does not know this.")
        return render(
            request, "bootcamp/marking_rubric.html", {"cohort": cohort, "tab": "marking", "assessment": assessment}
        )
    if request.method == "POST":
        lock_gradebook(cohort.pk)  # marking does not begin between "is it used" and what is written
    used = is_used(found)
    data = request.POST if request.method == "POST" else None
    form = RubricForm(data, instance=found)
    criteria = criteria_formset(found, data, only_words=used)
    if data is not None and form.is_valid() and criteria.is_valid():
        form.save()
        criteria.save()
        messages.success(request, "The rubric is saved.")
        return redirect("bootcamp:marking-rubric", cohort.slug, assessment.pk)
    context = {
        "cohort": cohort,
        "tab": "marking",
        "assessment": assessment,
        "rubric": found,
        "form": form,
        "criteria": criteria,
        "used": used,
    }
    return render(request, "bootcamp/marking_rubric.html", context, status=422 if data else 200)

"""The gradebook: the class by the assessments of a module."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from bootcamp.forms.gradebook import read_gradebook, seen_marks, write_mark
from bootcamp.forms.grids import dump_seen
from bootcamp.models import Grade
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import module_mark_of
from bootcamp.services.grids import GridResult, save_gradebook
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff


@staff
@require_http_methods(["GET", "POST"])
def gradebook(request: HttpRequest, slug: str, module: str = "") -> HttpResponse:
    """The grades of one module, the class by its assessments, as one form."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    if not plan.modules:
        return render(request, "bootcamp/gradebook.html", {"cohort": cohort, "tab": "gradebook", "plan": plan})
    chosen = next((item for item in plan.modules if item.slug == module), None)
    if chosen is None:
        return redirect("bootcamp:gradebook", cohort.slug, plan.modules[0].slug)
    people = list(in_class(cohort))
    assessments = plan.assessments.get(chosen.pk, [])
    cells = [(person.pk, assessment.pk) for person in people for assessment in assessments]
    result = GridResult()
    if request.method == "POST":
        by = need_write(request, cohort)
        sent, errors = read_gradebook(request.POST, cells)
        seen = seen_marks(request.POST.get("seen", ""), cells)
        result = save_gradebook(chosen, sent=sent, seen=seen, by=by)
        result = GridResult(result.saved, errors | result.errors, result.conflicts)
        if not (result.errors or result.conflicts):
            messages.success(
                request, f"Grades saved: {result.saved} new or changed." if result.saved else "Nothing had changed."
            )
            return redirect("bootcamp:gradebook", cohort.slug, chosen.slug)
    now = {
        (enrolment_id, assessment_id): (state, points)
        for enrolment_id, assessment_id, state, points in Grade.objects.filter(assessment__module=chosen).values_list(
            "enrolment_id", "assessment_id", "state", "points"
        )
    }
    rows = []
    wrong = []
    for person in people:
        line = []
        for assessment in assessments:
            cell = (person.pk, assessment.pk)
            error = result.errors.get(cell, "")
            if cell in result.conflicts:
                error = (
                    f"Somebody wrote “{write_mark(now.get(cell)) or 'nothing'}” meanwhile. Save again to replace it."
                )
            text = request.POST.get(f"g-{cell[0]}-{cell[1]}", "") if error else write_mark(now.get(cell))
            line.append({"name": f"g-{cell[0]}-{cell[1]}", "text": text, "assessment": assessment, "error": error})
            if error:
                wrong.append({"person": person, **line[-1]})
        own = {a.pk: now[person.pk, a.pk] for a in assessments if (person.pk, a.pk) in now}
        grades = {pk: mark for pk, mark in own.items() if mark[0] != "ungraded"}
        rows.append({"person": person, "cells": line, "mark": module_mark_of(chosen, assessments, grades)})
    context = {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "module": chosen,
        "assessments": assessments,
        "rows": rows,
        "wrong": wrong,
        "saved": result.saved,
        "seen": dump_seen({f"{cell[0]}-{cell[1]}": write_mark(mark) for cell, mark in now.items()}),
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/gradebook.html", context, status=200 if request.method == "GET" else 422)

"""One cell of the gradebook: its history, what was written to the learner, the days late, and the calculation it goes into."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bootcamp.forms.gradebook import MarkForm, read_mark, write_mark
from bootcamp.models import Assessment, Enrolment, Grade, GradeRecord
from bootcamp.selectors.gradebook import history_of, marks_of, noted_of
from bootcamp.selectors.people import in_class
from bootcamp.selectors.standing import Plan
from bootcamp.services.attending import WrongMarks
from bootcamp.services.gradebook import MarkChange, save_mark
from bootcamp.views.gradebook import conflict_words
from bootcamp.views.grid_rows import beside, marks_answer
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff
from cohorts.models import Cohort


@staff
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, slug: str, public_id: UUID, assessment: int) -> HttpResponse:
    """The page of a cell; inside the gradebook it opens as a drawer (asked for by htmx)."""
    cohort = class_for(request, slug)
    plan = plan_for(cohort)
    person = get_object_or_404(in_class(cohort), public_id=public_id)
    found = assessment_in(plan, assessment)
    grade = Grade.objects.filter(enrolment=person, assessment=found).select_related("by").first()
    shown = write_mark((grade.state, grade.points)) if grade else ""
    inside = bool(request.headers.get("HX-Request"))
    initial = {
        "mark": shown,
        "seen": shown,
        "days_late": grade.days_late if grade else 0,
        "comment": grade.comment if grade else "",
    }
    form = MarkForm(request.POST or None, initial=initial)
    saved = False
    if request.method == "POST":
        by = need_write(request, cohort)
        saved = form.is_valid() and write_form(form, person, found, cohort, by)
        if saved and not inside:
            messages.success(request, "Saved.")
            return redirect(request.path)
    if saved:
        grade = Grade.objects.select_related("by").filter(enrolment=person, assessment=found).first()
        form = MarkForm(initial={**form.cleaned_data, "mark": write_mark(form.cleaned_data["mark"]), "reason": ""})
        form.initial["seen"] = form.initial["mark"]
    response = render(
        request,
        "bootcamp/_mark.html" if inside else "bootcamp/mark.html",
        context_of(cohort, plan, person, found, grade)
        | {"form": form, "saved": saved, "inside": inside, "may_write": may_write(request, cohort)},
        status=422 if request.method == "POST" and not saved and not inside else 200,
    )
    if saved:
        response["HX-Trigger"] = json.dumps({"gradebook-cell": cell_answer(plan, person, found)})
    return response


def assessment_in(plan: Plan, pk: int) -> Assessment:
    """An assessment of this class."""
    for module in plan.modules:
        for each in plan.assessments.get(module.pk, ()):
            if each.pk == pk:
                each.module = module
                return each
    raise Http404("There is no such assessment in this class.")


def write_form(form: MarkForm, person: Enrolment, assessment: Assessment, cohort: Cohort, by: Any) -> bool:
    """Write what the form says; what is wrong, or was written by somebody else meanwhile, is said beside the field."""
    sent = form.cleaned_data
    change = MarkChange(sent["mark"], read_mark(sent["seen"]), sent["days_late"], sent["comment"])
    try:
        saved = save_mark(assessment, person, change, by=by, reason=sent["reason"])
    except WrongMarks as wrong:
        form.add_error("mark", str(wrong))
        return False
    for now in saved.conflicts.values():
        form.add_error("mark", f"{conflict_words(now, cohort)} Save again to write yours.")
        form.data = dict(form.data.items()) | {"seen": write_mark((now.state, now.points)) if now else ""}
    return not saved.conflicts


def context_of(
    cohort: Cohort, plan: Plan, person: Enrolment, assessment: Assessment, grade: Grade | None
) -> dict[str, Any]:
    """What the page of a cell shows."""
    part = marks_of(plan, noted_of(plan, [person]).get(person.pk, {})).parts[assessment.module_id]
    line = next((line for line in part.lines if line.key == assessment.pk), None)
    siblings = plan.assessments[assessment.module_id]
    return {
        "cohort": cohort,
        "tab": "gradebook",
        "plan": plan,
        "person": person,
        "assessment": assessment,
        "module": assessment.module,
        "grade": grade,
        "part": part,
        "line": line,
        "siblings": siblings,
        "takes_off": Decimal(assessment.late_per_day) > 0,
        "history": [
            (step, text_of(step.before) if step.before else None, text_of(step.record)) for step in history_of(grade)
        ],
    }


def text_of(record: GradeRecord) -> str:
    """A mark of the history as text."""
    return write_mark((record.state, record.points))


def cell_answer(plan: Plan, person: Enrolment, assessment: Assessment) -> dict[str, Any]:
    """What the gradebook behind the drawer must show now."""
    own = noted_of(plan, [person]).get(person.pk, {})
    noted = own.get(assessment.pk)
    return {
        "key": f"{person.pk}-{assessment.pk}",
        "text": write_mark((noted.state, noted.points)) if noted else "",
        "beside": beside(noted) if noted else "",
        "people": {str(person.pk): marks_answer(marks_of(plan, own))},
    }

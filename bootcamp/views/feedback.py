"""What a class said of its modules, without names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bootcamp.selectors.feedback import feedback_of
from bootcamp.views.guard import class_for, plan_for, staff


@staff
@require_GET
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """The surveys of a class: shown when one is closed, from five answers on."""
    cohort = class_for(request, slug)
    plan_for(cohort)
    return render(
        request, "bootcamp/feedback.html", {"cohort": cohort, "tab": "feedback", "feedback": feedback_of(cohort)}
    )

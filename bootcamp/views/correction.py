"""Putting right what was recorded of somebody's latest attempt at the examination."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from bootcamp.forms.certificates import CorrectionForm
from bootcamp.models import ExaminationAttempt
from bootcamp.selectors.people import in_class
from bootcamp.services.examining import correct_attempt, examination_of
from bootcamp.views.guard import class_for, may_write, need_write, staff


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The attempts of one person; the latest can be corrected, with a reason."""
    cohort = class_for(request, slug)
    assessment = examination_of(cohort.pk)
    if assessment is None:
        raise Http404("This programme has no examination.")
    person = get_object_or_404(in_class(cohort), public_id=public_id)
    attempts = list(
        ExaminationAttempt.objects.filter(assessment=assessment, enrolment=person)
        .select_related("recorded_by")
        .order_by("number")
    )
    latest = attempts[-1] if attempts else None
    if request.method == "POST":
        by = need_write(request, cohort)
        if latest is None:
            raise Http404("There is no attempt to correct.")
        form = CorrectionForm(request.POST)
        if form.is_valid():
            try:
                correct_attempt(latest, by=by, **form.cleaned_data)
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(
                    request, f"Attempt {latest.number} of {person.name} is corrected, and their mark follows it."
                )
                return redirect("bootcamp:examination", cohort.slug)
    else:
        form = CorrectionForm(initial={"points": latest.points if latest else None})
    context = {
        "cohort": cohort,
        "tab": "examination",
        "person": person,
        "assessment": assessment,
        "attempts": attempts,
        "latest": latest,
        "form": form,
        "may_write": may_write(request, cohort),
    }
    return render(
        request, "bootcamp/examination_correction.html", context, status=422 if form.is_bound and form.errors else 200
    )

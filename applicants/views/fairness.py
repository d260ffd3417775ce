"""The second reading: the answers of somebody whom a run put below the cut, without the score, and what a second person found."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from applicants.forms.fairness import SecondReadingForm
from applicants.models import ScreeningResult, SecondReading
from applicants.selectors import fairness
from applicants.selectors.masking import for_second_reading
from applicants.services.second_reading import READERS, ReadingRefused, answer_second_reading
from careerpath.accounts.access import me, role_required


@never_cache
@role_required(*READERS)
@require_GET
def second_reading(request: HttpRequest) -> HttpResponse:
    """The next one that this person may read, or the word that all are read."""
    found = fairness.second_readings_for(me(request)).first()
    if found is None:
        context = {"others": fairness.open_second_readings().count()}
        return render(request, "applicants/second_reading_done.html", context)
    return _page(request, found, SecondReadingForm())


@never_cache
@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def second_reading_one(request: HttpRequest, run: int, public_id: UUID) -> HttpResponse:
    """One of them: save what was found, read what the run had said, and go to the next."""
    found = get_object_or_404(fairness.second_readings_for(me(request)), run=run, application__public_id=public_id)
    if request.method == "GET":
        return _page(request, found, SecondReadingForm())
    form = SecondReadingForm(request.POST)
    if form.is_valid():
        try:
            done = answer_second_reading(found, by=me(request), **form.cleaned_data)
        except ReadingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _afterwards(done))
            return redirect("applicants:second-reading")
    return _page(request, found, form, status=400)


def _afterwards(done: SecondReading) -> str:
    """Only now the reader learns what the run had said."""
    result = ScreeningResult.objects.filter(run=done.run_id, application=done.application_id).first()
    points = f" with {result.score} points" if result and result.score is not None else ""
    then = " It goes to review with your reason." if done.verdict == SecondReading.Verdict.OVERTURNED else ""
    return f"Saved. The run had put it below the cut{points}.{then}"


def _page(request: HttpRequest, found: SecondReading, form: SecondReadingForm, status: int = 200) -> HttpResponse:
    application = found.application
    context: dict[str, Any] = {
        "cohort": application.cohort,
        "run_pk": found.run_id,
        "public_id": application.public_id,
        "passages": [(each.question, each.text) for each in for_second_reading(application.pk)],
        "left": fairness.second_readings_for(me(request)).count(),
        "form": form,
    }
    return render(request, "applicants/second_reading.html", context, status=status)

"""What a class handed in: read it, have it all in one file, ask for it again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from bootcamp.forms.materials import AskAgainForm
from bootcamp.models import Assessment, Enrolment
from bootcamp.selectors.handed_in import counted_work, rows_of
from bootcamp.services.packing import zip_of
from bootcamp.services.submitting import HandInRefused, ask_again
from bootcamp.views.guard import class_for, may_write, need_write, plan_for, staff
from careerpath.ui.downloads import attached
from cohorts.models import Cohort


@staff
@require_GET
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """What is handed in on the learners' pages, with how many have."""
    cohort = class_for(request, slug)
    plan_for(cohort)
    people = Enrolment.objects.filter(cohort=cohort, status__in=("enrolled", "in_training", "completed")).count()
    context = {"cohort": cohort, "tab": "work", "work": counted_work(cohort), "people": people}
    return render(request, "bootcamp/work.html", context)


@staff
@require_http_methods(["GET", "POST"])
def handed_in(request: HttpRequest, slug: str, assessment_id: int) -> HttpResponse:
    """Everybody's work in one assessment. The form asks one person for it again."""
    cohort = class_for(request, slug)
    assessment = _assessment(cohort, assessment_id)
    form = AskAgainForm(request.POST if request.method == "POST" else None)
    asked_of: UUID | None = None
    if request.method == "POST":
        by = need_write(request, cohort)
        person = _person(cohort, request.POST.get("person", ""))
        asked_of = person.public_id
        if form.is_valid():
            try:
                ask_again(assessment, person, words=form.cleaned_data["words"], by=by)
            except HandInRefused as refused:
                form.add_error("words", str(refused))
            else:
                messages.success(request, f"{person.name} may hand it in again, and reads what to change.")
                return redirect("bootcamp:handed-in", cohort.slug, assessment.pk)
    rows = rows_of(assessment, cohort)
    context = {
        "cohort": cohort,
        "tab": "work",
        "assessment": assessment,
        "rows": [row for row in rows if row.versions],
        "without": [row for row in rows if not row.versions],
        "form": form,
        "asked_of": asked_of,
        "may_write": may_write(request, cohort),
    }
    return render(request, "bootcamp/handed_in.html", context, status=422 if form.errors else 200)


@staff
@require_GET
def as_zip(request: HttpRequest, slug: str, assessment_id: int) -> HttpResponseBase:
    """The version that counts of everybody, in one file that is made while it is sent."""
    cohort = class_for(request, slug)
    assessment = _assessment(cohort, assessment_id)
    response = StreamingHttpResponse(zip_of(rows_of(assessment, cohort)), content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return attached(response, f"{slugify(assessment.title) or 'work'}-{cohort.slug}.zip")


def _assessment(cohort: Cohort, assessment_id: int) -> Assessment:
    found = Assessment.objects.select_related("module")
    return get_object_or_404(found, pk=assessment_id, module__programme=cohort.pk)


def _person(cohort: Cohort, public_id: str) -> Enrolment:
    try:
        wanted = UUID(public_id)
    except ValueError:
        raise Http404("There is no such person in this class.") from None
    people = Enrolment.objects.select_related("application__applicant")
    return get_object_or_404(people, public_id=wanted, cohort=cohort)

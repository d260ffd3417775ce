"""The record of decision of one person, as a page and as a PDF. For staff."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from careerpath.accounts.access import me
from careerpath.pipeline import clock
from careerpath.ui.downloads import attached
from reviews.papers import decided_words, write_record
from reviews.selectors.record import NOT_IN_IT, Record, record_of


@require_safe
@never_cache
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The page."""
    found = _found(request, pk)
    context = {
        "record": found,
        "application": found.application,
        "cohort": found.application.cohort,
        "decided": decided_words(found),
        "not_in_it": NOT_IN_IT,
        "title": f"Record of decision: {found.application.applicant}",
    }
    return render(request, "admin/reviews/record.html", context)


@require_safe
@never_cache
def record_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    made = write_record(_found(request, pk), made_at=clock.now(), made_by=str(me(request)))
    return attached(HttpResponse(made, content_type="application/pdf"), f"record-of-decision-{pk}.pdf")


def _found(request: HttpRequest, pk: int) -> Record:
    found = record_of(pk, viewer=me(request))
    if found is None:
        raise Http404("There is no application like that.")
    return found

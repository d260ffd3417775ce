"""What anybody may read: the front page, a cohort, what is assessed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cohorts.assessed import ASSESSED, NOT_ASSESSED
from cohorts.class_pages import class_pages
from cohorts.models import Cohort
from cohorts.selectors import open_cohorts, upcoming_cohorts


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The programme in one screen, the next deadline, one button."""
    takes = list(open_cohorts()[:10])
    context = {
        "cohort": takes[0] if takes else None,
        "others": takes[1:],
        "upcoming": None if takes else upcoming_cohorts().first(),
        "assessed": ASSESSED,
        "class_pages": class_pages()[:3],
    }
    return render(request, "cohorts/front.html", context)


@require_safe
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One class: its dates, and the way in while it is open."""
    found = get_object_or_404(Cohort, slug=slug)
    pages = [page for page in class_pages() if page.slug == found.slug]
    return render(request, "cohorts/cohort.html", {"cohort": found, "class_pages": pages})


@require_safe
def assessed(request: HttpRequest) -> HttpResponse:
    """What is assessed and how, before anybody applies."""
    takes = open_cohorts().first()
    return render(
        request, "cohorts/assessed.html", {"assessed": ASSESSED, "not_assessed": NOT_ASSESSED, "cohort": takes}
    )

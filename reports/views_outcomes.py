"""What became of a class: whether its criteria go with how people did, and who stays. No self-identification stands here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from careerpath.accounts.access import role_required
from cohorts.models import Cohort
from reports.rules import INTERNAL
from reports.selectors.outcomes import compared_outcomes, outcome_sections
from reports.selectors.placed import placed_together
from reports.views import REPORT_ROLES


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def outcomes(request: HttpRequest, slug: str) -> HttpResponse:
    """Validity and retention of one cohort."""
    cohort, now = get_object_or_404(Cohort, slug=slug), timezone.now()
    context = {
        "cohort": cohort,
        "as_of": now,
        "sections": outcome_sections(cohort, at=now),
        "minimum": INTERNAL.minimum,
    }
    return render(request, "reports/outcomes.html", context)


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def all_outcomes(request: HttpRequest) -> HttpResponse:
    """Retention of all cohorts beside each other."""
    now = timezone.now()
    context = {
        "cohort": None,
        "as_of": now,
        "sections": [compared_outcomes(at=now), *placed_together(at=now)],
        "minimum": INTERNAL.minimum,
    }
    return render(request, "reports/outcomes.html", context)

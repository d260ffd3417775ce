"""Pages of the roof: the reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from careerpath.ui.charts import Bar
from cohorts.models import Cohort
from reports.methods import METHODS, NOT_A_FINDING
from reports.selectors.break_glass import unseen
from reports.selectors.demographics import demographics
from reports.selectors.funnel import funnel, origins
from reports.selectors.overview import overview
from reports.services.wall import reading

REPORT_ROLES = (Role.MANAGER, Role.COMPLIANCE)
"""Who reads reports, aggregates of groups among them. Nobody who screens, reads or decides does."""


@role_required(*REPORT_ROLES)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All cohorts, newest first, with how far each has come; for compliance, what was opened and not marked yet."""
    is_compliance = has_role(request.user, Role.COMPLIANCE)
    words = {
        "cohorts": overview(),
        "is_compliance": is_compliance,
        "unseen": unseen(me(request))[:5] if is_compliance else (),
    }
    return render(request, "reports/home.html", words)


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One cohort on one page: funnel, where people came from, the class beside the pool."""
    found = get_object_or_404(Cohort, slug=slug)
    mena_counts = request.GET.get("basis") != "eeo1"
    steps = funnel(found)
    with reading(by=me(request), what=f"cohort page of {found.slug}"):
        shares = demographics(found, steps, mena_counts=mena_counts)
    return render(
        request,
        "reports/cohort.html",
        {
            "cohort": found,
            "as_of": timezone.now(),
            "steps": steps,
            "bars": [Bar(step.stage.label, step.count, f"{step.count:,}") for step in steps],
            "origins": origins(found),
            "demographics": shares,
        },
    )


@role_required(*REPORT_ROLES)
@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """How each figure is worked out."""
    return render(request, "reports/methods.html", {"methods": METHODS, "not_a_finding": NOT_A_FINDING})

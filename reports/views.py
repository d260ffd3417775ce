"""Pages of the roof: the reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from reports.methods import METHODS, NOT_A_FINDING
from reports.selectors.break_glass import unseen
from reports.selectors.overview import overview
from reports.services.counting import count_now

REPORT_ROLES = (Role.MANAGER, Role.COMPLIANCE)
"""Who reads reports, aggregates of groups among them. Nobody who screens, reads or decides does."""


@role_required(*REPORT_ROLES)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All cohorts, newest first, with how far each has come; for compliance, what was opened and not marked yet."""
    count_now()
    is_compliance = has_role(request.user, Role.COMPLIANCE)
    words = {
        "cohorts": overview(),
        "is_compliance": is_compliance,
        "unseen": unseen(me(request))[:5] if is_compliance else (),
    }
    return render(request, "reports/home.html", words)


@role_required(*REPORT_ROLES)
@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """How each figure is worked out."""
    return render(request, "reports/methods.html", {"methods": METHODS, "not_a_finding": NOT_A_FINDING})

"""Pages of groups: everything demographic about a cohort, Local Law 144, and all cohorts side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from careerpath.accounts.access import me, role_required
from cohorts.models import Cohort
from reports.rules import INTERNAL, INTERNAL_EEO1, RuleSet
from reports.selectors.early_warning import early_warning_of
from reports.selectors.report import cohort_page, groups_page, local_law_page, trend_page
from reports.services.counting import count_now
from reports.services.wall import reading
from reports.views import REPORT_ROLES


def rules_asked(request: HttpRequest) -> RuleSet:
    """The rule set of a page: ?basis=eeo1 counts minority on the basis of the EEO-1 report."""
    return INTERNAL_EEO1 if request.GET.get("basis") == "eeo1" else INTERNAL


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """One cohort on two sheets: funnel, class beside pool, impact stage by stage, who stays."""
    return _page(request, slug, cohort_page, page="cohort")


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Every demographic figure of a cohort."""
    return _page(request, slug, groups_page, page="groups")


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def local_law(request: HttpRequest, slug: str) -> HttpResponse:
    """Selection and scoring rates as 6 RCNY 5-301 asks for them."""
    return _page(request, slug, local_law_page, page="local-law")


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def early_warning(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom early warning named in the class of a cohort, by group."""
    found, now = get_object_or_404(Cohort, slug=slug), timezone.now()
    count_now()
    with reading(by=me(request), what=f"early warning by group, {found.slug}"):
        section = early_warning_of(found)
    context = {"cohort": found, "as_of": now, "section": section, "minimum": INTERNAL.minimum}
    return render(request, "reports/early_warning.html", context)


@never_cache
@role_required(*REPORT_ROLES)
@require_GET
def trend(request: HttpRequest) -> HttpResponse:
    """All cohorts side by side."""
    now, rules = timezone.now(), rules_asked(request)
    with reading(by=me(request), what="trend over cohorts"):
        report = trend_page(rules=rules, at=now)
    return render(request, "reports/trend.html", {"report": report, "as_of": now, "rules": rules})


def _page(request: HttpRequest, slug: str, make: Any, *, page: str) -> HttpResponse:
    found, now, rules = get_object_or_404(Cohort, slug=slug), timezone.now(), rules_asked(request)
    left = count_now()
    with reading(by=me(request), what=f"{page} page of {found.slug}, {rules.key}"):
        report = make(found, rules=rules, at=now)
    context = {"cohort": found, "report": report, "as_of": now, "rules": rules, "page": page, "not_counted": left}
    return render(request, "reports/cohort.html", context)

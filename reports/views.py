"""Pages of the roof: the reports, and the applicant's voluntary self-identification."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application
from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.ui.charts import Bar
from cohorts.models import Cohort
from reports.forms import SelfIdentificationForm
from reports.methods import METHODS, NOT_A_FINDING
from reports.selectors.demographics import demographics
from reports.selectors.funnel import funnel, origins
from reports.selectors.overview import overview
from reports.selectors.self_identification import answers_of
from reports.services import self_identification as service
from reports.services.wall import reading

REPORT_ROLES = (Role.MANAGER, Role.COMPLIANCE)
"""Who reads reports, aggregates of groups among them. Nobody who screens, reads or decides does."""


@role_required(*REPORT_ROLES)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All cohorts, newest first, with how far each has come."""
    return render(request, "reports/home.html", {"cohorts": overview()})


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


def _own_application(request: HttpRequest, public_id: UUID) -> Application:
    """The signed-in person's own, submitted application; anybody else's does not exist for them."""
    mine = Application.objects.select_related("applicant", "cohort").exclude(status=ApplicationStatus.DRAFT)
    return get_object_or_404(mine, public_id=public_id, applicant__user=request.user)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def self_identify(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, after submission, on its own page; change it later on the same page."""
    application = _own_application(request, public_id)
    row = answers_of(application)
    form = SelfIdentificationForm(request.POST) if request.method == "POST" else SelfIdentificationForm.showing(row)
    if form.is_bound and form.is_valid():
        service.self_identify(application, answers=form.answers(), by=me(request))
        messages.success(request, _("Thank you. Your answers are stored apart from your application."))
        return redirect("applicants:mine")
    return render(request, "reports/self_identify.html", {"application": application, "form": form, "row": row})


@login_required
@require_POST
def skip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One click, and it is skipped."""
    service.skip(_own_application(request, public_id), by=me(request))
    messages.info(request, _("Skipped. Nothing about you was stored, and it changes nothing."))
    return redirect("applicants:mine")


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete what was answered."""
    service.withdraw_answers(_own_application(request, public_id), by=me(request))
    messages.info(request, _("Your answers were deleted."))
    return redirect("applicants:mine")

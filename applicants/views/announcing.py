"""What those who think of applying are told: the rubric of each class, in public words; and how many wait for the next class."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applicants.models import NextClassInterest, RubricVersion
from applicants.selectors.announcing import announced, sorted_by
from applicants.services.announcing import announce, take_back
from applicants.services.screening import RunRefused
from careerpath.accounts.access import me
from cohorts.models import Cohort

COHORTS, VERSIONS = 20, 100


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest) -> HttpResponse:
    """The newest classes with the rubric that is announced for each; a choice for each that no run has sorted yet."""
    if request.method == "POST":
        return _announce(request)
    cohorts = list(Cohort.objects.order_by("-opens_at")[:COHORTS])
    chosen = {each.cohort_id: each for each in announced().filter(cohort__in=cohorts)}
    used = sorted_by(cohorts)
    context = {
        "title": "What applicants are told",
        "rows": [(cohort, used.get(cohort.pk), chosen.get(cohort.pk)) for cohort in cohorts],
        "versions": RubricVersion.objects.select_related("rubric").order_by("rubric__name", "-number")[:VERSIONS],
        "waiting": NextClassInterest.objects.filter(confirmed_at__isnull=False, unsubscribed_at__isnull=True).count(),
    }
    return render(request, "admin/rubrics/told.html", context)


def _announce(request: HttpRequest) -> HttpResponse:
    cohort = get_object_or_404(Cohort, slug=request.POST.get("cohort", ""))
    wanted = request.POST.get("version", "")
    if wanted == "":
        if take_back(cohort=cohort, by=me(request)):
            messages.success(request, f"Applicants to {cohort} read the general words again.")
        return redirect("admin:applicants-told")
    pk = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
    version = get_object_or_404(RubricVersion.objects.select_related("rubric"), pk=pk)
    try:
        announce(cohort=cohort, rubric_version=version, by=me(request))
    except RunRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Applicants to {cohort} read now what {version} looks for.")
    return redirect("admin:applicants-told")

"""Decisions per cohort, on the admin site: stage, drop, release."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.deciding import StageTopForm
from applicants.models import Decision, DecisionRelease
from applicants.selectors import deciding as read
from applicants.selectors.deciding import Seats
from applicants.selectors.workbench import current_cohorts
from applicants.services.deciding import LONGEST_SEED, DecisionRefused, release, stage_top, unstage, unstage_all
from applicants.services.releasing import RELEASE
from careerpath.accounts.access import me
from cohorts.models import Cohort

SHOWN = 250
WAITLIST = 30
STAGE, DROP = "applicants.add_decision", "applicants.change_decision"


@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts with what is pending; with one current cohort, straight to it."""
    current = list(current_cohorts()[:50])
    if len(current) == 1:
        return redirect("admin:cohort-decisions", current[0].slug)
    others = Cohort.objects.exclude(pk__in=[each.pk for each in current]).order_by("-opens_at")[:50]
    return render(
        request,
        "admin/applicants/decisions.html",
        {"title": "Decisions", "current": read.with_pending(current), "others": read.with_pending(list(others))},
    )


@require_GET
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """Stage, look, release: everything about the decisions of one cohort."""
    return _page(request, get_object_or_404(Cohort, slug=slug))


@require_POST
def stage_best(request: HttpRequest, slug: str) -> HttpResponse:
    """Stage the top of a run."""
    _allowed(request, STAGE)
    found = get_object_or_404(Cohort, slug=slug)
    form = _stage_form(found, read.seats_of(found), read.pending_by_kind(found), request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        staged = stage_top(by=me(request), **form.cleaned_data)
    except DecisionRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=400)
    messages.success(
        request,
        f"Staged {staged.offered} offers and {staged.waitlisted} waitlist places. Nobody is told before they are released.",
    )
    return redirect("admin:cohort-decisions", slug)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one decision off the pending list."""
    _allowed(request, DROP)
    decision = get_object_or_404(Decision.objects.select_related("cohort", "application__applicant"), pk=pk)
    try:
        unstage(decision, by=me(request))
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Dropped the decision about {decision.application.applicant}.")
    return _back(request, decision.cohort.slug)


@require_POST
def drop_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Empty the pending list, to stage anew."""
    _allowed(request, DROP)
    found = get_object_or_404(Cohort, slug=slug)
    number = unstage_all(read.pending(found), by=me(request))
    messages.success(request, f"Dropped {number} pending decisions. Nobody had been told of them.")
    return redirect("admin:cohort-decisions", slug)


@require_http_methods(["GET", "POST"])
def release_pending(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a release will do, then do it."""
    _allowed(request, RELEASE)
    found = get_object_or_404(Cohort, slug=slug)
    if request.method == "POST":
        try:
            done = release(found, by=me(request))
        except DecisionRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:cohort-decisions", slug)
        return _told(request, found, done)
    pending, seats = read.pending_by_kind(found), read.seats_of(found)
    if not sum(pending.values()):
        messages.info(request, "Nothing is pending, so there is nothing to release.")
        return redirect("admin:cohort-decisions", slug)
    context = {
        "title": f"Release decisions: {found}",
        "cohort": found,
        "pending": pending,
        "total": sum(pending.values()),
        "seats": seats,
        "without_a_seat": max(0, pending["offered"] - seats.free),
    }
    return render(request, "admin/applicants/release.html", context)


def _told(request: HttpRequest, found: Cohort, done: DecisionRelease) -> HttpResponseRedirect:
    carried = done.decisions.filter(skipped_reason="").count()
    skipped = done.decisions.exclude(skipped_reason="").count()
    messages.success(request, f"Released {carried} decisions of {found}.")
    if skipped:
        messages.warning(request, f"{skipped} could not be carried out; the reasons are below.")
    return redirect("admin:cohort-decisions", found.slug)


def _stage_form(found: Cohort, seats: Seats, pending: dict[str, int], data: object = None) -> StageTopForm:
    return StageTopForm(
        data,
        runs=read.runs_to_stage_from(found),
        seats=seats,
        pending_offers=pending[Decision.Kind.OFFERED],
        initial={
            "seed": f"{found.slug} {found.closes_at:%Y-%m-%d}"[:LONGEST_SEED],
            "waitlist": 0 if pending[Decision.Kind.WAITLISTED] else WAITLIST,
        },
    )


def _page(request: HttpRequest, found: Cohort, form: StageTopForm | None = None, status: int = 200) -> HttpResponse:
    pending, seats = read.pending_by_kind(found), read.seats_of(found)
    pager = Paginator(read.pending_list(found), SHOWN)
    pager.count = sum(pending.values())  # known already, by kind
    if form is None and read.runs_to_stage_from(found).exists():
        form = _stage_form(found, seats, pending)
    context = {
        "title": f"Decisions: {found}",
        "cohort": found,
        "seats": seats,
        "pending": pending,
        "total": pager.count,
        "page": pager.get_page(request.GET.get("page")),
        "form": form,
        "releases": read.releases_of(found)[:20],
        "may_stage": request.user.has_perm(STAGE),
        "may_drop": request.user.has_perm(DROP),
        "may_release": request.user.has_perm(RELEASE),
    }
    return render(request, "admin/applicants/cohort_decisions.html", context, status=status)


def _allowed(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied("Your role does not include this step of deciding.")


def _back(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """To where the button was: one application, or the decisions of its cohort."""
    back = request.POST.get("next", "")
    if back.startswith("/admin/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)
    return redirect("admin:cohort-decisions", slug)

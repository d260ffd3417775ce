"""Decisions per cohort, on the admin site: stage, drop, release, undo, and the waitlist."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.deciding import ConfirmForm, StageTopForm
from applicants.models import Application, BulkOperation, Decision, DecisionRelease
from applicants.selectors import deciding as read
from applicants.selectors.deciding import Seats
from applicants.selectors.fairness import signature_of
from applicants.selectors.workbench import current_cohorts
from applicants.services import operations, undoing, waitlist
from applicants.services.deciding import LONGEST_SEED, DecisionRefused, stage_top, unstage, unstage_all
from applicants.services.operations import TYPE_ABOVE, OperationRefused
from applicants.services.releasing import RELEASE
from careerpath.accounts.access import me
from careerpath.ui.links import way_back
from cohorts.models import Cohort

WAITLIST = 30
WAITING_SHOWN = 50
STAGE, DROP = "applicants.add_decision", "applicants.change_decision"
PENDING_WORDS = "everybody about whom a decision is pending"


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
    """Say what a release will do, then let a worker do it. `?kind=` releases one kind alone."""
    _allowed(request, RELEASE)
    found = get_object_or_404(Cohort, slug=slug)
    kind = request.GET.get("kind", "")
    kinds = [kind] if kind in Decision.Kind.values else None
    waiting, seats = read.pending_by_kind(found), read.seats_of(found)
    waiting = {each: number if kinds is None or each in kinds else 0 for each, number in waiting.items()}
    total = sum(waiting.values())
    if not total:
        messages.info(request, "Nothing is pending, so there is nothing to release.")
        return redirect("admin:cohort-decisions", slug)

    def start(typed: str) -> BulkOperation:
        chosen = Application.objects.filter(pk__in=read.pending(found, kinds).values("application"))
        params = {"kinds": kinds} if kinds else {}
        return _start(request, BulkOperation.Kind.RELEASE, found, chosen, params, PENDING_WORDS, typed)

    context = {
        "title": f"Release decisions: {found}",
        "cohort": found,
        "kind": kind if kinds else "",
        "pending": waiting,
        "total": total,
        "seats": seats,
        "signature": signature_of(found),
        "without_a_seat": max(0, waiting[Decision.Kind.OFFERED] - seats.free),
    }
    return _confirmed(request, "admin/applicants/release.html", context, total, start)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what undoing a release will do, then let a worker do it."""
    _allowed(request, RELEASE)
    done = get_object_or_404(DecisionRelease.objects.select_related("cohort", "released_by"), pk=pk)
    try:
        undoing.check_can_undo(done, by=me(request))
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:cohort-decisions", done.cohort.slug)
    chosen = Application.objects.filter(decisions__release=done)
    counts = read.carried_out_by_kind(done)
    total = chosen.count()

    def start(typed: str) -> BulkOperation:
        words = f"everybody in the release of {done.released_at:%Y-%m-%d %H:%M} UTC"
        return _start(request, BulkOperation.Kind.UNDO, done.cohort, chosen, {"release": done.pk}, words, typed)

    context = {
        "title": f"Undo a release: {done.cohort}",
        "cohort": done.cohort,
        "release": done,
        "counts": counts,
        "total": total,
    }
    return _confirmed(request, "admin/applicants/undo.html", context, total, start)


@require_POST
def stage_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what was undone back on the pending list."""
    _allowed(request, STAGE)
    done = get_object_or_404(DecisionRelease.objects.select_related("cohort"), pk=pk)
    try:
        staged = undoing.stage_again(done, by=me(request))
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Staged {staged:,} decisions again. They need a new signature before they are released."
        )
    return redirect("admin:cohort-decisions", done.cohort.slug)


@require_POST
def promote(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer the free seats to the next on the waitlist, by hand."""
    _allowed(request, RELEASE)
    found = get_object_or_404(Cohort, slug=slug)
    try:
        made = waitlist.promote_waitlist(found, by=me(request))
    except DecisionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        number = sum(each.decisions.count() for each in made)
        messages.success(request, f"Offered {number} seat{'' if number == 1 else 's'} to the next on the waitlist.")
    return redirect("admin:cohort-decisions", slug)


@require_POST
def promotes(request: HttpRequest, slug: str) -> HttpResponse:
    """Switch on or off that free seats are offered to the waitlist by themselves."""
    _allowed(request, RELEASE)
    found = get_object_or_404(Cohort, slug=slug)
    is_on = request.POST.get("on") == "yes"
    waitlist.set_promotes_waitlist(found, is_on=is_on, by=me(request))
    messages.success(
        request,
        "Free seats are offered to the waitlist by themselves from now on."
        if is_on
        else "Free seats stay free until somebody offers them.",
    )
    return redirect("admin:cohort-decisions", slug)


def _start(
    request: HttpRequest,
    kind: BulkOperation.Kind,
    found: Cohort,
    chosen: Any,
    params: dict[str, Any],
    words: str,
    typed: str,
) -> BulkOperation:
    """Prepare an operation and let it run: both or neither. Raises OperationRefused."""
    with transaction.atomic():
        operation = operations.prepare(
            kind=kind, cohort=found, by=me(request), queryset=chosen, params=params, filter_words=words
        )
        return operations.confirm(operation, by=me(request), typed=typed)


def _confirmed(
    request: HttpRequest, template: str, context: dict[str, Any], total: int, start: Callable[[str], BulkOperation]
) -> HttpResponse:
    """The page that says what will happen; with the number typed where there are many, on to the operation's own page."""
    form = ConfirmForm(request.POST if request.method == "POST" else None, total=total, most_untyped=TYPE_ABOVE)
    if form.is_valid():
        try:
            return redirect("admin:operation", start(form.cleaned_data["typed"]).pk)
        except OperationRefused as refusal:
            form.add_error(None, str(refusal))
    return render(request, template, {**context, "form": form}, status=409 if form.errors else 200)


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
    kind = request.GET.get("kind", "")
    if not pending.get(kind):
        kind = next((each for each, number in pending.items() if number), Decision.Kind.OFFERED.value)
    page = read.pending_page(found, kind, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    if form is None and read.runs_to_stage_from(found).exists():
        form = _stage_form(found, seats, pending)
    queue = read.waitlist_of(found, all_of_it=True)
    context = {
        "title": f"Decisions: {found}",
        "cohort": found,
        "seats": seats,
        "pending": pending,
        "tabs": [(each.value, each.label, pending[each.value]) for each in Decision.Kind],
        "total": sum(pending.values()),
        "page": page,
        "signature": signature_of(found),
        "form": form,
        "releases": read.releases_of(found),
        "waiting": list(queue[:WAITING_SHOWN]),
        "waiting_number": queue.count(),
        "may_promote": waitlist.can_promote(found, by=me(request)),
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
    back = way_back(request, request.POST.get("next", ""))
    if back.startswith("/admin/"):
        return HttpResponseRedirect(back)
    return redirect("admin:cohort-decisions", slug)

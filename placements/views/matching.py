"""Matching on the workbench: ask for a run, read it, change it by hand, present what is left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import has_role, me
from careerpath.accounts.roles import Role
from placements.forms_matching import AskForm, WeightsForm
from placements.matching import fit, thaw
from placements.matching.rules import Weights
from placements.models import MatchRun, Opening
from placements.models.matching import PARTS
from placements.selectors import match_runs
from placements.selectors.matching import weights_now
from placements.services import matching_by_hand as by_hand
from placements.services.matching import CannotMatch, again, ask_for_match, set_weights, stop, totals

OPTIONS = 25
"""Openings offered for one person, best first."""


@require_http_methods(["GET", "POST"])
def matching(request: HttpRequest) -> HttpResponse:
    """The runs, the form that asks for one, and the weights."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        run = ask_for_match(**form.cleaned_data, by=me(request))
        return redirect("admin:placements-match", run.public_id)
    weights = weights_now()
    context = {
        "form": form,
        "runs": match_runs.runs(),
        "weights": [(name, getattr(weights, name)) for name in PARTS],
        "may_weigh": has_role(me(request), Role.MANAGER),
    }
    return render(request, "placements/matching.html", context)


@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest) -> HttpResponse:
    """How much each part of a fit counts from now on."""
    now = weights_now()
    form = WeightsForm(request.POST or None, initial={name: getattr(now, name) for name in PARTS})
    if request.method == "POST" and form.is_valid():
        set_weights(form.cleaned_data["weights"], by=me(request))
        messages.success(request, "The weights are changed. Runs that were made keep theirs.")
        return redirect("admin:placements-matching")
    return render(request, "placements/matching_weights.html", {"form": form}, status=422 if form.errors else 200)


def _run(public_id: UUID) -> MatchRun:
    return get_object_or_404(MatchRun.objects.select_related("cohort", "client", "asked_by"), public_id=public_id)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


@require_GET
def match(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One run: how far it is, then what it found, against taking the best pair first."""
    run = _run(public_id)
    tab = request.GET.get("show", "pairs")
    tab = tab if tab in match_runs.TABS else "pairs"
    search = request.GET.get("q", "").strip()[:100]
    rows = match_runs.lines(run, tab, after=_number(request.GET.get("after", "")), search=search)
    more, rows = len(rows) > match_runs.PAGE, rows[: match_runs.PAGE]
    return render(
        request,
        "placements/match.html",
        {
            "run": run,
            "totals": totals(run),
            "tabs": match_runs.TABS,
            "tab": tab,
            "search": search,
            "lines": rows,
            "next_after": rows[-1].pk if more else None,
            "empty": match_runs.empty_openings(run),
            "bans": run.bans.select_related("enrolment__application__applicant", "opening__client", "by"),
            "weights": [(name, run.weights.get(name)) for name in PARTS],
        },
    )


@require_GET
def match_line(request: HttpRequest, public_id: UUID, enrolment: UUID) -> HttpResponse:
    """One person of a run: every opening that is possible, best first, and why the others are not."""
    run = _run(public_id)
    line = get_object_or_404(
        run.lines.select_related(
            "enrolment__application__applicant", "enrolment__cohort", "opening__client", "placement"
        ),
        enrolment__public_id=enrolment,
    )
    people, openings = thaw(run.inputs)
    person = next(one for one in people if one.id == line.enrolment_id)
    fits = [fit(person, need, Weights(**run.weights)) for need in openings]
    fits.sort(key=lambda found: (not found.possible, -found.points, found.need))
    shown = [one for one in fits if one.possible][:OPTIONS] + [one for one in fits if not one.possible][:OPTIONS]
    names = Opening.objects.select_related("client").in_bulk([one.need for one in shown])
    banned = {one.opening_id: one for one in run.bans.filter(enrolment=line.enrolment_id).select_related("by")}
    context = {
        "run": run,
        "line": line,
        "possible": [(names[one.need], one, banned.get(one.need)) for one in shown if one.possible],
        "ruled_out": [(names[one.need], one) for one in shown if not one.possible],
        "possible_count": sum(one.possible for one in fits),
        "ruled_out_count": sum(not one.possible for one in fits),
    }
    return render(request, "placements/match_line.html", context)


def _act(request: HttpRequest, run: MatchRun, action: str) -> str:
    """Do what a button says; what is said afterwards. Raises CannotMatch."""
    person, opening = _number(request.POST.get("person", "")), _number(request.POST.get("opening", ""))
    by: Any = me(request)
    match action:
        case "again":
            again(run, by=by)
            return "The rest is matched again."
        case "stop":
            return "Stopped." if stop(run, by=by) else "It was over already."
        case "out":
            by_hand.take_out(run, person, by=by)
            return "Taken out."
        case "hold":
            by_hand.hold(run, person, opening, by=by)
            return "Held on to: matching again leaves this pair."
        case "let-go":
            by_hand.let_go(run, person, by=by)
            return "No longer held on to."
        case "forbid":
            by_hand.forbid(run, person, opening, reason=request.POST.get("reason", ""), by=by)
            return "Forbidden in this run."
        case "allow":
            by_hand.allow(run, person, opening, by=by)
            return "Allowed again."
    raise BadRequest("The page does not know this.")


@require_POST
def change_match(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One change by hand, then the run again with its new totals."""
    run = _run(public_id)
    try:
        messages.success(request, _act(request, run, request.POST.get("action", "")))
    except CannotMatch as reason:
        messages.error(request, str(reason))
    if person := request.POST.get("back", ""):
        line = run.lines.filter(enrolment=_number(person)).select_related("enrolment").first()
        if line is not None:
            return redirect("admin:placements-match-line", run.public_id, line.enrolment.public_id)
    return redirect("admin:placements-match", run.public_id)


@require_POST
def present_match(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Present the ticked pairs, or all; what has changed since is refused in words."""
    run = _run(public_id)
    chosen = None if request.POST.get("which") == "all" else [_number(one) for one in request.POST.getlist("person")]
    if chosen == []:
        messages.error(request, "Tick the pairs to present, or present all.")
        return redirect("admin:placements-match", public_id)
    try:
        done = by_hand.present_lines(run, chosen, by=me(request))
    except CannotMatch as reason:
        messages.error(request, str(reason))
        return redirect("admin:placements-match", public_id)
    number = len(done.placements)
    messages.success(request, f"Presented: {number}. Their clients see them from now on.")
    if done.refused:
        messages.warning(request, f"Not presented: {len(done.refused)}. The reason stands beside each.")
    return redirect("admin:placements-match", public_id)

"""The page of one selection board: the ranked list, other weights and places, figures taken anew, and staging."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from applicants.models import Decision
from careerpath.accounts.access import me
from reviews.forms_boards import PlacesForm, WeightsForm
from reviews.models import SelectionBoard
from reviews.selectors import boards as read
from reviews.selectors.board_effect import effect_of
from reviews.selectors.measured import in_groups
from reviews.services import board_changing as change
from reviews.services.board_checks import BoardRefused, came_since, can_change, is_staged
from reviews.services.board_figures import PLACED, Weights, numbers
from reviews.services.staging import stage_board
from reviews.views.board_named import board_named, may_change, must_change

PARTS = ("run_weight", "reading_weight", "interview_weight")
TABS = (
    ("", "All"),
    (Decision.Kind.OFFERED.value, "A seat"),
    (Decision.Kind.WAITLISTED.value, "Waitlist"),
    (Decision.Kind.REJECTED.value, "Not admitted"),
    ("undecided", "Undecided"),
    ("hand", "By hand"),
    ("missing", "A part is missing"),
)


@require_GET
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The ranked list. With weights in the address it shows what they would do, and keeps nothing; for htmx that part alone."""
    found = board_named(public_id)
    form = WeightsForm(request.GET if any(part in request.GET for part in PARTS) else None, board=found)
    fragment = bool(getattr(request, "htmx", False))
    if not found.is_ranked:
        return render(
            request, "admin/reviews/_board_wait.html" if fragment else "admin/reviews/board.html", _head(request, found)
        )
    if fragment and request.GET.get("wait"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = _ranking(request, found, form)
    if fragment:
        return render(request, "admin/reviews/_board_ranking.html", context)
    return render(request, "admin/reviews/board.html", context, status=422 if form.errors else 200)


@require_POST
def weights(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Rank by other weights, or only show what they would do."""
    must_change(request)
    found = board_named(public_id)
    form = WeightsForm(request.POST, board=found)
    here = redirect("admin:reviews-board", public_id)
    if request.POST.get("do") == "show" or not form.is_valid():
        asked = {part: request.POST.get(part, "")[:9] for part in PARTS if part in request.POST}
        here["Location"] += f"?{urlencode(asked)}"
        return here
    try:
        change.set_weights(found, weights=form.weights, by=me(request))
    except BoardRefused as refusal:
        messages.error(request, str(refusal))
    else:
        ranked = "The board is ranked by these weights now."
        messages.success(
            request, ranked if found.is_ranked else "The weights are kept, and the board is being ranked by them."
        )
    return here


@require_POST
def places(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other seats, another waitlist, another reason for the others."""
    must_change(request)
    found = board_named(public_id)
    form = PlacesForm(request.POST, board=found)
    if form.is_valid():
        try:
            change.set_places(found, by=me(request), **form.cleaned_data)
        except BoardRefused as refusal:
            if not found.is_ranked:  # its page has no form that could say it
                messages.error(request, str(refusal))
                return redirect("admin:reviews-board", public_id)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The places of the board are changed.")
            return redirect("admin:reviews-board", public_id)
    context = _ranking(request, found, WeightsForm(board=found)) | {"places_form": form}
    return render(request, "admin/reviews/board.html", context, status=422)


@require_POST
def figures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take marks and scores anew."""
    must_change(request)
    found = board_named(public_id)
    try:
        change.take_figures_anew(found, by=me(request))
    except BoardRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-board", public_id)


@require_POST
def stage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Prepare the operation that stages the places; its page says what it will do and asks."""
    must_change(request)
    found = board_named(public_id)
    try:
        return redirect("admin:operation", stage_board(found, by=me(request)).pk)
    except BoardRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-board", public_id)


def _head(request: HttpRequest, found: SelectionBoard) -> dict[str, Any]:
    """What every state of a board's page needs."""
    return {
        "title": str(found),
        "board": found,
        "may_change": may_change(request),
        "can_change": can_change(found, by=me(request)),
        "staged": is_staged(found),
        "came_since": came_since(found),
    }


def _ranking(request: HttpRequest, found: SelectionBoard, form: WeightsForm) -> dict[str, Any]:
    show = request.GET.get("show", "")
    show = show if show in read.SHOWN else ""
    after = request.GET.get("after", "")
    counts = read.counts_of(found)
    tried = form.weights if form.is_bound and form.is_valid() else None
    context = _head(request, found) | {
        "weights_form": form,
        "places_form": PlacesForm(board=found),
        "counts": counts,
        "left_out": read.left_out(found),
        "in_groups": in_groups([each for each in (found.reading, found.interview) if each])
        if found.is_adjusted
        else [],
        "changes": read.changes_of(found),
        "over": max(0, counts.places[Decision.Kind.OFFERED] - found.seats),
        "placed_number": sum(number for kind, number in counts.places.items() if kind != "undecided"),
        "show": show,
    }
    if tried is not None and tried != Weights.of(found):
        effect = effect_of(found, PLACED, numbers(found, tried), after=after)
        asked = {part: request.GET[part] for part in PARTS if part in request.GET}
        return context | {
            "effect": effect,
            "next_url": _url(found, **asked, after=effect.next_key) if effect.next_key else "",
            "first_url": _url(found, **asked) if after else "",
        }
    page = read.lines_page(found, show=show, after=after)
    numbers_of = {"": counts.lines, **counts.places, "hand": counts.by_hand, "missing": counts.missing}
    return context | {
        "page": page,
        "tabs": [
            (value, label, numbers_of[value], _url(found, show=value))
            for value, label in TABS
            if not value or value == show or numbers_of[value]
        ],
        "next_url": _url(found, show=show, after=page.next_key) if page.next_key else "",
        "first_url": "" if page.is_first else _url(found, show=show),
    }


def _url(found: SelectionBoard, **asked: str) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{address(found)}?{urlencode(kept)}" if kept else address(found)


def address(found: SelectionBoard) -> str:
    """The address of a board's page."""
    return reverse("admin:reviews-board", args=[found.public_id])

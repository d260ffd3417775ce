"""The workbench's pages of selection boards."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.models import Decision
from applicants.selectors.deciding import pending_by_kind, seats_of
from applicants.selectors.filtering import say
from applicants.selectors.workbench import current_cohorts
from applicants.views.asked import asked_for
from careerpath.accounts.access import me
from cohorts.models import Cohort
from reviews.forms_boards import BoardForm, HandForm, PlacesForm, WeightsForm
from reviews.models import ReviewRound, SelectionBoard
from reviews.selectors import boards as read
from reviews.selectors.board_effect import Differing, compare, effect_of
from reviews.selectors.board_line import line_of, taken_apart
from reviews.services import boards
from reviews.services.board_figures import PLACED, Weights, numbers
from reviews.services.boards import BoardRefused
from reviews.services.staging import stage_board

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
PLACE_WORDS = {
    Decision.Kind.OFFERED.value: "a seat",
    Decision.Kind.WAITLISTED.value: "the waitlist",
    Decision.Kind.REJECTED.value: "not admitted",
    "": "undecided",
    "absent": "not on it",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The boards of one cohort; without one asked for, of the only current one, or the cohorts to choose from."""
    current = list(current_cohorts()[:50])
    cohort = Cohort.objects.filter(slug=request.GET.get("cohort", "")).first()
    if cohort is None and len(current) == 1:
        cohort = current[0]
    context: dict[str, Any] = {"title": "Selection boards", "cohort": cohort, "may_change": _may(request)}
    if cohort is None:
        context["cohorts"] = read.with_boards(list(Cohort.objects.order_by("-opens_at")[:100]))
    else:
        context["boards"] = list(read.boards_of(cohort)[:100])
        context["others"] = Cohort.objects.exclude(pk=cohort.pk).order_by("-opens_at")[:50]
    return render(request, "admin/reviews/boards.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a board: from nothing, from what the list shows, like another (`?like=`), or of a round (`?round=`)."""
    _allowed(request)
    found = asked_for(request.GET, me(request).pk)
    if found is None:
        raise Http404
    cohort, filters = found
    like = _like(request, cohort)
    narrowed = filters.narrowed and like is None
    words = say(filters) if narrowed else ""
    form = BoardForm(
        request.POST if request.method == "POST" else None,
        cohort=cohort,
        seats=seats_of(cohort),
        pending_offers=pending_by_kind(cohort)[Decision.Kind.OFFERED],
        list_words=words or (like.filter_words if like and like.filter.get("of") == boards.LIST else ""),
        like=like,
        round=_round(request, cohort),
    )
    if form.is_valid():
        data = form.cleaned_data
        who: dict[str, Any] = {"of": data["of"]}
        if data["of"] == boards.LIST:
            who = dict(like.filter) if like else {"of": boards.LIST, "filters": filters.to_dict()}
        try:
            board = boards.make_board(
                cohort=cohort,
                name=data["name"],
                by=me(request),
                weights=form.weights,
                seats=data["seats"],
                waitlist=data["waitlist"],
                run=data["run"],
                reading=data["reading"],
                interview=data["interview"],
                who=who,
                who_words=(like.filter_words if like else words) if data["of"] == boards.LIST else "",
                is_adjusted=data["is_adjusted"],
                refusal_reason=data["refusal_reason"],
            )
        except BoardRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("admin:reviews-board", board.public_id)
    context = {"title": "Make a selection board", "cohort": cohort, "form": form, "like": like}
    return render(request, "admin/reviews/board_new.html", context, status=422 if form.errors else 200)


@require_GET
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The ranked list. With weights in the address it shows what they would do, and keeps nothing; for htmx that part alone."""
    found = _board(public_id)
    form = WeightsForm(request.GET if any(part in request.GET for part in PARTS) else None, board=found)
    fragment = bool(getattr(request, "htmx", False))
    if found.built_at is None:
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
    _allowed(request)
    found = _board(public_id)
    form = WeightsForm(request.POST, board=found)
    here = redirect("admin:reviews-board", public_id)
    if request.POST.get("do") == "show" or not form.is_valid():
        asked = {part: request.POST.get(part, "")[:9] for part in PARTS if part in request.POST}
        here["Location"] += f"?{urlencode(asked)}"
        return here
    try:
        boards.set_weights(found, weights=form.weights, by=me(request))
    except BoardRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The board is ranked by these weights now.")
    return here


@require_POST
def places(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other seats, another waitlist, another reason for the others."""
    _allowed(request)
    found = _board(public_id)
    form = PlacesForm(request.POST, board=found)
    if form.is_valid():
        try:
            boards.set_places(found, by=me(request), **form.cleaned_data)
        except BoardRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The places of the board are changed.")
            return redirect("admin:reviews-board", public_id)
    context = _ranking(request, found, WeightsForm(board=found)) | {"places_form": form}
    return render(request, "admin/reviews/board.html", context, status=422)


@require_POST
def figures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take marks and scores anew."""
    _allowed(request)
    found = _board(public_id)
    try:
        boards.take_figures_anew(found, by=me(request))
    except BoardRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-board", public_id)


@require_POST
def stage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Prepare the operation that stages the places; its page says what it will do and asks."""
    _allowed(request)
    found = _board(public_id)
    try:
        return redirect("admin:operation", stage_board(found, by=me(request)).pk)
    except BoardRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-board", public_id)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """What one line rests on, and its place by hand."""
    found = _board(public_id)
    one = line_of(found, pk)
    if one is None:
        raise Http404
    form = HandForm(request.POST if request.method == "POST" else None, hand=one.hand)
    if request.method == "POST":
        _allowed(request)
        if form.is_valid():
            try:
                boards.change_by_hand(found, application=pk, by=me(request), **form.cleaned_data)
            except BoardRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "The place is changed. It stays on record with your reason.")
                return redirect("admin:reviews-board-line", public_id, pk)
    context = {
        "title": f"{one.application.applicant} on {found}",
        "board": found,
        "line": one,
        "taken": taken_apart(found, one, viewer=me(request)),
        "final_words": PLACE_WORDS[one.final],  # type: ignore[attr-defined]  # annotated
        "placed_words": PLACE_WORDS[one.placed],
        "form": form if boards.can_change(found, by=me(request)) else None,
        "staged": boards.is_staged(found),
    }
    return render(request, "admin/reviews/board_line.html", context, status=422 if form.errors else 200)


@require_GET
def compared(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """This board beside another of its cohort (`?with=`): who gets in and who does not."""
    first = _board(public_id)
    others = list(read.boards_of(first.cohort).exclude(pk=first.pk).filter(built_at__isnull=False)[:100])
    asked = request.GET.get("with", "")
    second = next((each for each in others if str(each.public_id) == asked), None)
    context: dict[str, Any] = {
        "title": f"Compare {first}",
        "board": first,
        "others": others,
        "second": second,
    }
    if second is not None and first.built_at is not None:
        found = compare(first, second)
        kinds = [kind for kind in PLACE_WORDS if any(kind in pair for pair in found.table)]
        context |= {
            "compared": found,
            "columns": [PLACE_WORDS[kind] for kind in kinds],
            "table": [
                (PLACE_WORDS[one], [(found.table.get((one, two), 0), one == two) for two in kinds]) for one in kinds
            ],
            "lists": [
                (f"A seat on “{second}” alone", _said(found.come_in), found.seats_in),
                (f"A seat on “{first}” alone", _said(found.go_out), found.seats_out),
                (
                    "Another place, a seat on neither",
                    _said(found.others),
                    found.number - found.seats_in - found.seats_out,
                ),
            ],
        }
    return render(request, "admin/reviews/board_compare.html", context)


def _said(people: Sequence[Differing]) -> list[dict[str, Any]]:
    return [
        {**vars(each), "first_words": PLACE_WORDS[each.first], "second_words": PLACE_WORDS[each.second]}
        for each in people
    ]


def _board(public_id: UUID) -> SelectionBoard:
    related = ("cohort", "run__rubric_version__rubric", "reading", "interview", "created_by", "operation")
    return get_object_or_404(SelectionBoard.objects.select_related(*related), public_id=public_id)


def _like(request: HttpRequest, cohort: Cohort) -> SelectionBoard | None:
    try:
        asked = UUID(request.GET.get("like", ""))
    except ValueError:
        return None
    return (
        SelectionBoard.objects.select_related("run", "reading", "interview")
        .filter(public_id=asked, cohort=cohort)
        .first()
    )


def _round(request: HttpRequest, cohort: Cohort) -> ReviewRound | None:
    try:
        asked = UUID(request.GET.get("round", ""))
    except ValueError:
        return None
    return ReviewRound.objects.filter(public_id=asked, cohort=cohort).first()


def _head(request: HttpRequest, found: SelectionBoard) -> dict[str, Any]:
    """What every state of a board's page needs."""
    return {
        "title": str(found),
        "board": found,
        "may_change": _may(request),
        "can_change": boards.can_change(found, by=me(request)),
        "staged": boards.is_staged(found),
        "came_since": boards.came_since(found),
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


def _may(request: HttpRequest) -> bool:
    return me(request).has_perm(boards.PERMISSION)


def _allowed(request: HttpRequest) -> None:
    if not _may(request):
        raise PermissionDenied("Making and changing selection boards is for those who stage decisions.")

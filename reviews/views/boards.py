"""The workbench's list of selection boards, and a new one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from applicants.models import Decision
from applicants.selectors.deciding import pending_by_kind, seats_of
from applicants.selectors.filtering import say
from applicants.selectors.workbench import current_cohorts
from applicants.views.asked import asked_for
from careerpath.accounts.access import me
from cohorts.models import Cohort
from reviews.forms_boards import BoardForm
from reviews.models import ReviewRound, SelectionBoard
from reviews.selectors import boards as read
from reviews.services.board_building import LIST
from reviews.services.board_checks import BoardRefused
from reviews.services.board_making import make_board
from reviews.views.board_named import may_change, must_change


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The boards of one cohort; without one asked for, of the only current one, or the cohorts to choose from."""
    current = list(current_cohorts()[:50])
    cohort = Cohort.objects.filter(slug=request.GET.get("cohort", "")).first()
    if cohort is None and len(current) == 1:
        cohort = current[0]
    context: dict[str, Any] = {"title": "Selection boards", "cohort": cohort, "may_change": may_change(request)}
    if cohort is None:
        context["cohorts"] = read.with_boards(list(Cohort.objects.order_by("-opens_at")[:100]))
    else:
        context["boards"] = list(read.boards_of(cohort)[:100])
        context["others"] = Cohort.objects.exclude(pk=cohort.pk).order_by("-opens_at")[:50]
    return render(request, "admin/reviews/boards.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a board: from nothing, from what the list shows, like another (`?like=`), or of a round (`?round=`)."""
    must_change(request)
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
        list_words=words or (like.filter_words if like and like.filter.get("of") == LIST else ""),
        like=like,
        round=_round(request, cohort),
    )
    if form.is_valid():
        data = form.cleaned_data
        who: dict[str, Any] = {"of": data["of"]}
        if data["of"] == LIST:
            who = dict(like.filter) if like else {"of": LIST, "filters": filters.to_dict()}
        try:
            board = make_board(
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
                who_words=(like.filter_words if like else words) if data["of"] == LIST else "",
                is_adjusted=data["is_adjusted"],
                refusal_reason=data["refusal_reason"],
            )
        except BoardRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("admin:reviews-board", board.public_id)
    context = {"title": "Make a selection board", "cohort": cohort, "form": form, "like": like}
    return render(request, "admin/reviews/board_new.html", context, status=422 if form.errors else 200)


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

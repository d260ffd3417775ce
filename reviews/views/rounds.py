"""Rounds, as staff make, open and close them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.selectors.filtering import Filters, matching, say
from applicants.services.operations import OperationRefused
from applicants.views.asked import asked_for
from careerpath.accounts.access import me
from cohorts.models import Cohort
from reviews.forms_rounds import CapForm, LeaveForm, ReaderForm, ReopenForm, RoundForm, initial_of
from reviews.lifecycle import RoundStatus
from reviews.models import ReviewRound, RoundReader, Scorecard
from reviews.scorecard import BadScorecard
from reviews.selectors import rounds as read
from reviews.services import panel, round_closing, round_opening, rounds
from reviews.services.entering import take_all_out
from reviews.services.panel import PanelRefused
from reviews.services.rounds import RoundRefused
from reviews.services.scorecards import shipped_scorecard
from reviews.services.shortlisting import prepare_interviews

REFUSALS = (RoundRefused, PanelRefused, OperationRefused, BadScorecard)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All rounds, newest first."""
    before = request.GET.get("before", "")
    cohort = Cohort.objects.filter(slug=request.GET.get("cohort", "")).first()
    key = int(before) if before.isdecimal() and len(before) < 19 else None
    rows = read.rounds(cohort=cohort, before=key, size=read.SHOWN + 1)
    more, rows = len(rows) > read.SHOWN, rows[: read.SHOWN]
    here = {"cohort": cohort.slug} if cohort else {}
    context = {
        "title": "Review rounds",
        "rounds": rows,
        "cohort": cohort,
        "next_url": f"?{urlencode([*here.items(), ('before', rows[-1].pk)])}" if more else "",
        "first_url": f"{request.path}?{urlencode(here)}".rstrip("?") if before else "",
    }
    return render(request, "admin/reviews/rounds.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new round, of those whom the address names as the list's address does; without a class, the newest."""
    cohort, filters, choices = _who(request)
    if cohort is None:
        return render(request, "admin/reviews/round_new.html", {"title": "Make a round", "cohort": None})
    for use in Scorecard.Use.values:
        shipped_scorecard(use)
    form = RoundForm(request.POST or None, zone=cohort.tz)
    if request.method == "POST" and form.is_valid():
        try:
            round = rounds.make_round(cohort, by=me(request), filters=filters, **form.settings())
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{round}” is being prepared. Add its readers, then open it.")
            return redirect("admin:reviews-round", round.public_id)
    context = {
        "title": "Make a round",
        "form": form,
        "cohort": cohort,
        "cohorts": Cohort.objects.order_by("-pk")[:20],
        "choices": choices,
        **_said(filters),
    }
    return render(request, "admin/reviews/round_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a round is, changed. A query as the list's changes who is in it, while it is being prepared."""
    round = _round(public_id)
    if round.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        messages.info(request, f"It is {round.get_status_display()}, so it does not change any more.")
        return redirect("admin:reviews-round", round.public_id)
    draft = round.status == RoundStatus.DRAFT
    filters = _filters_of(round)
    named = None
    if draft and request.GET.get("cohort") == round.cohort.slug and (found := asked_for(request.GET, me(request).pk)):
        named = filters = found[1]
    form = RoundForm(request.POST or None, zone=round.cohort.tz, round=round, initial=initial_of(round))
    if request.method == "POST" and form.is_valid():
        try:
            rounds.change_round(round, by=me(request), filters=named, **form.settings())
        except RoundRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{form.cleaned_data['name']}” is changed.")
            return redirect("admin:reviews-round", round.public_id)
    context = {
        "title": f"Change “{round}”",
        "form": form,
        "round": round,
        "cohort": round.cohort,
        "choices": read.usual_choices(round.cohort) if draft else [],
        "draft": draft,
        **(_said(filters) if draft and filters else {"words": round.filter_words, "number": read.how_many_now(round)}),
    }
    return render(request, "admin/reviews/round_new.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The hub of one round."""
    return _page(request, _round(public_id))


@require_POST
def act(request: HttpRequest, public_id: UUID, action: str) -> HttpResponse:
    """Open, close, open again, cancel, empty what is being prepared, or prepare interviews of the best of a reading."""
    round, by = _round(public_id), me(request)
    try:
        if action == "open":
            return redirect("admin:operation", round_opening.prepare_opening(round, by=by).pk)
        if action == "close":
            round_closing.close_round(round, by=by)
            messages.success(request, "The round is closed. What was found is measured now.")
        elif action == "cancel":
            round_closing.cancel_round(round, by=by)
            messages.success(request, "The round is cancelled. It stays in the list.")
        elif action == "empty" and round.status == RoundStatus.DRAFT:
            messages.success(request, f"{take_all_out(round):,} applications were taken out. Their status stays.")
        elif action == "interviews":
            asked = CapForm({"cap": request.POST.get("number", "")})
            number = asked.cleaned_data["cap"] if asked.is_valid() else None
            interviews = prepare_interviews(round, number=number or 0, by=by)
            messages.success(request, f"“{interviews}” is being prepared. Add its interviewers, then open it.")
            return redirect("admin:reviews-round", interviews.public_id)
        elif action == "reopen":
            form = ReopenForm(request.POST, zone=round.cohort.tz)
            if not form.is_valid():
                return _page(request, round, reopen=form, status=422)
            round_closing.reopen_round(round, by=by, **form.cleaned_data)
            messages.success(request, "The round is open again.")
        else:
            raise Http404
    except REFUSALS as refusal:
        messages.warning(request, str(refusal))
    return redirect("admin:reviews-round", round.public_id)


@require_POST
def add_reader(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whoever else reads, one or many."""
    round = _round(public_id)
    form = ReaderForm(request.POST, round=round)
    if form.is_valid():
        try:
            added = panel.add_readers(round, form.cleaned_data["user"], cap=form.cleaned_data["cap"], by=me(request))
        except PanelRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            names = ", ".join(str(each.user) for each in added)
            messages.success(request, f"{names} {'is' if len(added) == 1 else 'are'} in the round.")
            return redirect(f"{reverse('admin:reviews-round', args=[round.public_id])}#readers")
    return _page(request, round, adding=form, status=422)


@require_POST
def change_reader(request: HttpRequest, public_id: UUID, pk: int, action: str) -> HttpResponse:
    """Another cap, or out of the round."""
    reader = get_object_or_404(RoundReader.objects.select_related("round", "user"), pk=pk, round__public_id=public_id)
    try:
        if action == "cap":
            form = CapForm(request.POST)
            if form.is_valid():
                panel.set_cap(reader, cap=form.cleaned_data["cap"], by=me(request))
                messages.success(request, f"The cap of {reader.user} is changed.")
            else:
                messages.warning(request, "A cap is a whole number from 1 to 100,000, or nothing.")
        elif action == "leave":
            leaving = LeaveForm(request.POST)
            because = leaving.cleaned_data["because"] if leaving.is_valid() else ""
            given = panel.remove_reader(reader, because=because, by=me(request))
            moved = f" {given:,} applications went to the others." if given else ""
            messages.success(request, f"{reader.user} does not read in it any more.{moved}")
        else:
            raise Http404
    except PanelRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"{reverse('admin:reviews-round', args=[public_id])}#readers")


def _round(public_id: UUID) -> ReviewRound:
    return get_object_or_404(read.round_named(public_id))


def _page(
    request: HttpRequest,
    round: ReviewRound,
    *,
    adding: ReaderForm | None = None,
    reopen: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, changes = round.status == RoundStatus.DRAFT, round.status in (RoundStatus.DRAFT, RoundStatus.OPEN)
    best = 0 if draft or round.kind == ReviewRound.Kind.INTERVIEW else read.could_be_interviewed(round).count()
    history = _said_history(round)
    context: dict[str, Any] = {
        "title": round.name,
        "round": round,
        "readers": read.readers_of(round),
        "progress": read.progress_of(round),
        "adding": adding or (ReaderForm(round=round) if changes else None),
        "reopen": reopen or (ReopenForm(zone=round.cohort.tz) if round.status == RoundStatus.CLOSED else None),
        "operation": read.operation_of(round),
        "draft": draft,
        "may_open": request.user.has_perm("applicants.change_application"),
        "changes": changes,
        "history": history,
        "opened_at": next((each["at"] for each in reversed(history) if each["to"] == RoundStatus.OPEN), None),
        "closed_at": next((each["at"] for each in history if each["to"] == RoundStatus.CLOSED), None),
        "boards": [] if draft else read.boards_of(round),
        "best": best,
        "best_usual": max(1, best // 2),
        "number": read.how_many(round) if draft else 0,
        "why_not": _why_not(round) if draft else "",
        "third_points": f"{(round.third_reader_at or 0) / 100:g}",
        "sees": [label for value, label in ReviewRound.Sees.choices if value in round.sees],
    }
    return render(request, "admin/reviews/round.html", context, status=status)


def _why_not(round: ReviewRound) -> str:
    try:
        round_opening.check_can_open(round)
    except RoundRefused as refusal:
        return str(refusal)
    return ""


def _said_history(round: ReviewRound) -> list[dict[str, Any]]:
    labels = dict(RoundStatus.choices)
    changes = round.history.select_related("by").order_by("-at", "-pk")[:10]
    return [
        {
            "at": each.at,
            "to": each.to_status,
            "to_label": labels.get(each.to_status, each.to_status),
            "by": each.by,
            "reason": each.reason,
        }
        for each in changes
    ]


def _who(request: HttpRequest) -> tuple[Cohort | None, Filters | None, list[read.Who]]:
    """The class and the filters of the address; without filters, what is usual first."""
    found = asked_for(request.GET, me(request).pk)
    cohort = found[0] if found else Cohort.objects.order_by("-opens_at", "-pk").first()
    if cohort is None:
        return None, None, []
    choices = read.usual_choices(cohort)
    if found and found[1].narrowed:
        return cohort, found[1], choices
    if request.GET.get("all") == "1" and found:
        return cohort, found[1], choices
    usual = next((each for each in choices if each.number), None)
    return cohort, usual.filters if usual else None, choices


def _filters_of(round: ReviewRound) -> Filters | None:
    return Filters.from_dict(round.filter) if round.filter else None


def _said(filters: Filters | None) -> dict[str, Any]:
    if filters is None:
        return {"words": "", "number": 0}
    return {"words": say(filters), "number": matching(filters).count(), "filtered": True}

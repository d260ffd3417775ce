"""Who reads what, for staff: loads, what is short, one application given by hand, calibration cases."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from careerpath.ui.charts import Bar
from reviews.forms_assigning import CaseForm, GiveForm
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundEntry
from reviews.scorecard import read_card
from reviews.selectors import assigned as read
from reviews.services import assigning, calibrating


def a_round(public_id: UUID) -> ReviewRound:
    """A round of reading with its class and scorecard, or 404: who talks with whom follows from the times."""
    found = ReviewRound.objects.filter(kind=ReviewRound.Kind.READING).select_related("cohort", "scorecard_version")
    return get_object_or_404(found, public_id=public_id)


def number(text: str) -> int:
    """A number from the address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


@require_GET
def who(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How much everybody reads, drawn; and who reads each application, a page at a time."""
    round = a_round(public_id)
    show = request.GET.get("show", "all")
    show = show if show in read.SHOWS else "all"
    search = request.GET.get("q", "").strip()[:100]
    rows = read.entries(round, show=show, after=number(request.GET.get("after", "")), search=search)
    more, rows = len(rows) > read.PAGE, rows[: read.PAGE]
    loads = read.loads(round)
    why = read.short_of_readers(round, rows)
    here: dict[str, str | int] = {"show": show, "q": search}
    context = {
        "title": f"{round.name}: who reads what",
        "round": round,
        "loads": loads,
        "bars": [_bar(load) for load in loads],
        "dealt": read.dealt(round),
        "shows": read.SHOWS,
        "show": show,
        "search": search,
        "entries": [(each, why.get(each.pk, "")) for each in rows],
        "next_url": f"?{urlencode({**here, 'after': rows[-1].pk})}" if more else "",
        "first_url": f"?{urlencode(here)}" if "after" in request.GET else "",
        "is_open": round.status == RoundStatus.OPEN,
    }
    return render(request, "admin/reviews/who.html", context)


def _bar(load: read.Load) -> Bar:
    cap = f", at most {load.reader.cap}" if load.reader.cap is not None else ""
    gone = ", left" if load.reader.left_at else ""
    text = f"{load.total} ({load.read} read{cap}{gone})"
    return Bar(str(load.reader.user), load.total, text, fill="3" if load.reader.left_at else "1")


@require_POST
def deal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give what is missing, or even the loads anew."""
    round = a_round(public_id)
    action = request.POST.get("action", "")
    if action == "even":
        n = assigning.rebalance(round, by=me(request))
        said = f"{n} readings moved or were given." if n else "The loads are as even as they can be."
    elif action == "missing":
        n = assigning.assign_round(round, by=me(request), claimed_too=True)
        said = f"{n} readings were given." if n else "There is nothing that anybody could be given."
    else:
        raise BadRequest("There is no such action.")
    messages.success(request, said)
    return redirect("admin:reviews-who", round.public_id)


def _entry(round: ReviewRound, pk: int) -> RoundEntry:
    return get_object_or_404(read.entry_of(round, pk))


@require_GET
def entry(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Everybody who has or had one application; and who else may get it."""
    round = a_round(public_id)
    return _entry_page(request, round, _entry(round, pk))


def _entry_page(
    request: HttpRequest, round: ReviewRound, found: RoundEntry, form: GiveForm | None = None
) -> HttpResponse:
    free = read.who_may_get(found)
    status = 422 if form is not None else 200
    context = {
        "title": f"Application {found.application_id} in {round.name}",
        "round": round,
        "entry": found,
        "given": read.given_of(found),
        "free": free,
        "form": form or GiveForm(free=free),
        "is_open": round.status == RoundStatus.OPEN and found.left_at is None,
    }
    return render(request, "admin/reviews/who_entry.html", context, status=status)


@require_POST
def give(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Give an application to a reader of staff's choice."""
    round = a_round(public_id)
    found = _entry(round, pk)
    form = GiveForm(request.POST, free=read.who_may_get(found))
    if not form.is_valid():
        return _entry_page(request, round, found, form)
    try:
        made = assigning.give_by_hand(found, form.cleaned_data["reader"], by=me(request))
        messages.success(request, f"{made.reader} has it now.")
    except assigning.AssigningRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-entry", round.public_id, found.pk)


@require_POST
def move(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take an application from a reader who has not sent it yet; the system gives it to somebody else."""
    round = a_round(public_id)
    found = _entry(round, pk)
    given = get_object_or_404(
        found.assignments.select_related("reader__user"), pk=number(request.POST.get("given", ""))
    )
    if given.finished_at is not None or given.ended_at is not None:
        messages.error(request, f"{given.reader} has read it, or does not have it any more.")
    else:
        made = assigning.replace(given, as_=Assignment.End.MOVED, note="By staff.")
        messages.success(
            request, f"{made.reader} has it now." if made else f"{given.reader} does not have it any more."
        )
    return redirect("admin:reviews-entry", round.public_id, found.pk)


@require_http_methods(["GET", "POST"])
def cases(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calibration cases with their agreed marks, and a form that plants another one."""
    round = a_round(public_id)
    initial = {"number": number(request.GET.get("application", "")) or None}
    form = CaseForm(request.POST or None, round=round, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            calibrating.plant(round, form.cleaned_data["number"], agreed=form.agreed, by=me(request))
        except calibrating.CalibrationRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is planted. Readers cannot tell it from the others.")
            return redirect("admin:reviews-cases", round.public_id)
    names = [each.name for each in read_card(round.scorecard_version.document).attributes]
    rows: list[tuple[RoundEntry, list[tuple[str, int]]]] = [
        (each, list(zip(names, each.agreed or [], strict=False))) for each in read.cases(round)
    ]
    context: dict[str, Any] = {
        "title": f"{round.name}: calibration cases",
        "round": round,
        "cases": rows,
        "form": form,
        "may_change": round.status in (RoundStatus.DRAFT, RoundStatus.OPEN),
    }
    return render(request, "admin/reviews/cases.html", context, status=422 if form.errors else 200)


@require_POST
def case_out(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take a case out of the round."""
    round = a_round(public_id)
    try:
        n = calibrating.take_out(_entry(round, pk), by=me(request))
        messages.success(
            request, f"It is out of the round. {n} had it still to read." if n else "It is out of the round."
        )
    except calibrating.CalibrationRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-cases", round.public_id)

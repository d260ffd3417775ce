"""The reader's pages: one application a screen, its scorecard beside it, and the next one."""

from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from reviews.forms_reading import (
    ScorecardForm,
    draft_initial,
    in_words,
    labels_of,
    sent_values,
    sheet_initial,
)
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundReader
from reviews.scorecard import RECOMMENDATIONS, read_card
from reviews.selectors import queue as read
from reviews.selectors.projection import label_of, look_at
from reviews.services import claiming, handing_back, scoring
from reviews.services.drafting import Kept, merge, save_draft, skip
from reviews.services.panel import PanelRefused, check_can_read
from reviews.services.scoring import ScoringRefused

READERS = (Role.REVIEWER, Role.RECRUITER)
STALE = (
    "This was changed in another tab or on another device meanwhile. Below stands what you sent from here. "
    "Look at it once more and send it again: it then takes the place of the other."
)


@never_cache
@role_required(*READERS)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """On to the next one, of whichever round closes first; or how far this reader is, where nothing waits."""
    following, why = read.next_to_read(me(request)), ""
    if following is not None and (why := _why_not(request, following.round)):
        following = read.next_to_read(me(request), blind=False)
    if following is not None:
        return _open(following)
    return _done(request, why)


@never_cache
@role_required(*READERS)
@require_GET
def round_queue(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """On to the next one of one round."""
    standing = _standing(request, public_id)
    following = read.next_to_read(me(request), round=standing.round)
    return _open(following) if following is not None else redirect("reviews:queue")


@role_required(*READERS)
@require_POST
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check out the next one of a round whose readers take them themselves."""
    standing = _standing(request, public_id)
    if (why := _why_not(request, standing.round)) or not standing.round.self_claim:
        messages.error(request, why or "In this round applications are given out by the system.")
        return redirect("reviews:queue")
    return _onward(request, standing.reader.round)


@never_cache
@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One application with its scorecard: read, fill in, send, and later look at it again or change it."""
    assignment = _mine(request, public_id)
    if why := _why_not(request, assignment.round):
        return _done(request, why, status=403)
    if why := _why_over(request, assignment):
        return _over(request, assignment, why)
    card = read_card(assignment.round.scorecard_version.document)
    if request.method == "GET":
        return _page(request, assignment, ScorecardForm(card, initial=_initial(assignment)))
    form = ScorecardForm(card, request.POST)
    if not form.is_valid():
        return _page(request, assignment, form, status=400)
    done = getattr(assignment, "scoresheet", None)
    if done is not None and done.sent_id == form.cleaned_data["sent_id"]:
        return _onward(request, assignment.round)
    if _is_stale(assignment, form):
        form.add_error(None, STALE)
        return _page(request, assignment, _newest(assignment, form), status=409)
    try:
        if done is not None:
            scoring.change(done, by=me(request), **form.filled())
            messages.success(request, "Changed. What it said before stays on record.")
            return redirect("reviews:sheet", public_id)
        scoring.submit(assignment, by=me(request), sent_id=form.cleaned_data["sent_id"], **form.filled())
    except ScoringRefused as refusal:
        form.refuse(refusal)
        return _page(request, assignment, form, status=400)
    return _onward(request, assignment.round)


@never_cache
@role_required(*READERS)
@require_POST
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep what is filled in so far; asked by the page's script, answered in JSON."""
    assignment = _mine(request, public_id)
    try:
        kept = _keep(request, assignment)
    except ScoringRefused as refusal:
        # 409: it is over, and nothing of it is kept any more. 422: what was sent does not fit.
        return JsonResponse({"refused": str(refusal)}, status=422 if refusal.problems else 409)
    moment = kept.saved_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return JsonResponse({"saved_at": moment, "version": kept.version, "conflicts": kept.conflicts, "newer": kept.newer})


@role_required(*READERS)
@require_POST
def skip_one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put one off, with what is filled in so far."""
    assignment = _mine(request, public_id)
    try:
        _keep(request, assignment)
        skip(assignment, by=me(request))
    except ScoringRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:queue")
    following = read.next_to_read(me(request), round=assignment.round)
    if following is not None and following.pk == assignment.pk:
        messages.info(request, "This is the last one: there is no other to go on with.")
    return _onward(request, assignment.round)


@role_required(*READERS)
@require_POST
def abstain_from(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave one to somebody else."""
    return _hand_back(request, public_id, abstaining=True)


@role_required(*READERS)
@require_POST
def known(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The reader knows the person: somebody else reads it."""
    return _hand_back(request, public_id, abstaining=False)


@never_cache
@role_required(*READERS)
@require_GET
def read_before(request: HttpRequest) -> HttpResponse:
    """What this reader has read, the latest first."""
    rows, more = read.read_by(me(request), after=_uuid(request.GET.get("after", "")))
    context = {
        "rows": [_row(each) for each in rows],
        "next_url": f"?after={rows[-1].public_id}" if more else "",
        "first_url": "?" if "after" in request.GET else "",
        "standings": read.standings(me(request)),
    }
    return render(request, "reviews/read.html", context)


def _row(assignment: Assignment) -> dict[str, Any]:
    done = assignment.scoresheet
    return {
        "assignment": assignment,
        "label": label_of(assignment.entry),
        "mean": Decimal(done.raw) / 100,
        "recommended": RECOMMENDATIONS[done.recommendation],
    }


def _hand_back(request: HttpRequest, public_id: UUID, *, abstaining: bool) -> HttpResponse:
    assignment = _mine(request, public_id)
    try:
        if abstaining:
            handing_back.abstain(assignment, by=me(request), note=request.POST.get("abstain_note", ""))
        else:
            handing_back.recuse(assignment, by=me(request), why=request.POST.get("known_why", ""))
    except ScoringRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:sheet", public_id)
    messages.success(request, "Thank you. Somebody else reads that one.")
    return _onward(request, assignment.round)


def _page(request: HttpRequest, assignment: Assignment, form: ScorecardForm, status: int = 200) -> HttpResponse:
    found = look_at(assignment, for_reader=me(request))
    if found is None:
        raise Http404
    shown, others = found
    standings = read.standings(me(request))
    done = getattr(assignment, "scoresheet", None)
    context = {
        "assignment": assignment,
        "shown": shown,
        "others": others,
        "form": form,
        "sheet": done,
        "is_open": assignment.round.status == RoundStatus.OPEN and assignment.reader.left_at is None,
        "standing": next((each for each in standings if each.round.pk == assignment.round_id), None),
        "elsewhere": [each for each in standings if each.round.pk != assignment.round_id and each.waiting],
    }
    return render(request, "reviews/sheet.html", context, status=status)


def _over(request: HttpRequest, assignment: Assignment, why: str) -> HttpResponse:
    """Why it is not read any more. What was sent all the same stands there, so that it can be copied: it is kept nowhere."""
    card = read_card(assignment.round.scorecard_version.document)
    written = in_words(card, request.POST) if request.method == "POST" else ""
    context = {"assignment": assignment, "why": why, "written": written, "labels": labels_of(card)}
    return render(request, "reviews/over.html", context, status=409 if request.method == "POST" else 200)


def _onward(request: HttpRequest, round: ReviewRound) -> HttpResponse:
    """The next one of the same round; taken from the pile where readers take them themselves; else whatever else waits."""
    following = read.next_to_read(me(request), round=round)
    is_put_off = following is not None and following.skipped_at is not None
    if round.self_claim and (following is None or is_put_off) and not _why_not(request, round):
        reader = RoundReader.objects.filter(round=round, user=me(request), left_at__isnull=True).first()
        following = (claiming.claim_next(reader) if reader else None) or following
    return _open(following) if following is not None else redirect("reviews:queue")


def _open(assignment: Assignment) -> HttpResponse:
    """On to one of them; the first time counts as the beginning."""
    if assignment.begun_at is None:
        Assignment.objects.filter(pk=assignment.pk, begun_at__isnull=True).update(begun_at=clock.now())
    return redirect("reviews:sheet", assignment.public_id)


def _done(request: HttpRequest, why: str = "", status: int = 200) -> HttpResponse:
    """How far this reader is, and why there is nothing to read."""
    standings = read.standings(me(request))
    context = {"standings": standings, "all_read": any(each.read for each in standings), "why": why}
    return render(request, "reviews/done.html", context, status=status)


def _mine(request: HttpRequest, public_id: UUID) -> Assignment:
    return get_object_or_404(read.assignments_of(me(request)), public_id=public_id)


def _standing(request: HttpRequest, public_id: UUID) -> read.Standing:
    for each in read.standings(me(request)):
        if each.round.public_id == public_id:
            return each
    raise Http404


def _why_not(request: HttpRequest, round: ReviewRound) -> str:
    """Why this person may not read in the round, in words; empty where they may."""
    try:
        check_can_read(me(request), round)
    except PanelRefused as refusal:
        return str(refusal)
    return ""


def _why_over(request: HttpRequest, assignment: Assignment) -> str:
    """Why there is nothing to show of an assignment any more; empty where there is."""
    if assignment.finished_at is not None:
        return ""
    try:
        scoring.check_can_score(assignment, by=me(request))
    except ScoringRefused as refusal:
        return str(refusal)
    return ""


def _initial(assignment: Assignment) -> dict[str, Any]:
    done = getattr(assignment, "scoresheet", None)
    if done is None:
        return draft_initial(assignment)
    card = read_card(assignment.round.scorecard_version.document)
    return sheet_initial(card, done, assignment.n_changes)  # type: ignore[attr-defined]  # of `assignments_of`


def _is_stale(assignment: Assignment, form: ScorecardForm) -> bool:
    """Whether what the page was filled from has been changed elsewhere, to something else than was sent."""
    done = getattr(assignment, "scoresheet", None)
    if done is not None:
        return form.cleaned_data["changes"] != assignment.n_changes  # type: ignore[attr-defined]  # of `assignments_of`
    values = sent_values(form.card, form.data)
    try:
        _, conflicts = merge(assignment.draft, form.card, base=form.cleaned_data["version"] or 0, values=values)
    except ScoringRefused:
        return False
    return bool(conflicts)


def _newest(assignment: Assignment, form: ScorecardForm) -> ScorecardForm:
    """The same form, from now on filled from what stands: sent again it is meant."""
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    initial = _initial(assignment)
    for name in ("version", "changes"):
        data[name] = str(initial.get(name, ""))
    newest = ScorecardForm(form.card, data)
    newest.full_clean()
    for each in form.non_field_errors():
        newest.add_error(None, each)
    return newest


def _keep(request: HttpRequest, assignment: Assignment) -> Kept:
    card = read_card(assignment.round.scorecard_version.document)
    base = request.POST.get("version", "")
    values = sent_values(card, request.POST)
    return save_draft(
        assignment, by=me(request), base=int(base) if base.isdecimal() and len(base) < 9 else 0, values=values
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

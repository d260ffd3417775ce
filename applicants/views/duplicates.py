"""The queue of duplicates, two people side by side, and what was merged. Mounted by `applicants.admin.duplicates`."""

from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from applicants.forms.duplicates import DecideForm
from applicants.models import Applicant, DuplicatePair, Merge
from applicants.selectors import duplicates as read
from applicants.services.duplicates import BLOCK, MergeRefused, mark_different, merge, undo_merge
from applicants.services.merging import Plan, plan_of
from careerpath.accounts.access import me
from cohorts.models import Cohort

CHANGE: Final = "applicants.change_application"


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """The pairs that wait, a page at a time."""
    listed, next_key = read.queue(request.GET.get("after", ""))
    context = {
        "title": "Duplicates",
        "listed": listed,
        "waiting": read.count_open(),
        "at_most": read.COUNT_UP_TO,
        "most_sharing": BLOCK,
        "cohorts": list(Cohort.objects.order_by("-opens_at")[:6]) if request.user.has_perm(CHANGE) else [],
        "next_url": f"?after={next_key}" if next_key else "",
        "first_url": request.path if request.GET.get("after") else "",
    }
    return render(request, "admin/duplicates/queue.html", context)


@never_cache
@require_GET
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two people side by side, and the buttons."""
    compared = read.compared(pk)
    if compared is None:
        raise Http404
    found = compared.pair
    context = {
        "title": "One person or two?",
        "compared": compared,
        "pair": found,
        "sides": (compared.left, compared.right),
        "next": read.next_after(found),
        "merge": Merge.objects.filter(record__pair=found.pk, undone_at=None).first() if found.verdict else None,
        "may_decide": request.user.has_perm(CHANGE) and not found.verdict,
        "may_undo": request.user.has_perm(CHANGE),
        "choices": [] if found.verdict else [_choice(found.first, found.second), _choice(found.second, found.first)],
    }
    return render(request, "admin/duplicates/pair.html", context)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The same person, or two people; then the next pair."""
    _allowed(request)
    found = get_object_or_404(DuplicatePair.objects.select_related("first", "second"), pk=pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["verdict"][0]))
        return redirect("admin:duplicate", pk)
    following = read.next_after(found)
    try:
        said = _carry_out(found, form.cleaned_data["verdict"], request)
    except MergeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:duplicate", pk)
    messages.success(request, said)
    return redirect("admin:duplicate", following.pk) if following else redirect("admin:duplicates")


@require_GET
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged and separated again, the latest in front."""
    before = request.GET.get("before", "")
    rows = read.merges(before=int(before) if before.isdecimal() and len(before) < 19 else None)
    shown = rows[: read.PAGE]
    context = {
        "title": "Merged records",
        "merges": shown,
        "may_undo": request.user.has_perm(CHANGE),
        "next_url": f"?before={shown[-1].pk}" if len(rows) > read.PAGE else "",
        "first_url": request.path if before else "",
    }
    return render(request, "admin/duplicates/merges.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Separate two records again."""
    _allowed(request)
    found = get_object_or_404(Merge.objects.select_related("kept", "merged"), pk=pk)
    try:
        undone = undo_merge(found, by=me(request))
    except MergeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.kept} and {found.merged} are two records again, as they were before.")
        for what in undone.record["left"]:
            messages.warning(request, what)
    return redirect("admin:merges")


def _choice(keep: Applicant, away: Applicant) -> dict[str, object]:
    """What keeping one of them does, or why it cannot be done."""
    try:
        plan = plan_of(keep, away)
    except MergeRefused as refusal:
        return {"keep": keep, "why_not": str(refusal), "plan": Plan([], [])}
    return {"keep": keep, "why_not": "", "plan": plan, "account": keep.user_id is None and away.user_id is not None}


def _carry_out(found: DuplicatePair, verdict: str, request: HttpRequest) -> str:
    if verdict == DuplicatePair.Verdict.DIFFERENT:
        mark_different(found, by=me(request))
        return f"{found.first} and {found.second} are two people. You are not asked again."
    keep, away = (found.first, found.second) if verdict == "first" else (found.second, found.first)
    merge(found, keep=keep, by=me(request))
    return f"{away} is merged into {keep}, number {keep.pk}. You can separate them again under “Merged records”."


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied("Your role may read applications, not merge them.")

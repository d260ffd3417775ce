"""Scorecards, as staff write them: versions, the editor, and the card as a reader sees it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me
from reviews.forms_reading import ScorecardForm
from reviews.forms_scorecards import Draft, NewScorecardForm
from reviews.models import Scorecard, ScorecardVersion
from reviews.scorecard import BadScorecard, read_card
from reviews.selectors import scorecards as read
from reviews.services import scorecards as service
from reviews.services.scorecards import ScorecardRefused


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All scorecards with their versions. Those that come with the programme are made when they are missing."""
    for use in Scorecard.Use.values:
        service.shipped_scorecard(use)
    return render(request, "admin/reviews/scorecards.html", {"title": "Scorecards", "scorecards": read.scorecards()})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new scorecard, begun from another."""
    form = NewScorecardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.make_scorecard(by=me(request), **form.cleaned_data)
        except ScorecardRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("admin:reviews-scorecard-edit", made.pk)
    context = {"title": "Make a scorecard", "form": form}
    return render(request, "admin/reviews/scorecard_new.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a reader sees it."""
    version = _version(pk)
    card = read_card(version.document)
    context = {
        "title": str(version),
        "version": version,
        "card": card,
        "total_weight": sum(card.weights),
        "form": ScorecardForm(card),
        "rounds": version.rounds.select_related("cohort")[:20],
    }
    return render(request, "admin/reviews/scorecard.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of a version that no round was opened with."""
    version = _version(pk)
    try:
        service.check_can_change(version)
    except ScorecardRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("admin:reviews-scorecard", pk)
    if request.method == "GET":
        return _editor(request, version, Draft.of(version))
    draft = Draft.sent(request.POST)
    if draft.do(request.POST.get("do", "")):
        return _editor(request, version, draft, base=request.POST.get("base", ""))
    try:
        service.save_version(
            version, document=draft.document(), note=draft.note, by=me(request), base=request.POST.get("base", "")
        )
    except BadScorecard as error:
        draft.mark(error.problems)
    except ScorecardRefused as refusal:
        draft.problems["version"] = str(refusal)
        version.refresh_from_db()
        return _editor(request, version, draft, status=422)
    else:
        messages.success(request, f"{version} is saved.")
        return redirect("admin:reviews-scorecard", pk)
    return _editor(request, version, draft, base=request.POST.get("base", ""), status=422)


@require_POST
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version, a copy."""
    return redirect("admin:reviews-scorecard-edit", service.new_version(_version(pk), by=me(request)).pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = _version(pk)
    try:
        service.discard_version(version, by=me(request))
    except ScorecardRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("admin:reviews-scorecard", pk)
    messages.success(request, f"{version} is gone.")
    return redirect("admin:reviews-scorecards")


def _version(pk: int) -> ScorecardVersion:
    return get_object_or_404(ScorecardVersion.objects.select_related("scorecard", "created_by"), pk=pk)


def _editor(
    request: HttpRequest, version: ScorecardVersion, draft: Draft, *, base: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "title": f"Edit {version}",
        "version": version,
        "draft": draft,
        "base": base or service.document_digest(version.document),
    }
    return render(request, "admin/reviews/scorecard_edit.html", context, status=status)

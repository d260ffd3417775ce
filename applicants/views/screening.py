"""The workbench's pages of screening: runs, their progress and results, explanations, rubrics. Recruiters act, managers read."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.screening import CompareForm, StartRunForm, newest_versions
from applicants.lifecycle import RunStatus
from applicants.models import RubricVersion, ScreeningResult, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.histogram import draw, step_for
from applicants.selectors import screening as read
from applicants.selectors.explaining import explain
from applicants.selectors.rubrics import rubric_table
from applicants.services import screening
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import IllegalMove

READERS = (Role.RECRUITER, Role.MANAGER)
SHOWN_FIRST = 10
RUNS_SHOWN = 50

BAND_WORDS = {
    "above": "Above",
    "borderline": "Borderline",
    "below": "Below",
    "ineligible": "Ineligible",
    "error": "Could not be scored",
}
ACTIONS = {
    "pause": screening.pause_run,
    "resume": screening.resume_run,
    "cancel": screening.cancel_run,
    "retry": screening.retry_failed,
    "replay": screening.replay_run,
}


def _run(pk: int) -> ScreeningRun:
    related = ("cohort__question_set", "rubric_version__rubric", "created_by", "applied_by", "copy_of__rubric_version")
    return get_object_or_404(ScreeningRun.objects.select_related(*related), pk=pk)


@require_GET
@role_required(*READERS)
def runs(request: HttpRequest) -> HttpResponse:
    """All runs, newest first."""
    shown = list(read.runs()[: RUNS_SHOWN + 1])
    return render(
        request,
        "admin/screening/runs.html",
        {
            "runs": shown[:RUNS_SHOWN],
            "more": len(shown) > RUNS_SHOWN,
            "versions": newest_versions(),
            "may_act": has_role(request.user, Role.RECRUITER),
        },
    )


@require_http_methods(["GET", "POST"])
@role_required(Role.RECRUITER)
def start(request: HttpRequest) -> HttpResponse:
    """Choose a cohort and a rubric, and start."""
    screening.default_rubric()
    form = StartRunForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            run = screening.start_run(**form.cleaned_data, by=me(request))
        except screening.RunRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("admin:screening-run", run.pk)
    return render(request, "admin/screening/start.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@never_cache
@role_required(*READERS)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, and once finished how it sorted."""
    the_run = _run(pk)
    context = _progress_context(request, the_run)
    if the_run.status in (RunStatus.FINISHED, RunStatus.CANCELLED):
        context |= _result_context(the_run)
    return render(request, "admin/screening/run.html", context)


@require_GET
@never_cache
@role_required(*READERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the run's page that moves. When the run has stopped moving, htmx is told to load the whole page."""
    the_run = _run(pk)
    if not getattr(request, "htmx", False):
        return redirect("admin:screening-run", pk)
    if the_run.status != RunStatus.RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "admin/screening/_progress.html", _progress_context(request, the_run))


@require_POST
@role_required(Role.RECRUITER)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Pause, resume, cancel, try again what failed, or score the same once more: a replay has a page of its own."""
    if action not in ACTIONS:
        raise Http404
    try:
        shown = ACTIONS[action](_run(pk), by=me(request))
    except (IllegalMove, screening.RunRefused) as refused:
        messages.warning(request, str(refused))
        return redirect("admin:screening-run", pk)
    return redirect("admin:screening-run", shown.pk)


@require_GET
@role_required(*READERS)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The results of a run, the best first, a page at a time by key."""
    the_run = _run(pk)
    band = request.GET.get("band", "")
    if band and band not in read.BANDS:
        raise Http404
    rows, following = read.results_page(the_run, band=band, after=_key(request.GET.get("after", "")))
    address = reverse("admin:screening-results", args=[pk])
    query = f"band={band}&" if band else ""
    return render(
        request,
        "admin/screening/results.html",
        {
            "run": the_run,
            "run_label": f"Run {the_run.pk}",
            "rows": [_with_rule(row, the_run) for row in rows],
            "band": band,
            "tabs": [("", "All eligible"), *BAND_WORDS.items()],
            "next_url": f"{address}?{query}after={following[0]}-{following[1]}" if following else "",
            "first_url": f"{address}?{query}".rstrip("?&") if "after" in request.GET else "",
            "most": _most(the_run),
        },
    )


@require_GET
@role_required(*READERS)
def explanation(request: HttpRequest, pk: int, application: int) -> HttpResponse:
    """Why one application got the score it got."""
    related = ("run__rubric_version__rubric", "run__cohort", "application__applicant", "application__question_set")
    result = get_object_or_404(ScreeningResult.objects.select_related(*related), run=pk, application=application)
    return render(
        request,
        "admin/screening/explanation.html",
        {
            "run": result.run,
            "run_label": f"Run {result.run_id}",
            "application": result.application,
            "explanation": explain(result),
        },
    )


@require_GET
@role_required(*READERS)
def rubric(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version of a rubric says, as a table."""
    version = get_object_or_404(RubricVersion.objects.select_related("rubric", "created_by"), pk=pk)
    context = {"version": version, "table": rubric_table(version), "may_make": has_role(request.user, Role.RECRUITER)}
    return render(request, "admin/screening/rubric.html", context)


def _progress_context(request: HttpRequest, the_run: ScreeningRun) -> dict[str, Any]:
    return {
        "run": the_run,
        "run_label": f"Run {the_run.pk}",
        "progress": read.progress_of(the_run),
        "is_running": the_run.status == RunStatus.RUNNING,
        "is_paused": the_run.status == RunStatus.PAUSED,
        "may_act": has_role(request.user, Role.RECRUITER),
    }


def _most(the_run: ScreeningRun) -> int:
    """The highest score that can be reached on the cohort's form."""
    return rubric_table(the_run.rubric_version, the_run.cohort.question_set).most


def _result_context(the_run: ScreeningRun) -> dict[str, Any]:
    parsed = from_document(the_run.rubric_version.document)
    counts = read.band_counts(the_run)
    most = _most(the_run)
    step = step_for(most)
    cut = read.cut_at_capacity(the_run)
    rows, following = read.results_page(the_run, size=SHOWN_FIRST)
    stopped = read.rule_counts(the_run)
    return {
        "bands": [(name, BAND_WORDS[name], count) for name, count in counts.items() if count or name != "error"],
        "histogram": draw(
            read.scores_by(the_run, step), step=step, most=most, rubric=parsed, cut=cut, seats=the_run.cohort.capacity
        ),
        "rules": [(rule.reason, stopped[place]) for place, rule in enumerate(parsed.rules) if place in stopped],
        "rows": [_with_rule(row, the_run) for row in rows],
        "more": following is not None,
        "most": most,
        "to_sort": counts["above"] + counts["borderline"] + counts["below"],
        "to_close": counts["ineligible"],
        "can_apply": _allowed(screening.check_can_apply, the_run),
        "can_retry": counts["error"] and _allowed(screening.check_can_retry, the_run),
        "errors": counts["error"],
        "compare_form": CompareForm(run=the_run) if the_run.status == RunStatus.FINISHED else None,
    }


def _allowed(check: Callable[[ScreeningRun], None], the_run: ScreeningRun) -> bool:
    try:
        check(the_run)
    except screening.RunRefused:
        return False
    return True


def _with_rule(row: ScreeningResult, the_run: ScreeningRun) -> dict[str, Any]:
    band = ScreeningResult.Band(row.band)
    note = row.error
    if row.rule is not None:
        note = the_run.rubric_version.document["rules"][row.rule]["reason"]
    return {"result": row, "band": band.name.lower(), "band_label": BAND_WORDS[band.name.lower()], "note": note}


def _key(text: str) -> tuple[int, int] | None:
    """The key in `after=SCORE-APPLICATION`; anything else is the first page."""
    score, _, application = text.partition("-")
    return (int(score), int(application)) if score.isdecimal() and application.isdecimal() and len(text) < 30 else None

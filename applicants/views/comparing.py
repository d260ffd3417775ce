"""Two runs side by side: begin a comparison from a run, and look at it."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from applicants.forms.screening import CompareForm
from applicants.lifecycle import RunStatus
from applicants.models import Application, RubricVersion, ScreeningRun
from applicants.selectors import comparing as read
from applicants.selectors.screening import BANDS, progress_of
from applicants.services import screening
from careerpath.accounts.access import has_role, me, role_required
from careerpath.accounts.roles import Role

READERS: Final = (Role.RECRUITER, Role.MANAGER)
BAND_WORDS: Final = {
    "above": "Above",
    "borderline": "Borderline",
    "below": "Below",
    "ineligible": "Ineligible",
    "error": "Could not be scored",
}
SHOWN_AT_THE_CUT: Final = 50
"""Names listed of those who enter and leave the best; the rest are counted."""


def _runs(first: int, second: int) -> tuple[ScreeningRun, ScreeningRun]:
    """The two runs; 404 where one is not there or they are of different cohorts."""
    found = ScreeningRun.objects.select_related("cohort", "rubric_version__rubric").in_bulk([first, second])
    if not {first, second} <= found.keys() or found[first].cohort_id != found[second].cohort_id:
        raise Http404
    return found[first], found[second]


@require_POST
@role_required(Role.RECRUITER)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the comparison with a run there is, or start a trial over the same applications by another rubric."""
    run = get_object_or_404(
        ScreeningRun.objects.select_related("cohort__question_set", "rubric_version__rubric"), pk=pk
    )
    form = CompareForm(request.POST, run=run)
    if not form.is_valid():
        messages.warning(request, "Choose a run or a rubric to compare with.")
        return redirect("admin:screening-run", pk)
    kind, number = form.chosen
    if kind == "rubric":
        version = get_object_or_404(RubricVersion.objects.select_related("rubric"), pk=number)
        try:
            number = screening.replay_run(run, rubric_version=version, by=me(request)).pk
        except screening.RunRefused as refused:
            messages.warning(request, str(refused))
            return redirect("admin:screening-run", pk)
    return redirect("admin:screening-compare", pk, number)


@require_GET
@never_cache
@role_required(*READERS)
def compare(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Who is in another band, and who enters or leaves the best; while one of the two still runs, how far it is."""
    one, two = _runs(first, second)
    context: dict[str, Any] = {
        "one": one,
        "two": two,
        "cohort": one.cohort,
        "run_label": f"Run {one.pk}",
        "may_act": has_role(request.user, Role.RECRUITER),
    }
    waiting = next((run for run in (one, two) if run.status != RunStatus.FINISHED), None)
    if waiting is None:
        context |= _comparison(request, one, two)
    else:
        context |= {
            "run": waiting,
            "progress": progress_of(waiting),
            "is_running": waiting.status == RunStatus.RUNNING,
            "is_paused": waiting.status == RunStatus.PAUSED,
        }
    return render(request, "admin/screening/compare.html", context)


def _comparison(request: HttpRequest, one: ScreeningRun, two: ScreeningRun) -> dict[str, Any]:
    before, after = (name if (name := request.GET.get(key, "")) in BANDS else "" for key in ("from", "to"))
    beyond = request.GET.get("after", "")
    changes, cut = read.changes(one, two), read.at_the_cut(one, two)
    movers, following = read.movers(
        one, two, before=before, after=after, beyond=int(beyond) if beyond.isdecimal() and len(beyond) < 19 else 0
    )
    address = reverse("admin:screening-compare", args=[one.pk, two.pk])
    query = "&".join(f"{key}={name}" for key, name in (("from", before), ("to", after)) if name)
    shown = [name for name in BANDS if any(name in pair for pair in changes.cells)]
    people = Application.objects.select_related("applicant").in_bulk(
        cut.entered[:SHOWN_AT_THE_CUT] + cut.left[:SHOWN_AT_THE_CUT]
    )
    return {
        "changes": changes,
        "columns": [BAND_WORDS[name] for name in shown],
        "table": [
            (BAND_WORDS[row], [(row, column, changes.cells.get((row, column), 0), row == column) for column in shown])
            for row in shown
        ],
        "movers": [(each, BAND_WORDS[each.before], BAND_WORDS[each.after]) for each in movers],
        "narrowed": (BAND_WORDS.get(before, ""), BAND_WORDS.get(after, "")) if query else None,
        "cut": cut,
        "entered": [people[pk] for pk in cut.entered[:SHOWN_AT_THE_CUT] if pk in people],
        "left": [people[pk] for pk in cut.left[:SHOWN_AT_THE_CUT] if pk in people],
        "address": address,
        "next_url": f"{address}?{query}{'&' if query else ''}after={following}#movers" if following else "",
        "first_url": f"{address}?{query}#movers".replace("?#", "#") if beyond else "",
    }

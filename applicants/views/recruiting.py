"""The recruiter's list and one application, on the admin site."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applicants.forms.recruiting import FilterForm, InviteForm, StageForm
from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, Decision, ScreeningRun
from applicants.selectors.deciding import latest_run
from applicants.selectors.recruiting import COUNT_UP_TO, Filters, page, size_of, submitted
from applicants.selectors.recruiting import listed as matching
from applicants.selectors.workbench import Whole, latest_explanation, whole
from applicants.services.claiming import ClaimRefused, invite_to_claim
from applicants.services.deciding import DecisionRefused, stage
from applicants.services.reviewing import DECIDED, ReviewRefused, move_one, move_to_review
from careerpath.accounts.access import me
from cohorts.models import Cohort, University

COHORTS_IN_MENU = 100
MOVES = (
    (ApplicationStatus.IN_REVIEW, "Move to review", "eye"),
    (ApplicationStatus.INTERVIEW, "Invite to interview", "message-square"),
)
CHANGE, STAGE = "applicants.change_application", "applicants.add_decision"


@dataclass(frozen=True)
class Asked:
    """What the address of the list asks for."""

    cohort: Cohort
    run: ScreeningRun | None
    form: FilterForm
    filters: Filters
    query: str
    """The same again for a link, without the key of the page."""

    @property
    def filtered(self) -> bool:
        """Whether it is more than all of a cohort."""
        return any(self.form.data.get(name) for name in ("search", "status", "band", "university", "source"))


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """The list: one cohort, filtered, a page at a time."""
    asked = _asked(request)
    if asked is None:
        return render(request, "admin/applicants/applications.html", {"title": "Applications"})
    shown = page(asked.filters, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    size = size_of(matching(asked.filters))
    here = f"?{asked.query}"
    context = {
        "title": "Applications",
        "asked": asked,
        "cohort": asked.cohort,
        "run": asked.run,
        "page": shown,
        "size": size,
        "first_url": here if shown.previous_key else "",
        "previous_url": f"{here}&before={shown.previous_key}" if shown.previous_key else "",
        "next_url": f"{here}&after={shown.next_key}" if shown.next_key else "",
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "admin/applicants/applications.html", context)


@require_http_methods(["GET", "POST"])
def all_to_review(request: HttpRequest) -> HttpResponse:
    """Everything that the list's filters match goes to review: first said, then done."""
    _allowed(request, CHANGE)
    asked = _asked(request)
    if asked is None:
        raise Http404
    back = f"{reverse('admin:applications')}?{asked.query}"
    chosen = matching(replace(asked.filters, order="newest"))
    size = size_of(chosen)
    if not size.exact or not size.number:
        messages.error(
            request,
            f"More than {COUNT_UP_TO:,} match: narrow the filters first."
            if size.number
            else "Nothing matches, so nothing moves.",
        )
        return redirect(back)
    if request.method == "GET":
        context = {"title": "Move to review", "asked": asked, "cohort": asked.cohort, "size": size, "back": back}
        return render(request, "admin/applicants/all_to_review.html", context)
    result = move_to_review(chosen, by=me(request))
    messages.success(request, f"Moved {len(result.moved):,} to review.")
    for why, number in Counter(result.skipped.values()).most_common(5):
        messages.warning(request, f"Skipped {number:,}: {why}")
    return redirect(back)


@require_GET
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: a page, or for htmx the drawer beside the list."""
    found = whole(pk)
    if found is None:
        raise Http404
    drawer = bool(getattr(request, "htmx", False))
    template = "admin/applicants/_drawer.html" if drawer else "admin/applicants/application.html"
    return render(request, template, _whole_context(request, found))


@require_POST
def move_on(request: HttpRequest, pk: int) -> HttpResponse:
    """To review, or to an interview."""
    _allowed(request, CHANGE)
    return _act(
        request,
        pk,
        lambda each: move_one(
            each, to=request.POST.get("to", ""), by=me(request), reason=request.POST.get("reason", "")[:1000]
        ),
        "Moved.",
    )


@require_POST
def stage_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Stage a decision about one application."""
    _allowed(request, STAGE)
    form = StageForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a decision: offer a seat, waitlist, or do not admit.")
        return _back(request, pk)
    return _act(
        request,
        pk,
        lambda each: stage(each, kind=form.cleaned_data["kind"], reason=form.cleaned_data["reason"], by=me(request)),
        "Staged. Nobody is told before it is released.",
    )


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail an invitation to claim an imported application."""
    _allowed(request, CHANGE)
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write an e-mail address, like name@example.org.")
        return _back(request, pk)
    email = form.cleaned_data["email"]
    return _act(
        request,
        pk,
        lambda each: invite_to_claim(each, email=email, by=me(request)),
        f"The invitation is on its way to {email}.",
    )


@dataclass(frozen=True)
class Action:
    """A move that the page offers; `why_not` says in words why it cannot be made now."""

    to: str
    label: str
    icon: str
    why_not: str


def _whole_context(request: HttpRequest, found: Whole) -> dict[str, object]:
    each = found.application
    kinds = [(value, label, APPLICATION.refusal(each.status, value)) for value, label in Decision.Kind.choices]
    return {
        "title": str(each.applicant),
        "whole": found,
        "application": each,
        "cohort": each.cohort,
        "explanation": latest_explanation(each),
        "actions": [Action(to, label, icon, APPLICATION.refusal(each.status, to)) for to, label, icon in MOVES],
        "may_change": request.user.has_perm(CHANGE),
        "decided": each.status in DECIDED,
        "may_stage": request.user.has_perm(STAGE) and found.pending is None and any(not why for _, _, why in kinds),
        "may_drop": request.user.has_perm("applicants.change_decision"),
        "kinds": kinds,
        "stage_form": StageForm(),
        "invite_form": InviteForm(initial={"email": each.applicant.email}),
        "may_claim": each.applicant.user_id is None,
    }


def _asked(request: HttpRequest) -> Asked | None:
    """Read the address: the cohort (without one, the usual), its latest run, the filters. None while there is no cohort."""
    cohorts = list(Cohort.objects.order_by("-opens_at")[:COHORTS_IN_MENU])
    cohort = next((each for each in cohorts if each.slug == request.GET.get("cohort")), None) or _usual(cohorts)
    if cohort is None:
        return None
    run = latest_run(cohort)
    data = request.GET.copy()
    data["cohort"] = cohort.slug
    for name in ("after", "before"):
        data.pop(name, None)
    form = FilterForm(data, cohorts=cohorts, universities=list(University.objects.all()))
    return Asked(cohort, run, form, form.filters(cohort, run), data.urlencode())


def _usual(cohorts: list[Cohort]) -> Cohort | None:
    """The cohort a recruiter most likely means: the newest that has opened."""
    return next((each for each in cohorts if each.state != each.State.UPCOMING), cohorts[0] if cohorts else None)


def _allowed(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied("Your role may read applications, not change them.")


def _act(request: HttpRequest, pk: int, work: Callable[[Application], object], done: str) -> HttpResponseRedirect:
    """Do something to one application, say what came of it, and go back to its page."""
    each = get_object_or_404(submitted().select_related("applicant", "cohort"), pk=pk)
    try:
        work(each)
    except (DecisionRefused, ReviewRefused, ClaimRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    return redirect(reverse("admin:application", args=[pk]))

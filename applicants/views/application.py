"""One application on the admin site: its page, the drawer beside the list, and what is done to it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from applicants.forms.recruiting import InviteForm, StageForm
from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, Decision
from applicants.panels import panels_for
from applicants.selectors.interviews import interview_shown
from applicants.selectors.recruiting import submitted
from applicants.selectors.workbench import Whole, latest_explanation, whole
from applicants.services.assigning import AssignRefused, assign, assignable
from applicants.services.claiming import ClaimRefused, invite_to_claim
from applicants.services.deciding import DecisionRefused, stage
from applicants.services.reviewing import DECIDED, ReviewRefused, move_one
from applicants.services.tagging import TagRefused, put_tag, take_tag
from careerpath.accounts.access import me
from careerpath.ui.links import way_back

MOVES = (
    (ApplicationStatus.IN_REVIEW, "Move to review", "eye"),
    (ApplicationStatus.INTERVIEW, "Invite to interview", "message-square"),
)
CHANGE, STAGE = "applicants.change_application", "applicants.add_decision"


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


@require_POST
def tag_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a tag on, or take one off (`off` is its key)."""
    _allowed(request, CHANGE)
    off = request.POST.get("off", "")
    if off.isdecimal() and len(off) < 19:
        return _act(request, pk, lambda each: take_tag(each, tag=int(off), by=me(request)), "The tag is off.")
    return _act(
        request,
        pk,
        lambda each: put_tag(each, name=request.POST.get("name", "")[:200], by=me(request)),
        "The tag is on.",
    )


@require_POST
def assign_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody look after it; an empty choice is nobody."""
    _allowed(request, CHANGE)
    chosen = request.POST.get("to", "")
    person = get_object_or_404(assignable(), pk=int(chosen)) if chosen.isdecimal() and len(chosen) < 19 else None
    if chosen and person is None:
        raise Http404
    done = f"{person} looks after it now." if person else "Nobody looks after it now."
    return _act(request, pk, lambda each: assign(each, to=person, by=me(request)), done)


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
    panels = panels_for(each, me(request))
    actions = [Action(to, label, icon, APPLICATION.refusal(each.status, to)) for to, label, icon in MOVES]
    return {
        "title": str(each.applicant),
        "whole": found,
        "application": each,
        "cohort": each.cohort,
        "explanation": latest_explanation(each),
        "panels": panels,
        "readings_hidden": any(panel.hides_readings for panel in panels),
        "actions": actions,
        "any_action": not all(each.why_not for each in actions),
        "refused": [each for each in actions if each.why_not],
        "interview": interview_shown(each) if each.status == ApplicationStatus.INTERVIEW else None,
        "may_change": request.user.has_perm(CHANGE),
        "decided": each.status in DECIDED,
        "may_stage": request.user.has_perm(STAGE) and found.pending is None and any(not why for _, _, why in kinds),
        "may_drop": request.user.has_perm("applicants.change_decision"),
        "kinds": kinds,
        "stage_form": StageForm(),
        "invite_form": InviteForm(initial={"email": each.applicant.email}),
        "may_claim": each.applicant.user_id is None,
        "people": list(assignable()) if request.user.has_perm(CHANGE) else [],
    }


def _allowed(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied("Your role may read applications, not change them.")


def _act(request: HttpRequest, pk: int, work: Callable[[Application], object], done: str) -> HttpResponseRedirect:
    """Do something to one application, say what came of it, and go back to its page."""
    each = get_object_or_404(submitted().select_related("applicant", "cohort"), pk=pk)
    try:
        work(each)
    except (DecisionRefused, ReviewRefused, ClaimRefused, TagRefused, AssignRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """To the list it came from, where the drawer opens again; otherwise to its page."""
    if back := way_back(request, request.POST.get("back", ""), otherwise=""):
        return HttpResponseRedirect(f"{back.partition('#')[0]}#application-{pk}")
    return redirect("admin:application", pk)

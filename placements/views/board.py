"""The placements board on the workbench: who stands where, many moved at once, openings to fill."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bootcamp.selectors.people import graduates
from careerpath.accounts.access import has_role, me
from careerpath.accounts.roles import Role
from careerpath.ui.paging import moment_and_id
from cohorts.models import Cohort
from placements.forms_placing import VERBS
from placements.lifecycle import PLACEMENT, PlacementStatus
from placements.models import Client, Opening
from placements.selectors import board as selectors
from placements.selectors.matching import matches_for
from placements.selectors.openings import openings_board, with_counts
from placements.selectors.own import offers_answered
from placements.services.advancing import advance_many, refusals
from placements.services.presenting import CannotPresent, present

SHOWN = 25
"""Graduates shown for an opening, best first."""
AT_ONCE = 200
"""How many are moved at once: as many as somebody can look through."""
TOGETHER = tuple(PlacementStatus(one) for one in ("interviewing", "offered", "accepted", "onboarding", "not_selected"))
"""The steps that may be made for many: they need no day of each person's own."""


def _filters(request: HttpRequest) -> tuple[Client | None, Cohort | None]:
    """The client and the cohort that were chosen; what is not there is passed over."""
    slugs = [request.GET.get(name, "").replace("\x00", "") for name in ("client", "cohort")]
    client = Client.objects.filter(slug=slugs[0]).first() if slugs[0] else None
    return client, Cohort.objects.filter(slug=slugs[1]).first() if slugs[1] else None


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Placements by status."""
    chosen = request.GET.get("status", PlacementStatus.PRESENTED)
    status = chosen if chosen in PlacementStatus.values else PlacementStatus.PRESENTED
    client, cohort = _filters(request)
    after = moment_and_id(request.GET.get("after", ""))
    of_client, of_cohort = client.pk if client else None, cohort.pk if cohort else None
    rows = selectors.board(status, after=after, client=of_client, cohort=of_cohort)
    chosen_ones = {**({"client": client.slug} if client else {}), **({"cohort": cohort.slug} if cohort else {})}
    base = {"status": status, **chosen_ones}
    more = rows[selectors.PAGE :]
    rows = rows[: selectors.PAGE]
    last = rows[-1] if more else None
    found = selectors.counts(client=of_client, cohort=of_cohort)
    return render(
        request,
        "placements/board.html",
        {
            "tabs": [(value, label, found[value]) for value, label in PlacementStatus.choices],
            "status": status,
            "status_label": PlacementStatus(status).label,
            "client": client,
            "clients": Client.objects.all(),
            "cohort": cohort,
            "cohorts": Cohort.objects.filter(enrolments__isnull=False).distinct().order_by("-bootcamp_starts", "name"),
            "kept": f"&{urlencode(chosen_ones)}" if chosen_ones else "",
            "together": [(to, VERBS[to]) for to in TOGETHER if rows and PLACEMENT.is_legal(status, to)],
            "rows": rows,
            "requests": selectors.open_requests(),
            "answers": offers_answered()[: selectors.PAGE],
            "first_url": f"?{urlencode(base)}" if after else "",
            "next_url": f"?{urlencode({**base, 'after': f'{last.status_changed_at.isoformat()},{last.pk}'})}"
            if last
            else "",
        },
    )


@require_http_methods(["GET", "POST"])
def move_all(request: HttpRequest) -> HttpResponse:
    """Move everybody of a filter one step on: first who would and who would not, then the record."""
    status, to = request.GET.get("status", ""), request.GET.get("to", "")
    if not to:
        return redirect("admin:placements-board")
    if to not in TOGETHER or not PLACEMENT.is_legal(status, to):
        raise Http404
    client, cohort = _filters(request)
    found = selectors.board(
        status, client=client.pk if client else None, cohort=cohort.pk if cohort else None, limit=AT_ONCE - 1
    )
    reason = request.POST.get("reason", "").strip()
    error = ""
    if request.method == "POST":
        asked = {one for one in request.POST.get("ids", "").split(",") if one.isdigit()}
        found = [one for one in found if str(one.pk) in asked]  # who came since was not looked at
        if to == PlacementStatus.NOT_SELECTED and not reason:
            error = "Say what happened, for the record."
    done = request.method == "POST" and not error
    why = (
        advance_many(found, to=to, by=me(request), reason=reason).skipped
        if done
        else refusals(found, to=to, reason=reason)
    )
    return render(
        request,
        "placements/move_all.html",
        {
            "done": done,
            "status_label": PlacementStatus(status).label,
            "to_label": PlacementStatus(to).label,
            "status": status,
            "client": client,
            "cohort": cohort,
            "needs_reason": to == PlacementStatus.NOT_SELECTED,
            "error": error,
            "going": [one for one in found if one.pk not in why],
            "skipped": [(one, why[one.pk]) for one in found if one.pk in why],
            "ids": ",".join(str(one.pk) for one in found),
            "at_once": AT_ONCE,
        },
        status=422 if error else 200,
    )


@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Openings to fill."""
    return render(request, "placements/staff_openings.html", {"openings": openings_board()})


def full_words(opening: Opening) -> str:
    """Why nobody can be presented to an opening now; empty where somebody can. The opening has its counts (`with_counts`)."""
    if opening.closed_on is not None:
        return "This opening is closed. Open it again to present somebody."
    taken: int = opening.taken  # type: ignore[attr-defined]  # annotated
    return "Every seat is taken. Nobody else can be presented." if taken >= opening.seats else ""


@require_GET
def opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One opening: its people, and who else would fit, with the reasons."""
    found = get_object_or_404(with_counts(Opening.objects.select_related("client")), public_id=public_id)
    matches = matches_for(found)
    possible = [match for match in matches if match.fit.possible]
    return render(
        request,
        "placements/staff_opening.html",
        {
            "opening": found,
            "full": full_words(found),
            "may_see_rate": has_role(request.user, Role.MANAGER),
            "credentials": found.credentials.order_by("name"),
            "people": found.placements.select_related("enrolment__application__applicant").order_by("status", "pk"),
            "possible": possible[:SHOWN],
            "possible_count": len(possible),
            "ruled_out": [match for match in matches if not match.fit.possible][:SHOWN],
            "ruled_out_count": len(matches) - len(possible),
        },
    )


@require_POST
def present_graduate(request: HttpRequest, public_id: UUID, enrolment: UUID) -> HttpResponse:
    """Present a graduate to an opening."""
    found = get_object_or_404(Opening, public_id=public_id)
    person = get_object_or_404(graduates(), public_id=enrolment)
    try:
        made = present(person, opening=found, by=me(request))
    except CannotPresent as reason:
        messages.error(request, str(reason))
        return redirect("admin:placements-opening", public_id)
    messages.success(
        request, _("%(name)s is presented. The client sees them from now on.") % {"name": made.enrolment.name}
    )
    return redirect("admin:placements-opening", public_id)

"""A programme manager's pages: who met and who did not, and pairs to make. Not one word of what was said."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import IllegalMove
from mentorship.lifecycle import LIVE
from mentorship.models import Mentor, Mentorship
from mentorship.pairing import suggest
from mentorship.selectors.coordinating import pairs_page
from mentorship.selectors.pairing import mentee_sides, mentor_sides, without_mentor
from mentorship.services.pairing import CannotPair, end, pair
from placements.models import Placement

SHOWN = 50
manager_only = role_required(Role.MANAGER)


def _after(key: str) -> tuple[date, int] | None:
    """Where the next page begins, from `<day>,<id>`; anything else is the first page."""
    day, _comma, pk = key.partition(",")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


@manager_only
@require_GET
def coordinator(request: HttpRequest) -> HttpResponse:
    """Every live pair: that they met, when, and what is due."""
    after = _after(request.GET.get("after", ""))
    page = pairs_page(after, SHOWN)
    waiting = list(without_mentor()[: SHOWN + 1])
    return render(
        request,
        "mentorship/coordinator.html",
        {
            "page": page,
            "first_url": "?" if after else "",
            "next_url": f"?after={page.next_after}" if page.next_after else "",
            "waiting": waiting[:SHOWN],
            "more_waiting": len(waiting) > SHOWN,
        },
    )


@manager_only
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, placement: int) -> HttpResponse:
    """Mentors for somebody placed, best first with the reasons; a click proposes one."""
    person = get_object_or_404(without_mentor(), pk=placement)
    if request.method == "POST":
        mentor = get_object_or_404(
            Mentor, pk=int(chosen) if (chosen := request.POST.get("mentor", "")).isdecimal() else 0
        )
        try:
            pair(person, mentor=mentor, by=me(request))
        except CannotPair as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Proposed. It begins when both have confirmed."))
            return redirect("mentorship:coordinator")
    mentors = {one.pk: one for one in Mentor.objects.select_related("user")}
    (mentee,) = mentee_sides(Placement.objects.filter(pk=person.pk))
    found = suggest(mentee, mentor_sides(Mentor.objects.all()), timezone.now())
    return render(
        request,
        "mentorship/propose.html",
        {
            "person": person,
            "possible": [(mentors[one.mentor], one) for one in found if one.possible][:10],
            "impossible": [(mentors[one.mentor], one) for one in found if not one.possible],
        },
    )


@manager_only
@require_POST
def end_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mentorship, or take back a proposal; nobody needs to give a reason."""
    mentorship = get_object_or_404(Mentorship, pk=pk, status__in=LIVE)
    try:
        end(mentorship, by=me(request))
        messages.success(request, _("Ended. Both can be paired again."))
    except IllegalMove as reason:
        messages.error(request, str(reason))
    return redirect("mentorship:coordinator")

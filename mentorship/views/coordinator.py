"""A programme manager's pages: who met and who did not, and pairs to make. Not one word of what was said."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import IllegalMove
from careerpath.ui.paging import day_and_id
from careerpath.ui.plots.data import Chart, Mark
from mentorship.lifecycle import LIVE
from mentorship.models import AnotherMentor, Mentor, Mentorship
from mentorship.pairing import suggest
from mentorship.selectors.coordinating import KINDS, Overview, Wanted, figures, pairs_page
from mentorship.selectors.coordinating_sums import goals, last_contact
from mentorship.selectors.mentors import rules
from mentorship.selectors.pairing import mentee_sides, mentor_sides, to_pair
from mentorship.services.pairing import CannotPair, end, pair
from placements.models import Client, Placement

SHOWN = 50
WAITING_SHOWN = 5
manager_only = role_required(Role.MANAGER)


def _number(text: str, least: int, most: int) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 and least <= int(text) <= most else None


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what it does not know is left out."""
    kind = request.GET.get("show", "")
    return Wanted(
        kind if kind in KINDS else "",
        _number(request.GET.get("days", ""), 1, 365) or rules().quiet_days,
        _number(request.GET.get("mentor", ""), 1, 2**63 - 1),
        request.GET.get("client", "").replace("\x00", "")[:50],
    )


def _query(wanted: Wanted, **more: str) -> str:
    said = {
        "show": wanted.kind,
        "days": str(wanted.days),
        "mentor": str(wanted.mentor or ""),
        "client": wanted.client,
    } | more
    return "?" + urlencode({name: value for name, value in said.items() if value})


@manager_only
@require_GET
def coordinator(request: HttpRequest) -> HttpResponse:
    """What stands out, each figure a link to its list; and the list."""
    wanted, after = _wanted(request), day_and_id(request.GET.get("after", ""))
    today = timezone.now().date()
    page = pairs_page(after, SHOWN, wanted=wanted)
    waiting = list(to_pair()[: WAITING_SHOWN + 1])
    reached, quiet = goals(today), last_contact(today)
    return render(
        request,
        "mentorship/coordinator.html",
        {
            "page": page,
            "wanted": wanted,
            "kind_label": KINDS[wanted.kind],
            "kinds": KINDS.items(),
            "figures": [
                (one, _query(Wanted(one.kind, wanted.days, wanted.mentor, wanted.client)))
                for one in figures(wanted, today)
            ],
            "goals": reached,
            "quiet": quiet,
            "has_met": bool(reached.all) or any(number for _label, number in quiet),
            "quiet_chart": _bars("When pairs last met", "pairs", quiet),
            "goals_chart": _bars(
                "Goals reached each month", "goals", [(f"{month:%b %Y}", number) for month, number in reached.by_month]
            ),
            "clients": Client.objects.order_by("name").only("name", "slug"),
            "mentors": Mentor.objects.select_related("user").order_by("user__name", "pk"),
            "requests": _requests(page.pairs) if wanted.kind == "asked" else {},
            "first_url": _query(wanted) if after else "",
            "next_url": _query(wanted, after=page.next_after) if page.next_after else "",
            "waiting": waiting[:WAITING_SHOWN],
            "more_waiting": len(waiting) > WAITING_SHOWN,
        },
    )


def _requests(pairs: list[Overview]) -> list[AnotherMentor]:
    """Who asked for another mentor, and the reason where one was given: for the coordinator only."""
    found = AnotherMentor.objects.filter(mentorship__in=[one.pk for one in pairs], closed_at=None)
    return list(
        found.select_related("mentorship__mentor__user", "mentorship__placement__enrolment__application__applicant")
    )


def _bars(title: str, unit: str, counted: list[tuple[str, int]]) -> Chart:
    marks = tuple(Mark(label, float(number), text=f"{number:,}") for label, number in counted)
    return Chart("bars", title, "; ".join(f"{one.label}: {one.text}" for one in marks), unit=unit, marks=marks)


@manager_only
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, placement: int) -> HttpResponse:
    """Mentors for somebody placed, best first with the reasons; a click proposes one."""
    person = get_object_or_404(to_pair(), pk=placement)
    if request.method == "POST":
        mentor = get_object_or_404(Mentor, pk=_number(request.POST.get("mentor", ""), 1, 2**63 - 1) or 0)
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

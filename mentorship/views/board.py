"""The coordinator's board of pairs to make: worked out, changed by hand, proposed all at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from careerpath.accounts.access import me, role_required
from careerpath.accounts.roles import Role
from mentorship.models import Mentor
from mentorship.selectors.board import Board, load_orders, make_board
from mentorship.services.pairing import CannotPair, pair_many

manager_only = role_required(Role.MANAGER)


def _sent(data: QueryDict) -> tuple[dict[int, int], set[int]]:
    """Placement -> mentor as the form says, and which of them are held. What is not a number is not there."""
    chosen, held = {}, set()
    for name, value in data.items():
        kind, _dash, number = name.partition("-")
        if number.isdecimal() and len(number) < 19:
            if kind == "mentor" and str(value).isdecimal() and len(str(value)) < 19:
                chosen[int(number)] = int(str(value))
            elif kind == "hold":
                held.add(int(number))
    return chosen, held


@manager_only
@require_http_methods(["GET", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """Work out pairs for everybody without a mentor; look at what was changed by hand; propose."""
    people, orders, more = load_orders(timezone.now())
    if request.method != "POST":
        return _page(request, make_board(people, orders, more), looked=False)
    chosen, held = _sent(request.POST)
    gone = [pk for pk in chosen if pk not in people]
    chosen = {pk: mentor for pk, mentor in chosen.items() if pk in people}
    fixed = {pk: mentor for pk, mentor in chosen.items() if pk in held}
    try:
        if "work-out" in request.POST:
            return _page(request, make_board(people, orders, more, fixed=fixed), looked=False)
        found = make_board(people, orders, more, fixed=fixed, chosen=chosen)
    except ValueError as reason:
        messages.error(request, f"{reason} Choose somebody else for one of them.")
        return _page(request, make_board(people, orders, more), looked=False, status=422)
    if "propose" not in request.POST:
        return _page(request, found, looked=True)
    if gone:
        messages.error(request, "Somebody was given a mentor meanwhile. Look at the board as it is now, then propose.")
        return _page(request, found, looked=True, status=422)
    mentors = Mentor.objects.in_bulk(set(chosen.values()))
    pairs = [(people[pk], mentors[mentor]) for pk, mentor in sorted(chosen.items())]
    try:
        made = pair_many(pairs, by=me(request)) if pairs else []
    except CannotPair as reason:
        messages.error(request, f"Nothing was proposed. {reason}")
        return _page(request, found, looked=True, status=422)
    if not made:
        messages.error(request, "There is no pair on the board to propose.")
        return redirect("mentorship:board")
    messages.success(
        request, f"{len(made)} pairs are proposed. Both sides get a mail, and it begins when both say yes."
    )
    return redirect("mentorship:coordinator")


def _page(request: HttpRequest, found: Board, *, looked: bool, status: int = 200) -> HttpResponse:
    names = {row.placement.pk: row.name for row in found.rows}
    return render(request, "mentorship/board.html", {"board": found, "looked": looked, "names": names}, status=status)

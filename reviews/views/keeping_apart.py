"""Who does not read whom, for staff: pairs of a round and why, a new one, a shared domain."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from careerpath.accounts.access import me
from reviews.forms_assigning import ApartForm
from reviews.selectors import assigned as read
from reviews.services import keeping_apart
from reviews.services.keeping_apart import ConflictRefused
from reviews.views.assigning import a_round, number


@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The pairs that are kept apart and why, domains that readers share, and a form for one pair more."""
    round = a_round(public_id)
    search = request.GET.get("q", "").strip()[:100]
    people = read.people_of(round, search) if search else []
    form = ApartForm(request.POST or None, round=round, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            n = keeping_apart.write_down(
                form.cleaned_data["reader"].user,
                form.cleaned_data["person"],
                why=form.cleaned_data["why"],
                by=me(request),
            )
        except ConflictRefused as refusal:
            form.add_error("why", str(refusal))
        else:
            messages.success(request, _said(n))
            return redirect("admin:reviews-apart", round.public_id)
    rows = read.kept_apart(round, after=(number(request.GET.get("entry", "")), number(request.GET.get("reader", ""))))
    more, rows = len(rows) > read.PAGE, rows[: read.PAGE]
    last = {"entry": rows[-1].entry, "reader": rows[-1].reader_id} if more else {}
    context = {
        "title": f"{round.name}: kept apart",
        "round": round,
        "pairs": rows,
        "next_url": f"?{urlencode(last)}" if more else "",
        "first_url": "?" if "entry" in request.GET else "",
        "domains": read.shared_domains(round),
        "search": search,
        "people": people,
        "form": form,
    }
    return render(request, "admin/reviews/apart.html", context, status=422 if form.errors else 200)


@require_POST
def domain(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep a reader from everybody who shares the domain of their address."""
    round = a_round(public_id)
    reader = get_object_or_404(round.readers.select_related("user"), pk=number(request.POST.get("reader", "")))
    shared = request.POST.get("domain", "")[:255]
    try:
        people, moved = keeping_apart.keep_from_domain(round, reader, shared, why=f"Both at {shared}.", by=me(request))
        messages.success(request, f"{reader} is kept from {people} people at {shared}. {_said(moved)}")
    except ConflictRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-apart", round.public_id)


@require_POST
def back(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take back what staff wrote down."""
    round = a_round(public_id)
    conflict = get_object_or_404(read.conflicts_of(round, pk))
    try:
        keeping_apart.take_back(conflict, by=me(request))
        messages.success(request, "It is taken back. What moved meanwhile stays where it is.")
    except ConflictRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:reviews-apart", round.public_id)


def _said(moved: int) -> str:
    if not moved:
        return "It is written down. Nothing had to move."
    return f"It is written down. {moved} {'reading' if moved == 1 else 'readings'} went to others."

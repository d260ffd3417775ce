"""The page of one line of a selection board: what it rests on, and its place by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from careerpath.accounts.access import me
from reviews.forms_boards import HandForm
from reviews.selectors.board_line import line_of, taken_apart
from reviews.selectors.boards import PLACE_WORDS
from reviews.services.board_changing import change_by_hand
from reviews.services.board_checks import BoardRefused, can_change, is_staged
from reviews.views.board_named import board_named, must_change


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """What one line rests on, and its place by hand."""
    found = board_named(public_id)
    one = line_of(found, pk)
    if one is None:
        raise Http404
    form = HandForm(request.POST if request.method == "POST" else None, hand=one.hand)
    if request.method == "POST":
        must_change(request)
        if form.is_valid():
            try:
                change_by_hand(found, application=pk, by=me(request), **form.cleaned_data)
            except BoardRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "The place is changed. It stays on record with your reason.")
                return redirect("admin:reviews-board-line", public_id, pk)
    context = {
        "title": f"{one.application.applicant} on {found}",
        "board": found,
        "line": one,
        "taken": taken_apart(found, one, viewer=me(request)),
        "final_words": PLACE_WORDS[one.final],  # type: ignore[attr-defined]  # annotated
        "placed_words": PLACE_WORDS[one.placed],
        "form": form if can_change(found, by=me(request)) else None,
        "staged": is_staged(found),
    }
    return render(request, "admin/reviews/board_line.html", context, status=422 if form.errors else 200)

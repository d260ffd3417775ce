"""Two selection boards of a cohort beside each other."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reviews.selectors import boards as read
from reviews.selectors.board_effect import Differing, compare
from reviews.selectors.boards import PLACE_WORDS
from reviews.views.board_named import board_named


@require_GET
def compared(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """This board beside another of its cohort (`?with=`): who gets in and who does not."""
    first = board_named(public_id)
    others = list(read.others_of(first)[:100])
    asked = request.GET.get("with", "")
    second = next((each for each in others if str(each.public_id) == asked), None)
    context: dict[str, Any] = {
        "title": f"Compare {first}",
        "board": first,
        "others": others,
        "second": second,
    }
    if second is not None and first.is_ranked:
        found = compare(first, second)
        kinds = [kind for kind in PLACE_WORDS if any(kind in pair for pair in found.table)]
        context |= {
            "compared": found,
            "columns": [PLACE_WORDS[kind] for kind in kinds],
            "table": [
                (PLACE_WORDS[one], [(found.table.get((one, two), 0), one == two) for two in kinds]) for one in kinds
            ],
            "lists": [
                (f"A seat on “{second}” alone", _said(found.come_in), found.seats_in),
                (f"A seat on “{first}” alone", _said(found.go_out), found.seats_out),
                (
                    "Another place, a seat on neither",
                    _said(found.others),
                    found.number - found.seats_in - found.seats_out,
                ),
            ],
        }
    return render(request, "admin/reviews/board_compare.html", context)


def _said(people: Sequence[Differing]) -> list[dict[str, Any]]:
    return [
        {**vars(each), "first_words": PLACE_WORDS[each.first], "second_words": PLACE_WORDS[each.second]}
        for each in people
    ]

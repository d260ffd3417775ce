"""What a round's scoresheets become: measurements, and scores of its entries."""

import pytest

from reviews.services.measuring import measure
from tests.reviews.factories import make_entry, make_reader, make_round, make_sheets

pytestmark = pytest.mark.django_db


def measured_round(people=8, readers=3, strict=1, **fields):
    """Everybody reads everything; the first reader gives a point less on each attribute."""
    round = make_round(**fields)
    panel = [make_reader(round) for _ in range(readers)]
    entries = [make_entry(round) for _ in range(people)]
    marks = {
        (entry, reader): [3 + (number % 2) - (strict if place == 0 else 0) + (number + place) % 2] * 3
        for number, entry in enumerate(entries)
        for place, reader in enumerate(panel)
    }
    make_sheets(round, marks)
    return round, panel, entries


def test_measure_keeps_figures_and_scores():
    round, panel, entries = measured_round()
    found = measure(round)
    assert found.scoresheets == 24
    assert [each["reader"] for each in found.figures["readers"]] == [each.pk for each in panel]
    first = entries[0]
    first.refresh_from_db()
    assert (first.reads_done, first.raw, first.adjusted, first.spread) == (3, 300, 300, 200)

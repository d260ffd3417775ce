"""What a round's scoresheets become: one measurement for each state of them, and the scores of its entries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import Assignment, Measurement, RoundEntry, Scoresheet, ScoresheetChange
from reviews.selectors.measured import due
from reviews.services.measuring import measure, measure_due, read
from reviews.services.scoring import change
from reviews.tasks import measure as measure_task
from reviews.tasks import measure_due as measure_due_task
from tests.factories import make_application
from tests.reviews.factories import (
    make_assignment,
    make_entry,
    make_reader,
    make_round,
    make_sheet,
    make_sheets,
    sheet_values,
)

pytestmark = pytest.mark.django_db


def make_read_round(people=8, readers=3, **fields):
    """Everybody reads everything, and the first reader gives a point less than the others on each attribute."""
    round = make_round(**fields)
    panel = [make_reader(round) for _ in range(readers)]
    entries = [make_entry(round, make_application(round.cohort)) for _ in range(people)]
    marks = {
        (entry, reader): [3 + number % 2 - (place == 0) + (number + place) % 2] * 3
        for number, entry in enumerate(entries)
        for place, reader in enumerate(panel)
    }
    make_sheets(round, marks)
    return round, panel, entries


def scores(entries):
    found = RoundEntry.objects.in_bulk([each.pk for each in entries])
    return [(each.reads_done, each.raw, each.adjusted, each.spread) for each in (found[one.pk] for one in entries)]


def test_measure_keeps_figures_and_writes_scores():
    round, panel, entries = make_read_round()
    found = measure(round)
    assert found.scoresheets == 24
    assert [each["reader"] for each in found.figures["readers"]] == [each.pk for each in panel]
    # Everybody read everything, so what is taken off adds up to 0 for each application.
    assert scores(entries) == [(3, 300, 300, 200), (3, 433, 433, 100)] * 4


def test_adjusting_takes_severity_off():
    """Somebody read by the strict reader alone gets it back."""
    round, panel, _ = make_read_round(people=12)
    one, other = make_entry(round), make_entry(round)
    make_sheets(round, {(one, panel[0]): [3, 3, 3], (other, panel[1]): [3, 3, 3]})
    severity = {each["reader"]: each["severity"] for each in measure(round).figures["readers"]}
    assert severity[panel[0].pk] < 0 < severity[panel[1].pk]
    assert scores([one, other]) == [
        (1, 300, round_half_up(300 - severity[panel[0].pk]), 0),
        (1, 300, round_half_up(300 - severity[panel[1].pk]), 0),
    ]


def round_half_up(value):
    return int(value + 0.5)


def test_too_little_is_not_adjusted():
    round, _, entries = make_read_round(people=2, readers=2)
    assert measure(round).figures["severity"]["is_known"] is False
    assert scores(entries) == [(2, 300, None, 200), (2, 400, None, 0)]


def test_nothing_was_read():
    round = make_round()
    entry = make_entry(round)
    assert measure(round).scoresheets == 0
    assert scores([entry]) == [(0, None, None, None)]


def test_the_same_scoresheets_are_one_measurement():
    round, _, _ = make_read_round()
    first, second = measure(round), measure(round)
    assert first.pk == second.pk
    assert second.made_at > first.made_at
    assert Measurement.objects.count() == 1


def test_scoresheets_changed_and_changed_back_are_the_first_measurement_again():
    round, _, entries = make_read_round()
    before = scores(entries)
    first = measure(round)
    before = scores(entries)
    sheet = Scoresheet.objects.order_by("pk").first()
    kept = (sheet.marks, sheet.raw)
    Scoresheet.objects.filter(pk=sheet.pk).update(marks=[5, 5, 5], raw=500)
    second = measure(round)
    assert (second.pk, scores(entries)) != (first.pk, before)
    Scoresheet.objects.filter(pk=sheet.pk).update(marks=kept[0], raw=kept[1])
    assert measure(round).pk == first.pk
    assert scores(entries) == before
    assert Measurement.objects.order_by("round", "-made_at").first().pk == first.pk


def test_measuring_asks_as_much_of_one_as_of_many():
    """A constant number of statements, and nothing is written where nothing changed."""
    counts = []
    for people in (2, 9):
        round, _, _ = make_read_round(people=people)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            measure(round)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_scores_of_other_rounds_stay():
    first, _, entries = make_read_round()
    measure(first)
    before = scores(entries)
    other, _, _ = make_read_round()
    measure(other)
    assert scores(entries) == before


def test_what_says_nothing_of_agreement_is_marked():
    """Asked for because two differ, or written with the others in sight."""
    round, panel, entries = make_read_round(people=2, readers=3)
    Assignment.objects.filter(entry=entries[0], reader=panel[0]).update(origin=Assignment.Origin.MORE)
    Scoresheet.objects.filter(entry=entries[1], reader=panel[2]).update(saw_others=True)
    sheets, _ = read(round)
    assert [
        (int(entry), int(reader))
        for entry, reader, kept in zip(sheets.entry, sheets.reader, sheets.is_independent, strict=True)
        if not kept
    ] == [(entries[0].pk, panel[0].pk), (entries[1].pk, panel[2].pk)]


def test_calibration_cases_are_measured_against_what_was_agreed():
    round = make_round()
    reader = make_reader(round)
    for mark in (3, 4, 5):
        entry = make_entry(round, is_calibration=True, agreed=[3, 3, 3], agreed_by=round.created_by)
        make_sheets(round, {(entry, reader): [mark] * 3})
    Scoresheet.objects.update(nth=1)
    planted = measure(round).figures["readers"][0]["planted"]
    assert (planted["difference"]["value"], planted["difference"]["count"], planted["same"]) == (100, 3, 0.3333)


def test_a_round_is_due_when_something_came_in():
    round, panel, _ = make_read_round()
    assert due() == [round]
    assert measure_due() == 1
    assert due() == []
    later = clock.now() + timedelta(minutes=5)
    with clock.at(later):
        assert due() == []
        make_sheet(make_assignment(make_entry(round), panel[0]))
        assert due() == [round]
        assert due([round.pk]) == [round]
        assert due([round.pk + 1]) == []
        assert measure_due([round.pk]) == 1
        # So soon after a measurement nothing is measured again; half a minute later it is.
        make_sheet(make_assignment(make_entry(round), panel[0]))
        assert due() == []
    with clock.at(later + timedelta(seconds=30)):
        assert due() == [round]


def test_a_round_is_due_when_something_changed():
    round, panel, _ = make_read_round()
    assignment = make_assignment(make_entry(round), panel[0])
    sheet = make_sheet(assignment)
    measure(round)
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert due() == []
        change(sheet, by=panel[0].user, **sheet_values(4))
        assert ScoresheetChange.objects.count() == 1
        assert due() == [round]


def test_a_closed_round_is_measured_once_more_and_then_left():
    round, panel, _ = make_read_round()
    measure(round)
    with clock.at(clock.now() + timedelta(hours=1)):
        make_sheet(make_assignment(make_entry(round), panel[0]))
        move(round, to="closed", by=None)
        assert due() == [round]
        measure_due()
    with clock.at(clock.now() + timedelta(hours=2)):
        assert due() == []


def test_tasks_pass_over_what_is_gone_or_done():
    measure_task([2**40])
    round, _, _ = make_read_round()
    measure_task([round.pk])
    measure_task([round.pk])
    measure_due_task()
    assert Measurement.objects.count() == 1

"""The queue that readers take from: one checkout for each, ended by time, taken again, and a third reader where two differ."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from careerpath.pipeline import clock
from reviews.models import Assignment, RoundEntry
from reviews.services import assigning, calibrating, claiming, conflicts, disagreeing, panel
from reviews.services.claiming import claim_next
from reviews.services.scoring import ScoringRefused
from tests.factories import make_application
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet

together = pytest.mark.django_db(transaction=True)
AGREED = {"drive": 4, "learning": 3, "words": 2}


def at_once(*calls):
    """What the calls return that begin in the same moment, each in a thread with a connection of its own."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=10)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result(timeout=30) for each in [pool.submit(run, call) for call in calls]]


def alive(entry):
    return entry.assignments.filter(ended_at__isnull=True).count()


@together
def test_two_readers_one_application_same_second_one_checkout():
    round = make_round(self_claim=True)
    for _ in range(4):
        entry, had = make_entry(round), make_reader(round)
        make_assignment(entry, had, finished_at=clock.now())
        one, two = make_reader(round), make_reader(round)
        got = at_once(lambda one=one: claim_next(one), lambda two=two: claim_next(two))
        assert len([each for each in got if each is not None]) == 1
        assert alive(entry) == 2, "the two that the round wants, and no third"


@together
def test_many_at_once_take_different_ones_until_nothing_is_wanted():
    round = make_round(self_claim=True)
    entries, readers = [make_entry(round) for _ in range(3)], [make_reader(round) for _ in range(6)]
    at_once(*[lambda each=each: claim_next(each) for each in readers])
    for each in readers:
        claim_next(each)
    assert [alive(each) for each in entries] == [2, 2, 2]


@together
def test_one_reader_in_two_windows_has_one_checkout():
    round = make_round(self_claim=True)
    make_entry(round), make_entry(round)
    reader = make_reader(round)
    one, two = at_once(lambda: claim_next(reader), lambda: claim_next(reader))
    assert one == two


@together
def test_a_round_that_is_dealt_twice_at_once_is_dealt_once():
    round = make_round()
    entries, _ = [make_entry(round) for _ in range(5)], [make_reader(round) for _ in range(3)]
    got = at_once(lambda: assigning.assign_round(round, by=None), lambda: assigning.assign_round(round, by=None))
    assert sorted(got) == [0, 10]
    assert {alive(each) for each in entries} == {2}


def sent(assignment):
    """Sent, or refused in words because it went to somebody else a moment before."""
    with suppress(ScoringRefused):
        make_sheet(assignment)


@together
def test_who_sends_while_being_taken_out_neither_hangs_nor_loses_it():
    round = make_round()
    entries, readers = [make_entry(round) for _ in range(4)], [make_reader(round) for _ in range(3)]
    assigning.assign_round(round, by=None)
    own = Assignment.objects.filter(reader=readers[0]).select_related("reader__user").order_by("lot")
    first = own[0]
    at_once(lambda: sent(first), lambda: panel.remove_reader(readers[0], because="Ill.", by=round.created_by))
    first.refresh_from_db()
    assert (first.finished_at is None) == (first.ended_as == "left")
    assert not own.filter(finished_at__isnull=True, ended_at__isnull=True).exists()
    assert {alive(each) for each in entries} == {2}


@pytest.mark.django_db
def test_the_application_with_the_fewest_reads_is_taken_and_ends_by_itself():
    round = make_round(self_claim=True, claim_minutes=30)
    read, unread = make_entry(round), make_entry(round)
    make_assignment(read, make_reader(round), finished_at=clock.now())
    reader = make_reader(round)
    taken = claim_next(reader)
    assert (taken.entry, taken.origin) == (unread, "claimed")
    assert claim_next(reader) == taken
    with clock.at(clock.now() + timedelta(minutes=20)):
        claiming.renew(taken)
    with clock.at(clock.now() + timedelta(minutes=45)):
        assert claiming.free_expired() == 0
    with clock.at(clock.now() + timedelta(minutes=51)):
        assert claiming.free_expired() == 1
        again = claim_next(reader)
    assert (again.pk, again.ended_as) == (taken.pk, ""), "one's own comes back with what was typed in it"


@pytest.mark.django_db
def test_an_expired_checkout_is_free_for_others_without_the_worker():
    round = make_round(self_claim=True, reads=2)
    entry = make_entry(round)
    make_assignment(entry, make_reader(round), finished_at=clock.now())
    first = claim_next(make_reader(round))
    assert claim_next(make_reader(round)) is None
    with clock.at(first.held_until):
        second = claim_next(make_reader(round))
    first.refresh_from_db()
    assert (second.entry, first.ended_as) == (entry, "expired")


@pytest.mark.django_db
def test_what_was_given_back_is_not_offered_again_and_goes_into_the_queue():
    round = make_round(self_claim=True)
    entry, reader, other = make_entry(round), make_reader(round), make_reader(round)
    assert assigning.replace(claim_next(reader), as_=Assignment.End.ABSTAINED, note="No.") is None
    assert claim_next(reader) is None
    assert claim_next(other).entry == entry


@pytest.mark.django_db
def test_nobody_takes_beyond_their_cap_in_a_conflict_or_in_a_round_that_is_over():
    round = make_round(self_claim=True)
    entry = make_entry(round)
    capped, known, gone = make_reader(round, cap=1), make_reader(round), make_reader(round, left_at=clock.now())
    make_assignment(make_entry(round), capped, finished_at=clock.now())
    conflicts.declare(known.user, entry.application.applicant, why="", by=known.user)
    taken = claim_next(known)
    assert taken.entry != entry
    assert claim_next(capped) is None
    assert claim_next(gone) is None
    over = make_round(self_claim=True, status="closed")
    make_entry(over)
    assert claim_next(make_reader(over)) is None


@pytest.mark.django_db
def test_cases_come_among_what_is_taken():
    round = make_round(self_claim=True)
    reader, _ = make_reader(round), make_reader(round)
    for _ in range(4):
        make_entry(round)
    case = calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
    origins = []
    while (taken := claim_next(reader)) is not None:
        origins.append(taken.origin)
        make_sheet(taken)
    assert origins == ["claimed", "claimed", "calibration", "claimed", "claimed"]
    assert case.scoresheets.count() == 1


@pytest.mark.django_db
def test_the_next_one_is_taken_by_ten_queries_at_most(django_assert_max_num_queries):
    round = make_round(self_claim=True)
    for _ in range(12):
        make_entry(round)
    reader = make_reader(round)
    with django_assert_max_num_queries(10):
        assert claim_next(reader) is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("marks", "asked"), [((1, 4), True), ((1, 2), False), ((2, 4), True)])
def test_a_third_reader_is_asked_where_two_differ(marks, asked):
    round = make_round(third_reader_at=150)
    entry, readers = make_entry(round), [make_reader(round) for _ in range(3)]
    for reader, mark in zip(readers, marks, strict=False):
        make_sheet(make_assignment(entry, reader), mark)
    entry.refresh_from_db()
    third = Assignment.objects.filter(entry=entry, reader=readers[2]).first()
    assert (entry.more_reads, third is not None and third.origin) == ((1, "more") if asked else (0, False))
    if asked:
        make_sheet(third, 5)
        assert disagreeing.look(entry) is None, "what a third does not settle brings no fourth"


@pytest.mark.django_db
def test_nobody_more_is_asked_before_all_have_read_nor_where_it_is_off_nor_for_a_case():
    late = make_round(reads=3, third_reader_at=100)
    off = make_round(third_reader_at=None)
    for round in (late, off):
        entry = make_entry(round)
        for mark in (1, 5):
            make_sheet(make_assignment(entry, make_reader(round)), mark)
        make_reader(round)
        assert disagreeing.look(entry) is None
    round = make_round(third_reader_at=100)
    readers = [make_reader(round) for _ in range(2)]
    case = calibrating.plant(round, make_application(), agreed=AGREED, by=round.created_by)
    for mark, reader in zip((1, 5), readers, strict=True):
        make_sheet(Assignment.objects.get(entry=case, reader=reader), mark)
    make_reader(round)
    assert not RoundEntry.objects.exclude(more_reads=0).exists()


@pytest.mark.django_db
def test_where_nobody_is_free_for_a_third_reading_the_wish_stays_and_the_next_deal_fulfils_it():
    round = make_round(third_reader_at=150)
    entry = make_entry(round)
    for mark in (1, 5):
        make_sheet(make_assignment(entry, make_reader(round)), mark)
    entry.refresh_from_db()
    assert (entry.more_reads, alive(entry)) == (1, 2)
    late = make_reader(round)
    assert assigning.assign_round(round, by=None) == 1
    assert Assignment.objects.get(entry=entry, reader=late).origin == "system"

"""Applications that ended leave their rounds, and come back with the application."""

import pytest

from applicants.models import DuplicatePair
from applicants.services.merging import merge, undo_merge
from applicants.services.withdrawing import take_back, withdraw
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reviews.models import Assignment
from reviews.services.leaving import leave
from tests.factories import make_user
from tests.reviews.factories import make_assignment, make_entry, make_reader, make_round, make_sheet

pytestmark = pytest.mark.django_db


def test_who_withdraws_leaves_the_round_and_taking_it_back_brings_all_back() -> None:
    round = make_round()
    entry = make_entry(round)
    sent = make_assignment(entry, make_reader(round))
    make_sheet(sent)
    waiting = make_assignment(entry, make_reader(round), draft={"comment": "Half a word"})
    dropped = make_assignment(entry, make_reader(round))
    withdraw(entry.application, by=None)
    for each in (entry, waiting, sent):
        each.refresh_from_db()
    assert (entry.left_at is not None, waiting.ended_as, waiting.draft, sent.ended_as) == (True, "gone", {}, "")
    dropped.reader.left_at = entry.left_at
    dropped.reader.save()
    take_back(entry.application, by=make_user())
    for each in (entry, waiting, dropped):
        each.refresh_from_db()
    assert (entry.left_at, waiting.ended_at, waiting.ended_as, dropped.ended_as) == (None, None, "", "gone")


def test_applications_that_ended_in_bulk_leave_at_the_next_look_and_others_stay() -> None:
    round = make_round()
    ended, stays = make_entry(round), make_entry(round)
    closed = make_entry(make_round(status="closed"))
    for entry in (ended, closed):
        move(entry.application, to="withdrawn", by=None)
    move(stays.application, to="rejected", by=None)
    assert leave() == 1
    for entry in (ended, stays, closed):
        entry.refresh_from_db()
    assert [entry.left_at is not None for entry in (ended, stays, closed)] == [True, False, False]
    assert leave() == 0


def test_of_two_applications_that_are_merged_one_is_read_and_separated_again_both_are() -> None:
    round = make_round()
    kept, away = make_entry(round), make_entry(round)
    waiting = make_assignment(away, make_reader(round))
    first, second = sorted([kept.application.applicant, away.application.applicant], key=lambda one: one.pk)
    pair = DuplicatePair.objects.create(first=first, second=second, likeness=90)
    by = make_user(Role.RECRUITER)
    done = merge(pair, keep=kept.application.applicant, by=by)
    kept.refresh_from_db()
    away.refresh_from_db()
    waiting.refresh_from_db()
    assert (kept.left_at, away.left_at is not None, waiting.ended_as) == (None, True, Assignment.End.GONE)
    undo_merge(done, by=by)
    away.refresh_from_db()
    waiting.refresh_from_db()
    assert (away.left_at, waiting.ended_at) == (None, None)

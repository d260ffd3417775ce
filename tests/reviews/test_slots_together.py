"""Two applicants, one time, the same second; two who swap; an interviewer who withdraws while somebody chooses."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from applicants.models import InterviewVersion
from reviews.models import InterviewSlot, ReaderConflict
from reviews.services.companions import join
from reviews.services.interviews import ChoiceRefused, choose
from reviews.services.slots import SlotRefused, withdraw
from tests.reviews.factories import make_reader, make_round
from tests.reviews.test_slots import make_invited, make_slot, person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Any) -> list[str]:
    """Do these in threads of their own, with connections of their own, at the same moment: what each came to."""
    barrier = Barrier(len(jobs))

    def run(job: Any) -> str:
        try:
            barrier.wait(timeout=10)
            job()
        except (ChoiceRefused, SlotRefused) as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def test_two_applicants_one_time_the_same_second():
    round = make_round(kind="interview")
    slot = make_slot(make_reader(round))
    both = [make_invited(round), make_invited(round)]
    outcomes = at_once(*(lambda entry=entry: choose(entry, slot, by=person(entry)) for entry in both))
    assert outcomes == ["Somebody chose this time a moment ago. Choose another one.", "done"]
    slot.refresh_from_db()
    assert slot.entry_id in {each.pk for each in both}
    assert InterviewVersion.objects.get().interview.application_id == slot.entry.application_id


def test_one_applicant_in_two_windows_has_one_time_and_the_other_is_free():
    round = make_round(kind="interview")
    reader, entry = make_reader(round), make_invited(round)
    times = [make_slot(reader, 48), make_slot(reader, 72)]
    outcomes = at_once(*(lambda slot=slot: choose(entry, slot, by=person(entry)) for slot in times))
    assert outcomes == ["done", "done"]
    assert InterviewSlot.objects.filter(entry=entry).count() == 1


def test_two_who_swap_are_refused_and_nothing_hangs():
    round = make_round(kind="interview")
    reader = make_reader(round)
    first, second = make_slot(reader, 48), make_slot(reader, 72)
    one, two = make_invited(round), make_invited(round)
    choose(one, first, by=person(one))
    choose(two, second, by=person(two))
    outcomes = at_once(
        lambda: choose(one, second, by=person(one)),
        lambda: choose(two, first, by=person(two)),
    )
    assert outcomes == ["Somebody chose this time a moment ago. Choose another one."] * 2


def test_an_interviewer_withdraws_while_somebody_chooses():
    round = make_round(kind="interview")
    reader, entry = make_reader(round), make_invited(round)
    slot = make_slot(reader)
    outcomes = at_once(
        lambda: choose(entry, slot, by=person(entry)),
        lambda: withdraw(slot, by=reader.user),
    )
    slot.refresh_from_db()
    assert "done" in outcomes
    stands = slot.entry_id is not None and slot.withdrawn_at is None
    assert stands or slot.withdrawn_at is not None
    assert stands == (slot.interview is not None and slot.interview.cancelled_at is None), "no interview without a time"


def test_two_who_want_the_last_place_beside_an_interviewer_the_same_second():
    round = make_round(kind="interview")
    slot = make_slot(make_reader(round))
    for reader in (make_reader(round), make_reader(round)):
        join(slot, reader=reader, by=reader.user)
    both = [make_reader(round), make_reader(round)]
    outcomes = at_once(*(lambda reader=reader: join(slot, reader=reader, by=reader.user) for reader in both))
    assert outcomes == [
        "Three others come to this time already. More than four people are too many for one talk.",
        "done",
    ]
    assert slot.companions.count() == 3


def test_somebody_joins_while_a_person_they_know_chooses():
    round = make_round(kind="interview")
    slot, entry, reader = make_slot(make_reader(round)), make_invited(round), make_reader(round)
    ReaderConflict.objects.create(reader=reader.user, applicant=entry.application.applicant, by=reader.user)
    outcomes = at_once(
        lambda: choose(entry, slot, by=person(entry)),
        lambda: join(slot, reader=reader, by=reader.user),
    )
    assert outcomes.count("done") == 1, "either comes, never both"

"""Two people merge the same pair at once, and two workers look at once; against the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from applicants.models import Application, DuplicatePair, Merge
from applicants.services.duplicates import MergeRefused, look_for, merge, undo_merge
from tests.applicants.duplicates.factories import make_pair, make_person
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each gave, or the refusal in words."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return work()
        except MergeRefused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_merge_the_same_pair_and_one_reads_who_was_first() -> None:
    pair, users = make_pair(), [make_user(name="Rosa"), make_user(name="Ben")]
    said = at_once(
        lambda: merge(pair, keep=pair.first, by=users[0]).by.name,
        lambda: merge(pair, keep=pair.second, by=users[1]).by.name,
    )
    done = Merge.objects.select_related("by").get()
    loser = said.index(done.by.name) ^ 1
    assert said[loser] == f"{done.by} has decided this already: the same person."
    assert sorted(Application.objects.values_list("status", flat=True)) == ["duplicate", "submitted"]


def test_two_undo_the_same_merge_and_one_reads_it() -> None:
    pair = make_pair()
    done = merge(pair, keep=pair.first, by=make_user())
    said = at_once(*[lambda: undo_merge(done, by=make_user(name="Rosa")).pk] * 2)
    assert sorted(map(str, said))[0] == str(done.pk)
    assert "has separated them again already" in sorted(map(str, said))[1]


def test_two_pairs_with_one_person_in_both_are_merged_one_after_the_other() -> None:
    cohort = make_cohort()
    people = [make_person("Ana Pérez", cohort, phone="+1 202 555 0134") for _ in range(3)]
    look_for([each.pk for each in people])
    one = DuplicatePair.objects.get(first=people[0], second=people[1])
    other = DuplicatePair.objects.get(first=people[1], second=people[2])
    said = at_once(
        lambda: merge(one, keep=people[0], by=make_user()).pk, lambda: merge(other, keep=people[2], by=make_user()).pk
    )
    assert Merge.objects.count() == 1
    assert "was merged into another record already" in " ".join(map(str, said))


def test_two_workers_who_look_at_once_find_the_pair_once() -> None:
    cohort = make_cohort()
    people = [make_person("Ana Pérez", cohort, phone="+1 202 555 0134") for _ in range(2)]
    at_once(*[lambda pk=each.pk: look_for([pk]).listed for each in people])
    assert DuplicatePair.objects.values_list("first", "second").get() == (people[0].pk, people[1].pk)

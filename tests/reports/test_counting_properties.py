"""After random lives the counts equal a slow recount, however the counting was cut into pieces."""

from collections import Counter
from typing import Any

import pytest

from careerpath.pipeline import clock
from reports.models import ChangedPlace, CountedAnswers, GroupCount, StageCount, StayCount
from reports.selectors.counting import waiting
from reports.services.counting import count_changed, recount
from reports.wall import open_demographics
from tests.reports.lives import World
from tests.reports.recount import Counts, slow_recount

pytestmark = pytest.mark.django_db

STAGE = ("university_id", "source", "reached", "decided", "withdrew")
STAY = ("university_id", "source", "stay", "days")
GROUP = ("state", "races", "gender", "disability", "veteran", "reached", "decided", "withdrew")


def kept(cohort: Any) -> Counts:
    """The counts as the tables hold them."""

    def table(model: Any, *columns: str) -> Counter:
        rows = model.objects.filter(cohort_id=cohort.pk).values_list(*columns, "n")
        return Counter({tuple(tuple(v) if isinstance(v, list) else v for v in row[:-1]): row[-1] for row in rows})

    return Counts(table(StageCount, *STAGE), table(StayCount, *STAY), table(GroupCount, *GROUP))


def check(world: World) -> None:
    today = world.now.date()
    with clock.at(world.now):
        count_changed()
        assert waiting() == 0
    with open_demographics():
        for cohort in world.cohorts:
            slow = slow_recount(cohort, today)
            assert kept(cohort) == slow
        assert not StageCount.objects.filter(n__lte=0).exists()
        assert not StayCount.objects.filter(n__lte=0).exists()
        assert not GroupCount.objects.filter(n__lte=0).exists()
        assert not CountedAnswers.objects.exclude(cohort_id__in=[each.pk for each in world.cohorts]).exists()
    assert not ChangedPlace.objects.exists()


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_a_slow_recount_after_random_lives(seed: int) -> None:
    world = World(seed)
    for number in range(400):
        world.step()
        if number % 12 == 0:
            with clock.at(world.now):
                count_changed(world.dice.choice([1, 3, 50]))
        if number % 50 == 49:
            check(world)
    with clock.at(world.now), open_demographics():
        before = [kept(cohort) for cohort in world.cohorts]
        for cohort in world.cohorts:
            recount(cohort)
        assert [kept(cohort) for cohort in world.cohorts] == before
    reached = {way[2] for counts in before for way in counts.stages}
    assert len(reached) > 8, "the lives did not lead far enough to test anything"

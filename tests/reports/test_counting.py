"""The counts of reports: what changes them, that nothing is lost or counted twice, and what they say."""

import pytest

from careerpath.pipeline.history import move
from reports.models import ChangedPlace, GroupCount, StageCount
from reports.selectors.counting import waiting
from reports.selectors.tallies import tallies
from reports.services.counting import count_changed, count_now, recount
from reports.services.self_identification import Answers, record_many
from reports.stages import mask_of
from reports.tallies import Tally
from reports.wall import WallClosed, open_demographics
from tests.factories import make_application, make_cohort, make_university

pytestmark = pytest.mark.django_db


def tallied(cohort) -> list[Tally]:
    count_changed()
    with open_demographics():
        return tallies(cohort)


def test_tallies_are_everybody_by_what_they_said_and_how_they_came() -> None:
    cohort = make_cohort()
    one, two, three = (make_application(cohort) for _ in range(3))
    make_application(cohort, draft=True)
    make_application()
    move(two, to="screened", by=None)
    move(three, to="withdrawn", by=None)
    record_many([(one, Answers({"black", "white"}, gender="woman")), (two, Answers())])
    eligible = mask_of("submitted", "eligible")
    assert tallied(cohort) == [
        Tally(1, 1, 1, False, "answered", frozenset({"black", "white"}), "woman"),
        Tally(1, 1, 1, True),
        Tally(1, eligible, eligible, False, "skipped"),
    ]
    assert waiting() == 0


def test_tallies_are_refused_while_the_wall_is_closed() -> None:
    with pytest.raises(WallClosed):
        tallies(make_cohort())


def test_count_now_counts_few_and_says_how_many_are_left_of_many() -> None:
    cohort = make_cohort()
    make_application(cohort)
    assert (count_now(at_most=0), waiting()) == (1, 1)
    assert (count_now(at_most=1), waiting()) == (0, 0)
    assert list(StageCount.objects.values_list("cohort_id", "university_id", "source", "reached", "n")) == [
        (cohort.pk, 0, "web", 1, 1)
    ]


def test_erasing_an_application_takes_it_out_of_every_count() -> None:
    cohort = make_cohort()
    application = make_application(cohort)
    record_many([(application, Answers({"asian"}))])
    assert len(tallied(cohort)) == 1
    application.delete()
    assert tallied(cohort) == []
    with open_demographics():
        assert (StageCount.objects.count(), GroupCount.objects.count(), ChangedPlace.objects.count()) == (0, 0, 0)


def test_another_university_moves_the_count() -> None:
    application, university = make_application(), make_university()
    count_changed()
    application.university = university
    application.save()
    count_changed()
    assert list(StageCount.objects.values_list("university_id", "n")) == [(university.pk, 1)]


def test_recount_puts_right_what_was_broken() -> None:
    cohort = make_cohort()
    application = make_application(cohort)
    record_many([(application, Answers({"asian"}))])
    whole = tallied(cohort)
    StageCount.objects.update(n=7)
    with open_demographics():
        GroupCount.objects.all().delete()
    told: list[int] = []
    assert (recount(cohort, tell=told.append), told) == (1, [1])
    assert tallied(cohort) == whole

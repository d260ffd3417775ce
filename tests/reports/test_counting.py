"""The counts of reports: what changes them, that nothing is lost or counted twice, and what they say."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reports.models import ChangedPlace, CountedAnswers, GroupCount, StageCount
from reports.selectors.counting import waiting
from reports.selectors.tallies import tallies
from reports.services.counting import count_changed, count_now, recount
from reports.services.self_identification import Answers, record_many
from reports.stages import BY_KEY, mask_of
from reports.tallies import Tally
from reports.tasks import count_changed as count_task
from reports.wall import WallClosed, open_demographics
from tests.factories import a_day, make_application, make_cohort, make_university
from tests.placements.factories import make_graduate, make_placement

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


def test_counts_of_groups_are_behind_the_wall() -> None:
    record_many([(make_application(), Answers({"asian"}))])
    count_changed()
    assert (GroupCount.objects.count(), CountedAnswers.objects.count(), StageCount.objects.count()) == (0, 0, 1)
    with open_demographics():
        assert (GroupCount.objects.count(), CountedAnswers.objects.count()) == (1, 1)


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


def test_count_task_delivered_twice_counts_once_and_with_nothing_to_do_does_nothing() -> None:
    count_task()
    make_application()
    for _ in range(2):
        count_task()
    assert (list(StageCount.objects.values_list("reached", "n")), waiting()) == ([(1, 1)], 0)


def test_days_that_pass_are_noticed_without_any_event() -> None:
    enrolment = make_graduate()
    cohort, placed = enrolment.application.cohort, BY_KEY["placed"].bit
    count_changed()
    for days, decided in ((90, 0), (91, placed)):
        with clock.at(timezone.now() + timedelta(days=days)):
            assert waiting() == bool(decided)
            recount(cohort) if days == 90 else count_changed()
        assert StageCount.objects.get(cohort_id=cohort.pk).decided & placed == decided


@pytest.mark.parametrize(
    ("days_worked", "today", "expected"),
    [
        (None, 181, (False, False)),
        (None, 182, (True, True)),
        (182, 182, (True, True)),
        (181, 211, (False, False)),  # the next client may still come within thirty days
        (181, 212, (False, True)),
    ],
)
def test_retained_is_still_at_work_182_days_after_the_first_day(
    days_worked: int | None, today: int, expected: tuple[bool, bool]
) -> None:
    placement = make_placement("active")
    if days_worked is not None:
        move(placement, to="completed", by=None, also={"ended_on": a_day(days_worked)})
    with clock.at(timezone.now() + timedelta(days=today)):
        count_changed()
    kept = StageCount.objects.get(cohort_id=placement.enrolment.application.cohort_id)
    bit = BY_KEY["retained"].bit
    assert (bool(kept.reached & bit), bool(kept.decided & bit)) == expected


def test_the_work_of_counting_does_not_grow_with_people(django_assert_num_queries) -> None:
    cohort = make_cohort()
    for number in (1, 4):
        record_many([(make_application(cohort), Answers({"asian"})) for _ in range(number)])
        with django_assert_num_queries(8):  # savepoint, wall, lock, take, places, answers, wall, release
            count_changed(1000)


def test_count_places_counts_what_waits_and_rebuilds(capsys: pytest.CaptureFixture[str]) -> None:
    cohort = make_cohort(name="Spring")
    make_application(cohort)
    call_command("count_places")
    StageCount.objects.update(n=9)
    call_command("count_places", "--rebuild", "--cohort", cohort.slug)
    assert capsys.readouterr().out.splitlines() == [
        "1 changes counted, 0 wait.",
        "Spring: 1 applications counted from nothing.",
        "0 changes counted, 0 wait.",
    ]
    assert StageCount.objects.get().n == 1

"""Days late, comments and hand-ins: with a history each, apart from the grade, and looked at again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bootcamp.models import Assessment, Enrolment, Grade, GradeRecord
from bootcamp.selectors.standing import standing_of
from bootcamp.services import comment_on_grade, note_handed_in, record_grade, set_days_late
from bootcamp.services.attending import WrongMarks
from bootcamp.services.grading import record_comments, record_days_late
from careerpath.pipeline import clock
from tests.bootcamp.factories import assessments_of, make_class
from tests.bootcamp.test_services import queries_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
D = Decimal


def one() -> tuple[Enrolment, Assessment]:
    (person,) = make_class(size=1)
    return person, assessments_of(person.cohort)[0]


def row(person: Enrolment, assessment: Assessment) -> tuple[str, Decimal | None, int, str]:
    return Grade.objects.values_list("state", "points", "days_late", "comment").get(
        enrolment=person, assessment=assessment
    )


def test_days_late_and_comments_leave_the_grade_and_each_other_as_they_are() -> None:
    (person, assessment), by = one(), make_user()
    record_grade(assessment, person, by=by, points=D(80))
    assert set_days_late(assessment, person, 2, by=by, reason="Came by mail.")
    assert comment_on_grade(assessment, person, " Good work. ", by=by)
    record_grade(assessment, person, by=by, points=D(85))
    assert row(person, assessment) == ("graded", D("85.00"), 2, "Good work.")
    history = GradeRecord.objects.order_by("pk").values_list("points", "days_late", "comment", "reason")
    assert list(history) == [
        (D("80.00"), 0, "", ""),
        (D("80.00"), 2, "", "Came by mail."),
        (D("80.00"), 2, "Good work.", ""),
        (D("85.00"), 2, "Good work.", ""),
    ]


def test_what_says_nothing_new_writes_nothing() -> None:
    person, assessment = one()
    assert not set_days_late(assessment, person, 0, by=None)
    assert not comment_on_grade(assessment, person, "  ", by=None)
    assert Grade.objects.count() == 0
    assert comment_on_grade(assessment, person, "See me.", by=None)
    assert not comment_on_grade(assessment, person, "See me.", by=None)
    assert row(person, assessment) == ("ungraded", None, 0, "See me.")


def test_a_changed_lateness_is_looked_at_again() -> None:
    person, assessment = one()
    Enrolment.objects.update(stale_since=None)
    set_days_late(assessment, person, 1, by=None)
    person.refresh_from_db()
    assert person.stale_since is not None


@pytest.mark.parametrize("days", [-1, 367])
def test_days_late_that_cannot_be_are_refused_in_words(days: int) -> None:
    person, assessment = one()
    with pytest.raises(WrongMarks) as refused:
        set_days_late(assessment, person, days, by=None)
    assert list(refused.value.errors.values()) == ["Days late are a whole number between 0 and 366."]


def test_a_comment_that_is_too_long_and_a_person_of_another_class_are_refused_cell_by_cell() -> None:
    person, assessment = one()
    (stranger,) = make_class(size=1)
    with pytest.raises(WrongMarks) as refused:
        record_comments(
            person.cohort_id, {(person.pk, assessment.pk): "x" * 4001, (stranger.pk, assessment.pk): "Hello."}, by=None
        )
    assert refused.value.errors == {
        (person.pk, assessment.pk): "A comment has 4,000 characters at most; this one has 4,001.",
        (stranger.pk, assessment.pk): "This person is not in the class of this assessment.",
    }


def test_days_late_of_three_cost_what_those_of_one_do() -> None:
    small, large = make_class(size=1), make_class(size=3)

    def cost(people: list[Enrolment]) -> int:
        assessment = assessments_of(people[0].cohort)[0]
        days = {(person.pk, assessment.pk): 2 for person in people}
        return queries_of(lambda: record_days_late(people[0].cohort_id, days, by=None))

    assert cost(small) == cost(large)


def test_handing_in_late_counts_started_days_and_takes_a_missing_back() -> None:
    person, assessment = one()
    record_grade(assessment, person, by=None, state="missing")
    assert note_handed_in(assessment, person, assessment.due_at + timedelta(hours=25)) == 2
    assert row(person, assessment) == ("ungraded", None, 2, "")
    reasons = GradeRecord.objects.order_by("pk").values_list("state", "days_late", "reason")
    assert list(reasons) == [("missing", 0, ""), ("ungraded", 0, "Handed in."), ("ungraded", 2, "Handed in.")]


def test_handing_in_on_time_leaves_no_trace_and_again_late_counts_late() -> None:
    person, assessment = one()
    assert note_handed_in(assessment, person, assessment.due_at) == 0
    assert Grade.objects.count() == 0
    assert note_handed_in(assessment, person, assessment.due_at + timedelta(seconds=1)) == 1


def test_handing_in_after_the_grade_changes_nothing() -> None:
    person, assessment = one()
    record_grade(assessment, person, by=None, points=D(70))
    assert note_handed_in(assessment, person, assessment.due_at + timedelta(days=5)) == 0
    assert row(person, assessment) == ("graded", D("70.00"), 0, "")


def test_standing_takes_lateness_off_and_drops_the_lowest() -> None:
    person, _ = one()
    first, second, third = assessments_of(person.cohort)[:3]
    Assessment.objects.filter(pk=first.pk).update(late_per_day=10, late_most=15, weight=30)
    Assessment.objects.filter(pk__in=[second.pk, third.pk]).update(weight=35)
    type(first.module).objects.filter(pk=first.module_id).update(drop_lowest=1)
    for assessment, points in ((first, 90), (second, 40), (third, 80)):
        record_grade(assessment, person, by=None, points=D(points))
    set_days_late(first, person, 3, by=None)
    standing = standing_of(person)
    assert standing is not None
    mark = standing.modules[0]
    assert [(line.key, line.shown, line.dropped) for line in mark.lines] == [
        (first.pk, D("75.0"), False),
        (second.pk, None, True),
        (third.pk, D("80.0"), False),
    ]
    assert mark.mark == D("77.7")  # (30×75 + 35×80) ÷ 65 = 77.69


def test_a_learner_stands_by_what_is_published() -> None:
    person, assessment = one()
    record_grade(assessment, person, by=None, points=D(90))

    def seen() -> Decimal | None:
        standing = standing_of(person, published=True)
        return standing.modules[0].mark if standing else None

    assert seen() is None
    Assessment.objects.filter(pk=assessment.pk).update(published_at=clock.now())
    assert seen() == D("90.0")

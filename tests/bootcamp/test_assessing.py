"""Marking by a rubric: one assessor, two who are blind to each other, how two marks become one, and what is read from it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bootcamp.models import (
    Assessment,
    Enrolment,
    Grade,
    GradeRecord,
    GradingCriterion,
    MarkingSheet,
    Settlement,
    SheetLevel,
)
from bootcamp.selectors.assessing import agreement_in, class_work, compared, criteria_of, next_to_mark, work_of
from bootcamp.selectors.competencies import competencies_of, competencies_of_class
from bootcamp.services.assessing import AssessingRefused, Opinion, can_assess, save_sheet
from bootcamp.services.attending import WrongMarks
from bootcamp.services.grading import record_grade
from bootcamp.services.rubrics import (
    RubricRefused,
    add_rubric,
    check_can_set_assessors,
    shipped_competencies,
)
from bootcamp.services.settling import bar_assessor, confirm_mark, decide_mark, propose_mark
from careerpath.accounts.models import User
from tests.bootcamp.factories import assessments_of, make_class, make_instructor
from tests.bootcamp.test_services import queries_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
D = Decimal


def presentation(person: Enrolment, assessors: int = 1) -> Assessment:
    """The panel's presentation with a rubric, assessed by so many."""
    found = next(each for each in assessments_of(person.cohort) if each.title == "Presentation to a panel")
    found.assessors = assessors
    add_rubric(found, by=None)
    found.save()
    return found


def give(assessment: Assessment, person: Enrolment, by: User, *levels: int, comment: str = "") -> MarkingSheet:
    """Give a level for each criterion, the last one for all that follow."""
    criteria = criteria_of(assessment)
    full = [*levels, *[levels[-1]] * (len(criteria) - len(levels))]
    opinions = {each.pk: Opinion(level) for each, level in zip(criteria, full, strict=True)}
    return save_sheet(assessment, person, opinions, comment=comment, give=True, by=by)


def grade_of(assessment: Assessment, person: Enrolment) -> tuple[Any, ...] | None:
    return (
        Grade.objects.filter(assessment=assessment, enrolment=person).values_list("state", "points", "comment").first()
    )


def test_shipped_competencies_are_made_once_and_keep_what_was_edited() -> None:
    first = shipped_competencies()[0]
    type(first).objects.filter(pk=first.pk).update(name="Edited")
    again = shipped_competencies()
    assert [each.pk for each in again] == [each.pk for each in shipped_competencies()]
    assert again[0].name == "Edited"
    assert all(each.anchor(level) for each in again for level in (1, 2, 3, 4))


def test_add_rubric_weighs_a_capstone_by_all_competencies_and_a_modules_work_by_its_own() -> None:
    (person,) = make_class(size=1)
    two = presentation(person, assessors=2)
    one = assessments_of(person.cohort)[0]
    assert sum(each.weight for each in criteria_of(two)) == 100
    add_rubric(one, by=None)
    assert [each.competency.slug for each in criteria_of(one)] == [
        "health-system",
        "communication",
        "judgement",
    ]
    assert criteria_of(one)[0].words(3).startswith("Explains who is affected")


def test_one_assessor_makes_the_mark_and_a_correction_keeps_the_sheet_before() -> None:
    (person,) = make_class(size=1)
    work, by = presentation(person), make_instructor(person.cohort)
    give(work, person, by, 3, comment="Clear from the first sentence.")
    assert grade_of(work, person) == ("graded", D("75.00"), "Clear from the first sentence.")
    give(work, person, by, 4)
    assert grade_of(work, person) == ("graded", D("100.00"), "")
    assert MarkingSheet.objects.filter(replaced_at=None).count() == 1
    assert MarkingSheet.objects.count() == 2
    records = GradeRecord.objects.filter(grade__enrolment=person, state="graded").values_list("points", "reason")
    assert (D("75.00"), "Marked by the rubric.") in set(records)


def test_a_sheet_is_kept_open_without_all_levels_and_given_only_with_them() -> None:
    (person,) = make_class(size=1)
    work, by = presentation(person, assessors=2), make_instructor(person.cohort)
    first = criteria_of(work)[0]
    save_sheet(work, person, {first.pk: Opinion(2, "Say more.")}, give=False, by=by)
    assert grade_of(work, person) is None
    assert SheetLevel.objects.filter(sheet__enrolment=person).values_list("level", "comment").get() == (2, "Say more.")
    with pytest.raises(AssessingRefused) as refused:
        save_sheet(work, person, {first.pk: Opinion(2)}, give=True, by=by)
    assert set(refused.value.errors.values()) == {"Choose a level."}
    assert len(refused.value.errors) == len(criteria_of(work)) - 1


def test_two_assessors_are_blind_until_both_are_in_and_the_mean_counts_within_tolerance() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    first, second = make_instructor(person.cohort), make_instructor(person.cohort)
    give(work, person, first, 4, 3)  # 15 of 100 by 4, 85 by 3: 78.75 %
    assert grade_of(work, person) is None
    seen = work_of(work, person, reader=second)
    assert (seen.state, seen.open_to_read, compared(seen, criteria_of(work))) == ("to_do", False, [])
    assert competencies_of(person) == []
    give(work, person, second, 3)  # 75 %
    assert grade_of(work, person) == ("graded", D("76.88"), "")  # 76.875, half up
    record = GradeRecord.objects.filter(grade__enrolment=person).latest("pk")
    assert record.reason == "Mean of two assessors: 78.75% and 75%."
    done = work_of(work, person, reader=first)
    assert (done.state, [each.apart for each in compared(done, criteria_of(work))]) == ("done", [1, 0, 0, 0, 0, 0])
    with pytest.raises(AssessingRefused, match="stay as they are"):
        give(work, person, first, 2)


def test_one_of_two_may_change_their_mark_while_the_other_is_not_in() -> None:
    (person,) = make_class(size=1)
    work, by = presentation(person, assessors=2), make_instructor(person.cohort)
    give(work, person, by, 2)
    give(work, person, by, 3)
    assert [each.level for each in work_of(work, person, reader=by).given[0].levels.all()] == [3] * 6


def test_beyond_the_tolerance_one_proposes_and_the_other_confirms() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    first, second, third = (make_instructor(person.cohort) for _ in range(3))
    give(work, person, first, 2)
    give(work, person, second, 4)
    assert (grade_of(work, person), work_of(work, person, reader=first).state) == (None, "settle")
    with pytest.raises(AssessingRefused, match="Two others have assessed this already"):
        give(work, person, third, 3)
    with pytest.raises(AssessingRefused, match="between yours: 50 to 100"):
        propose_mark(work, person, points=D(49), reason="Weak.", by=first)
    with pytest.raises(AssessingRefused, match="Say why"):
        propose_mark(work, person, points=D(80), reason=" ", by=first)
    propose_mark(work, person, points=D(80), reason="The plan was better than I saw at first.", by=first)
    assert grade_of(work, person) is None
    assert [work_of(work, person, reader=each).state for each in (first, second)] == ["proposed", "confirm"]
    with pytest.raises(AssessingRefused, match="The other of the two"):
        confirm_mark(work, person, by=first)
    confirm_mark(work, person, by=second)
    assert grade_of(work, person) == ("graded", D("80.00"), "")
    with pytest.raises(AssessingRefused, match="become one already"):
        propose_mark(work, person, points=D(90), reason="Again.", by=second)


def test_a_third_decides_who_is_neither_of_the_two() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    first, second, third = (make_instructor(person.cohort) for _ in range(3))
    give(work, person, first, 1)
    with pytest.raises(AssessingRefused, match="Both assessors give their marks first"):
        decide_mark(work, person, points=D(50), reason="Early.", by=third)
    give(work, person, second, 3)
    with pytest.raises(AssessingRefused, match="one of the two"):
        decide_mark(work, person, points=D(50), reason="Mine.", by=second)
    decide_mark(work, person, points=D("62.5"), reason="Read both, and the work again.", by=third)
    assert grade_of(work, person) == ("graded", D("62.50"), "")
    assert Settlement.objects.get().how == "third"


def test_nobody_assesses_who_is_barred_who_does_not_teach_or_whose_own_work_it_is() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    by, other, stranger = make_instructor(person.cohort), make_instructor(person.cohort), make_user()
    give(work, person, by, 3)
    bar_assessor(person, by, reason="Her brother.", by=other)
    assert not can_assess(work, person, by=by)
    with pytest.raises(AssessingRefused, match="You do not assess this person: Her brother"):
        give(work, person, by, 3)
    assert work_of(work, person, reader=other).given == []  # what was given blind does not count any more
    with pytest.raises(AssessingRefused, match="Only the instructors of this class"):
        give(work, person, stranger, 3)
    person.application.applicant.user = other
    person.application.applicant.save()
    with pytest.raises(AssessingRefused, match="your own work"):
        give(work, person, other, 3)


def test_points_of_what_two_assess_come_from_their_marking_alone() -> None:
    (person,) = make_class(size=1)
    work = presentation(person, assessors=2)
    with pytest.raises(WrongMarks) as refused:
        record_grade(work, person, by=None, points=D(90))
    assert list(refused.value.errors.values()) == [
        "Two people assess this. Its points come from their marking; open it under “Marking”."
    ]
    assert record_grade(work, person, by=None, state="missing") == 1


def test_a_rubric_in_use_keeps_its_criteria_and_an_assessment_its_assessors() -> None:
    (person,) = make_class(size=1)
    work, by = presentation(person), make_instructor(person.cohort)
    check_can_set_assessors(work, 2)
    with pytest.raises(RubricRefused, match="only by a rubric"):
        check_can_set_assessors(assessments_of(person.cohort)[0], 2)
    give(work, person, by, 3)
    with pytest.raises(RubricRefused, match="Marking has begun"):
        check_can_set_assessors(work, 2)


def test_competencies_are_the_latest_piece_of_work_with_the_mean_beside() -> None:
    (person,) = make_class(size=1)
    by = make_instructor(person.cohort)
    early = next(each for each in assessments_of(person.cohort) if each.title == "One-page brief")
    late = presentation(person)
    add_rubric(early, by=None)
    give(early, person, by, 2)
    give(late, person, by, 3)
    found, judgement = competencies_of(person)
    assert judgement.competency.slug == "judgement"
    assert (found.competency.slug, found.level.label, found.reading.mean) == ("communication", "proficient", D("2.5"))
    assert found.latest_piece == "Presentation to a panel"
    assert competencies_of(person, published=True) == []


def test_agreement_counts_equal_and_neighbouring_levels_over_a_class() -> None:
    people = make_class(size=2)
    work = presentation(people[0], assessors=2)
    first, second = make_instructor(people[0].cohort), make_instructor(people[0].cohort)
    for person, levels in zip(people, ([3], [4, 2]), strict=True):
        give(work, person, first, *levels)
        give(work, person, second, 3)
    found = agreement_in(class_work(work, people[0].cohort, reader=first), criteria_of(work))
    assert (found.pairs, found.equal, found.adjacent) == (12, 6, 12)
    assert found.kappa == 0  # the second always gives 3, so chance would agree as often


def test_next_to_mark_goes_round_the_class_and_leaves_out_what_is_done() -> None:
    people = make_class(size=3)
    work, by = presentation(people[0]), make_instructor(people[0].cohort)
    give(work, people[1], by, 3)
    works = class_work(work, people[0].cohort, reader=by)
    assert next_to_mark(works, after=people[0]) == works[2]
    assert next_to_mark(works, after=people[2]) == works[0]
    give(work, people[2], by, 3)
    assert next_to_mark(class_work(work, people[0].cohort, reader=by), after=people[0]) is None


def test_a_class_of_three_is_read_in_as_many_queries_as_one() -> None:
    small, large = make_class(size=1), make_class(size=3)

    def read(people: list[Enrolment]) -> int:
        work, by = presentation(people[0]), make_instructor(people[0].cohort)
        for person in people:
            give(work, person, by, 3)
        criteria = criteria_of(work)
        return queries_of(
            lambda: (
                agreement_in(class_work(work, people[0].cohort, reader=by), criteria),
                competencies_of_class([person.pk for person in people]),
            )
        )

    assert read(small) == read(large)


def test_the_database_refuses_a_level_beyond_four_and_a_mark_confirmed_by_who_proposed_it() -> None:
    (person,) = make_class(size=1)
    work, by = presentation(person, assessors=2), make_instructor(person.cohort)
    sheet = give(work, person, by, 3)
    criterion = GradingCriterion.objects.filter(rubric__assessment=work).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetLevel.objects.filter(sheet=sheet, criterion=criterion).update(level=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.create(
            assessment=work,
            enrolment=person,
            how="agreed",
            points=1,
            reason="x",
            by=by,
            confirmed_by=by,
            confirmed_at=sheet.given_at,
        )

"""What a learner can have of themselves: everything that is theirs to know by now, and no mark before it is published."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bootcamp.models import Assessment, Enrolment, ExaminationAttempt, WarningChange
from bootcamp.selectors.own_data import own_parts
from bootcamp.services import comment_on_grade, record_grade
from careerpath.pipeline import clock
from tests.bootcamp.factories import assessments_of, make_class

pytestmark = pytest.mark.django_db


def parts_of(person: Enrolment) -> dict[str, Any]:
    return {
        part.key: [{field.key: field.value for field in row} for row in part.records]
        for part in own_parts(0, [person.application_id])
    }


def test_marks_and_comments_are_in_it_from_when_they_are_published() -> None:
    (person,) = make_class(size=1)
    shown, later, never = assessments_of(person.cohort)[:3]
    for each, words in ((shown, "Well read."), (later, "Not yet."), (never, "Not at all.")):
        record_grade(each, person, points=Decimal("61.5"), by=None)
        comment_on_grade(each, person, words, by=None)
    Assessment.objects.filter(pk=shown.pk).update(published_at=clock.now())
    Assessment.objects.filter(pk=later.pk).update(published_at=clock.now() + timedelta(days=1))
    assert [(row["assessment"], row["comment"]) for row in parts_of(person)["grades"]] == [(shown.title, "Well read.")]
    with clock.at(clock.now() + timedelta(days=2)):
        assert [row["assessment"] for row in parts_of(person)["grades"]] == [shown.title, later.title]


def test_points_of_the_examination_are_in_it_from_when_they_are_published() -> None:
    (person,) = make_class(size=1)
    final = assessments_of(person.cohort)[-1]
    ExaminationAttempt.objects.create(
        enrolment=person, assessment=final, number=1, held_on=clock.now().date(), points=Decimal(40), passed=False
    )
    assert parts_of(person)["examination"] == []
    Assessment.objects.filter(pk=final.pk).update(published_at=clock.now())
    assert [row["points"] for row in parts_of(person)["examination"]] == [Decimal(40)]


def test_what_early_warning_noticed_names_no_mark() -> None:
    (person,) = make_class(size=1)
    for rule, reason in (("absence", "Missed 20% of the last 5 sessions."), ("below_pass", "Change 61.5 of 70.")):
        WarningChange.objects.create(enrolment=person, rule=rule, appeared=True, reason=reason, at=clock.now())
    noticed = parts_of(person)["early_warning"]
    assert [row["reason"] for row in noticed] == ["Missed 20% of the last 5 sessions.", "Below the pass mark"]
    assert "61.5" not in json.dumps(noticed, default=str)

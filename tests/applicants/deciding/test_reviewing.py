"""What becomes of an application that people read: moved to review and back, and the short record of each reader."""

import pytest
from django.db.models import QuerySet

from applicants.models import Application, ApplicationFacts, Review
from applicants.services.facts import make_facts
from applicants.services.reviewing import (
    NEEDS_REASON,
    ReviewRefused,
    move_one,
    move_to_review,
    record_review,
)
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_recruiter, make_screened
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


def make_in_review(cohort: Cohort, count: int = 1) -> list[Application]:
    applications = make_screened(cohort, count)
    move_to_review(everything(), by=make_recruiter())
    return applications


def everything() -> QuerySet[Application]:
    return Application.objects.filter(status="screened")


def test_move_to_review_moves_what_may_and_names_what_may_not() -> None:
    cohort, by = make_cohort(), make_recruiter()
    [screened] = make_screened(cohort)
    submitted = make_application(cohort)
    result = move_to_review(Application.objects.all(), by=by)
    assert (result.moved, [*result.skipped]) == ([screened.pk], [submitted.pk])


@pytest.mark.parametrize("status", ["offered", "waitlisted", "rejected"])
def test_what_was_decided_goes_back_to_review_only_with_a_reason(status: str) -> None:
    by = make_recruiter()
    decided, other = make_screened(make_cohort(), 2)
    move(decided, to=status, by=None)
    result = move_to_review(Application.objects.all(), by=by)
    assert (result.moved, result.skipped) == ([other.pk], {decided.pk: NEEDS_REASON})
    with pytest.raises(ReviewRefused, match="Say why"):
        move_one(decided, to="in_review", by=by)
    move_one(decided, to="in_review", by=by, reason=" They asked us to look again. ")
    assert decided.history.last().reason == "They asked us to look again."


def test_what_was_decided_goes_back_in_bulk_with_a_reason() -> None:
    [decided] = make_screened(make_cohort())
    move(decided, to="offered", by=None)
    assert move_to_review(Application.objects.all(), by=make_recruiter(), reason="A mistake in the run.").moved == [
        decided.pk
    ]


def test_record_review_keeps_one_for_each_reader() -> None:
    [application] = make_in_review(make_cohort())
    reviewer, other = make_user(Role.REVIEWER), make_user(Role.REVIEWER)
    record_review(application, reviewer=reviewer, mark=2, comment="Thin.")
    record_review(application, reviewer=other, mark=5, comment="Splendid.")
    record_review(application, reviewer=reviewer, mark=4, comment=" Better than I thought. ")
    assert [*Review.objects.order_by("pk").values_list("reviewer", "mark", "comment")] == [
        (reviewer.pk, 4, "Better than I thought."),
        (other.pk, 5, "Splendid."),
    ]


@pytest.mark.parametrize(
    ("mark", "comment", "why"), [(0, "x", "from 1 to 5"), (6, "x", "from 1 to 5"), (3, "  ", "what you saw")]
)
def test_record_review_says_what_does_not_fit(mark: int, comment: str, why: str) -> None:
    [application] = make_in_review(make_cohort())
    with pytest.raises(ReviewRefused, match=why):
        record_review(application, reviewer=make_user(Role.REVIEWER), mark=mark, comment=comment)


def test_nobody_reads_their_own_application() -> None:
    cohort, reviewer = make_cohort(), make_user(Role.REVIEWER)
    own = make_application(cohort, make_applicant(user=reviewer))
    move(own, to="screened", by=None)
    move(own, to="in_review", by=None)
    with pytest.raises(ReviewRefused, match="your own application"):
        record_review(own, reviewer=reviewer, mark=5, comment="Excellent.")


def test_reading_is_over_once_it_was_decided() -> None:
    [application] = make_in_review(make_cohort())
    move(application, to="offered", by=None)
    with pytest.raises(ReviewRefused, match="its reading is over"):
        record_review(application, reviewer=make_user(Role.REVIEWER), mark=3, comment="Late.")


def test_the_mean_of_the_marks_is_a_fact_at_once() -> None:
    (application,) = make_in_review(make_cohort())
    make_facts([application.pk])
    mean = lambda: ApplicationFacts.objects.get(pk=application.pk).values[-1]  # noqa: E731
    assert mean() is None
    record_review(application, reviewer=make_user(), mark=4, comment="Kept going.")
    assert mean() == 400
    other = make_user()
    record_review(application, reviewer=other, mark=5, comment="So did she.")
    assert mean() == 450
    record_review(application, reviewer=other, mark=1, comment="On a second look, no.")
    assert mean() == 250
    make_facts([application.pk])
    assert mean() == 250

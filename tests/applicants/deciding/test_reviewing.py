"""Reading: what a reader sees, what they never see, and what is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from applicants.models import Application, ApplicationFacts, Review
from applicants.selectors.reviewing import next_to_read, progress, reading
from applicants.services.facts import make_facts
from applicants.services.reviewing import (
    NEEDS_REASON,
    ReviewRefused,
    move_one,
    move_to_review,
    record_review,
)
from careerpath.accounts.access import give_role
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_recruiter, make_screened
from tests.factories import make_applicant, make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
URL = "/reading/"


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
    assert next_to_read(reviewer) is None
    with pytest.raises(ReviewRefused, match="your own application"):
        record_review(own, reviewer=reviewer, mark=5, comment="Excellent.")


def test_reading_is_over_once_it_was_decided() -> None:
    [application] = make_in_review(make_cohort())
    move(application, to="offered", by=None)
    with pytest.raises(ReviewRefused, match="its reading is over"):
        record_review(application, reviewer=make_user(Role.REVIEWER), mark=3, comment="Late.")


def test_next_to_read_is_the_one_with_the_fewest_readings() -> None:
    first, second = sorted(make_in_review(make_cohort(), 2), key=lambda each: each.public_id)
    reviewer, other = make_user(Role.REVIEWER), make_user(Role.REVIEWER)
    record_review(first, reviewer=other, mark=3, comment="Read.")
    assert next_to_read(reviewer) == second
    record_review(second, reviewer=reviewer, mark=3, comment="Read.")
    assert next_to_read(reviewer) == first
    assert (progress(reviewer).read, progress(reviewer).total, progress(reviewer).left) == (1, 2, 1)


def test_next_to_read_can_skip_one_and_comes_round_again() -> None:
    first, second = sorted(make_in_review(make_cohort(), 2), key=lambda each: each.public_id)
    reviewer = make_user(Role.REVIEWER)
    assert next_to_read(reviewer, after=first.public_id) == second
    assert next_to_read(reviewer, after=second.public_id) == first


def test_reading_holds_the_texts_and_nothing_that_says_whose_they_are(signed_in: SignIn) -> None:
    cohort, university = make_cohort(), make_university(name="Bayou Technical College")
    person = make_applicant(name="Amara Okafor", email="amara@example.org", phone="+1 555 0100")
    application = make_application(cohort, person, university=university)
    move(application, to="screened", by=None)
    move(application, to="in_review", by=None)
    reviewer = make_user(Role.REVIEWER)
    record_review(application, reviewer=make_user(Role.REVIEWER), mark=1, comment="Somebody else's word.")

    shown = reading(application, reviewer)
    assert [passage.question for passage in shown.passages] == [
        "What draws you to health care?",
        "Tell us about something that you taught yourself, and how.",
    ]
    page = signed_in(reviewer).get(URL).content.decode()
    assert "My grandmother spent a night" in page
    for hidden in [
        "Amara",
        "Okafor",
        "amara@",
        "555 0100",
        "Bayou",
        "Somebody else's word",
        f"/{application.pk}/",
        "clinical",
    ]:
        assert hidden not in page, hidden


@pytest.mark.parametrize("count", [1, 3])
def test_reading_takes_a_constant_number_of_queries(
    count: int, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    make_in_review(make_cohort(), count)
    client = signed_in(Role.REVIEWER)
    with django_assert_num_queries(8):
        assert client.get(URL).status_code == 200


def test_saving_goes_to_the_next_and_ends_with_a_word(signed_in: SignIn) -> None:
    make_in_review(make_cohort(), 2)
    reviewer = make_user(Role.REVIEWER)
    client = signed_in(reviewer)
    for left in (1, 0):
        application = next_to_read(reviewer)
        assert application is not None
        response = client.post(
            reverse("applicants:reading-one", args=[application.public_id]), {"mark": 4, "comment": "Warm."}
        )
        assert response.url == URL
        assert progress(reviewer).left == left
    assert "You have read them all" in client.get(URL).content.decode()


def test_saving_without_a_mark_keeps_what_was_written(signed_in: SignIn) -> None:
    [application] = make_in_review(make_cohort())
    response = signed_in(Role.REVIEWER).post(
        reverse("applicants:reading-one", args=[application.public_id]), {"comment": "Warm."}
    )
    assert response.status_code == 400
    assert "Warm." in response.content.decode()
    assert not Review.objects.exists()


def test_reading_is_for_reviewers(signed_in: SignIn) -> None:
    [application] = make_in_review(make_cohort())
    for role in [Role.INSTRUCTOR, Role.CLIENT, Role.MENTOR, Role.MANAGER]:
        assert signed_in(role).get(URL).status_code == 403
    assert signed_in().get(reverse("applicants:reading-one", args=[application.public_id])).status_code == 403
    assert Client().get(URL).url.startswith(reverse("account_login"))


def test_reading_one_that_is_not_in_review_is_not_found(signed_in: SignIn) -> None:
    [application] = make_screened(make_cohort())
    assert (
        signed_in(Role.REVIEWER).get(reverse("applicants:reading-one", args=[application.public_id])).status_code == 404
    )


def test_own_application_is_not_found_for_its_reader(signed_in: SignIn) -> None:
    user = make_user()
    own = make_application(applicant=make_applicant(user=user))
    move(own, to="screened", by=None)
    move(own, to="in_review", by=None)
    give_role(user, Role.REVIEWER)
    assert signed_in(user).get(reverse("applicants:reading-one", args=[own.public_id])).status_code == 404


def test_empty_queue_says_what_will_be_there(signed_in: SignIn) -> None:
    assert "Nothing to read yet" in signed_in(Role.REVIEWER).get(URL).content.decode()


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

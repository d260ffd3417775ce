"""Tracks, attempts and credentials: numbers without a gap, waiting days, and expiry that is computed."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bootcamp.models import Credential, CredentialAttempt, CredentialAward, Enrolment, Track
from bootcamp.selectors.last_mile import awards_valid_on, holds_credential, with_expiry
from bootcamp.services import (
    AttemptRefused,
    award_credential,
    finish_track,
    join_track,
    record_attempt,
    set_up_last_mile,
)
from tests.bootcamp.factories import make_class
from tests.factories import a_day

pytestmark = pytest.mark.django_db
D = Decimal
DAY = date(2025, 1, 31)


@pytest.fixture
def person() -> Enrolment:
    set_up_last_mile(by=None)
    return make_class(size=1)[0]


def credential(slug: str, **changes: object) -> Credential:
    Credential.objects.filter(slug=slug).update(**changes)
    return Credential.objects.get(slug=slug)


def test_set_up_last_mile_leaves_what_was_edited() -> None:
    set_up_last_mile(by=None)
    credential("capm", max_attempts=5)
    Track.objects.get(slug="project-office").credentials.clear()
    set_up_last_mile(by=None)
    assert Credential.objects.get(slug="capm").max_attempts == 5
    assert (Credential.objects.count(), Track.objects.count()) == (6, 4)
    assert Track.objects.get(slug="project-office").credentials.count() == 0


def test_record_attempt_numbers_without_a_gap_and_none_after_a_pass(person: Enrolment) -> None:
    wanted = credential("security-plus", waiting_days=14, waiting_from=1)
    first = record_attempt(person, credential=wanted, taken_on=DAY, score=D(700), by=None)
    assert (first.number, first.outcome) == (1, "failed")
    with pytest.raises(AttemptRefused, match="may be on Friday 14 February 2025 at the earliest"):
        record_attempt(person, credential=wanted, taken_on=DAY + timedelta(days=13), score=D(800), by=None)
    second = record_attempt(person, credential=wanted, taken_on=DAY + timedelta(days=14), score=D(750), by=None)
    assert (second.number, second.outcome, second.award.awarded_on) == (2, "passed", date(2025, 2, 14))
    with pytest.raises(AttemptRefused, match="No attempt follows a pass"):
        record_attempt(person, credential=wanted, taken_on=date(2026, 1, 1), score=D(800), by=None)


def test_record_attempt_stops_at_the_last_one_allowed(person: Enrolment) -> None:
    wanted = credential("capm", max_attempts=2, attempts_months=None)
    for day in (1, 2):
        record_attempt(person, credential=wanted, taken_on=date(2025, 1, day), outcome="failed", by=None)
    with pytest.raises(AttemptRefused, match="All 2 attempts"):
        record_attempt(person, credential=wanted, taken_on=date(2025, 1, 9), outcome="passed", by=None)


def test_record_attempt_wants_what_is_needed_first(person: Enrolment) -> None:
    wanted, needed = credential("servicenow-csa"), credential("itil-4")
    wanted.prerequisites.add(needed)
    with pytest.raises(AttemptRefused, match="Needed first: ITIL 4 Foundation"):
        record_attempt(person, credential=wanted, taken_on=DAY, outcome="passed", by=None)
    award_credential(person, credential=needed, awarded_on=date(2024, 1, 1), by=None)
    assert record_attempt(person, credential=wanted, taken_on=DAY, outcome="passed", by=None).number == 1


@pytest.mark.parametrize(
    ("slug", "outcome", "score", "why"),
    [
        ("security-plus", "", None, "Give the score, between 0 and 900"),
        ("security-plus", "", D(901), "Give the score"),
        ("security-plus", "no_show", D(1), "has no score"),
        ("capm", "", None, "Say whether it was passed"),
        ("capm", "passed", D(80), "it has no score"),
    ],
)
def test_record_attempt_refuses_in_words(
    person: Enrolment, slug: str, outcome: str, score: Decimal | None, why: str
) -> None:
    with pytest.raises(AttemptRefused, match=why):
        record_attempt(person, credential=credential(slug), taken_on=DAY, outcome=outcome, score=score, by=None)
    assert CredentialAttempt.objects.count() == 0


def test_database_refuses_a_number_twice(person: Enrolment) -> None:
    wanted = credential("capm")
    record_attempt(person, credential=wanted, taken_on=DAY, outcome="failed", by=None)
    with pytest.raises(IntegrityError, match="attempt_number_unique"), transaction.atomic():
        CredentialAttempt.objects.create(enrolment=person, credential=wanted, number=1, taken_on=DAY, outcome="failed")


def test_a_credential_holds_through_its_last_day_and_not_after(person: Enrolment) -> None:
    wanted = credential("servicenow-csa", validity_months=1)
    award_credential(person, credential=wanted, awarded_on=DAY, by=None)
    held = [
        holds_credential(person, wanted, on=day)
        for day in (date(2025, 1, 30), DAY, date(2025, 2, 28), date(2025, 3, 1))
    ]
    assert held == [False, True, True, False]


def test_expiry_follows_the_credential_because_it_is_not_stored(person: Enrolment) -> None:
    wanted = credential("servicenow-csa", validity_months=1)
    award_credential(person, credential=wanted, awarded_on=DAY, by=None)
    credential("servicenow-csa", validity_months=None)
    assert list(awards_valid_on(date(2099, 1, 1))) == list(CredentialAward.objects.all())


@given(st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2050, 12, 31)), st.integers(1, 120)), min_size=1, max_size=1))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_expiry_is_the_same_day_months_later_or_the_last_of_a_shorter_month(
    person: Enrolment, cases: list[tuple[date, int]]
) -> None:
    for awarded_on, months in cases:
        CredentialAward.objects.all().delete()
        wanted = credential("capm", validity_months=months)
        award_credential(person, credential=wanted, awarded_on=awarded_on, by=None)
        index = awarded_on.year * 12 + awarded_on.month - 1 + months
        year, month = index // 12, index % 12 + 1
        expected = date(year, month, min(awarded_on.day, monthrange(year, month)[1]))
        assert with_expiry(CredentialAward.objects.all()).get().expires_on == expected  # type: ignore[attr-defined]


def test_finish_track_needs_every_credential_held(person: Enrolment) -> None:
    track = Track.objects.get(slug="project-office")
    entered = join_track(person, track=track, by=None)
    assert join_track(person, track=track, by=None) == entered
    with pytest.raises(
        ValueError, match=r"Not held yet: Certified Associate in Project Management, ITIL 4 Foundation\."
    ):
        finish_track(entered, by=None)
    for wanted in track.credentials.all():
        award_credential(person, credential=wanted, awarded_on=a_day(-3), by=None)
    assert finish_track(entered, by=None).status == "finished"

"""applicants.services.second_reading: who is drawn, who may read, and what follows."""

import hashlib
from math import ceil

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Application, ScreeningResult, ScreeningRun, SecondReading
from applicants.selectors.fairness import open_second_readings, overturn_rate, second_readings_for
from applicants.services.deciding import stage
from applicants.services.releasing import release
from applicants.services.second_reading import ReadingRefused, answer_second_reading, draw
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_recruiter, make_run, make_screened
from tests.factories import make_applicant, make_cohort, make_user, signed

pytestmark = pytest.mark.django_db


def make_sorted(count: int, by: User | None = None) -> tuple[ScreeningRun, list[Application]]:
    """A run that put everybody below the cut, and who is in it."""
    cohort = make_cohort()
    applications = make_screened(cohort, count)
    run = make_run(cohort, dict.fromkeys(applications, 30), inputs_digest="d" * 64, applied_by=None)
    ScreeningRun.objects.filter(pk=run.pk).update(applied_by=by)
    ScreeningResult.objects.filter(run=run).update(band=ScreeningResult.Band.BELOW)
    run.refresh_from_db()
    return run, applications


@pytest.mark.parametrize(("count", "share"), [(1, 0.05), (20, 0.05), (21, 0.05), (10, 0.25), (7, 1)])
def test_draw_takes_the_share_rounded_up_in_the_order_of_the_lottery(count: int, share: float) -> None:
    run, applications = make_sorted(count)
    assert draw(run, seed="a seed", share=share) == ceil(round(count * share, 6))

    def lot(application: Application) -> bytes:
        return hashlib.sha256(f"a seed:{application.public_id}".encode()).digest()

    best = sorted(applications, key=lot)[: ceil(round(count * share, 6))]
    drawn = SecondReading.objects.filter(run=run)
    assert {each.application_id for each in drawn} == {each.pk for each in best}
    assert {each.seed for each in drawn} == {"a seed"}
    assert draw(run, seed="another seed", share=share) == 0  # a second time it draws nobody new


def test_only_the_band_below_is_drawn_from_and_only_who_is_still_there() -> None:
    run, (first, second, third) = make_sorted(3)
    ScreeningResult.objects.filter(run=run, application=first).update(band=ScreeningResult.Band.ABOVE)
    move(second, to="in_review", by=None)
    assert draw(run, seed="seed", share=1) == 1
    assert SecondReading.objects.get().application == third


@pytest.mark.parametrize(("seed", "share"), [("", 0.05), ("seed", 0), ("seed", 1.1)])
def test_draw_refuses_a_share_that_is_none_and_an_empty_seed(seed: str, share: float) -> None:
    run, _ = make_sorted(1)
    with pytest.raises(ValueError, match="share between"):
        draw(run, seed=seed, share=share)


@pytest.mark.parametrize("count", [1, 3])
def test_draw_is_one_statement(count: int, django_assert_num_queries) -> None:
    run, _ = make_sorted(count)
    with django_assert_num_queries(1):
        draw(run, seed="seed", share=1)


def test_overturned_goes_to_review_with_the_reason_and_a_pending_refusal_is_dropped() -> None:
    by, reader = make_recruiter(), make_user(Role.REVIEWER)
    run, [application] = make_sorted(1, by=by)
    draw(run, seed="seed")
    pending = stage(application, kind="rejected", by=by, reason="Below the cut.")
    answer_second_reading(
        SecondReading.objects.get(), by=reader, verdict="overturned", comment="Two jobs and a course."
    )
    application.refresh_from_db()
    pending.refresh_from_db()
    last = application.history.latest("pk")
    assert (application.status, last.by, last.reason) == ("in_review", reader, "Second reading: Two jobs and a course.")
    assert pending.dropped_by == reader
    rate = overturn_rate(run)
    assert rate is not None
    assert (rate.drawn, rate.read, rate.overturned, rate.figure) == (1, 1, 1, "100.0%")


def test_upheld_moves_nobody() -> None:
    run, [application] = make_sorted(1)
    draw(run, seed="seed")
    answer_second_reading(
        SecondReading.objects.get(), by=make_user(Role.REVIEWER), verdict="upheld", comment="Few hours, no plan."
    )
    application.refresh_from_db()
    assert application.status == "screened"
    assert not open_second_readings(run.cohort).exists()


def test_who_let_the_run_sort_and_who_is_no_reader_do_not_answer() -> None:
    by = make_recruiter()
    run, _ = make_sorted(1, by=by)
    draw(run, seed="seed")
    reading = SecondReading.objects.get()
    with pytest.raises(ReadingRefused, match="You let this run sort"):
        answer_second_reading(reading, by=by, verdict="upheld", comment="Fine.")
    assert not second_readings_for(by).exists()
    for role in set(Role) - {Role.REVIEWER, Role.RECRUITER}:
        with pytest.raises(ReadingRefused, match="Second readings are for"):
            answer_second_reading(reading, by=make_user(role), verdict="upheld", comment="Fine.")


def test_once_given_it_stays_and_nobody_reads_their_own() -> None:
    run, [application] = make_sorted(1)
    draw(run, seed="seed")
    reading, reader = SecondReading.objects.get(), make_user(Role.REVIEWER)
    application.applicant = make_applicant(reader)
    application.save()
    with pytest.raises(ReadingRefused, match="your own application"):
        answer_second_reading(reading, by=reader, verdict="upheld", comment="Fine.")
    with pytest.raises(ReadingRefused, match="Write why"):
        answer_second_reading(reading, by=make_user(Role.REVIEWER), verdict="upheld", comment=" ")
    answer_second_reading(reading, by=make_user(Role.REVIEWER), verdict="upheld", comment="Fine.")
    with pytest.raises(ReadingRefused, match="a moment ago"):
        answer_second_reading(reading, by=make_user(Role.REVIEWER), verdict="overturned", comment="Fine.")


def test_nobody_is_refused_while_their_second_reading_is_open() -> None:
    by = make_recruiter()
    run, (first, second) = make_sorted(2)
    draw(run, seed="seed", share=0.5)
    drawn = SecondReading.objects.get().application
    other = second if drawn == first else first
    for application in (drawn, other):
        stage(application, kind="rejected", by=by, reason="Few hours.")
    release(signed(run.cohort), by=by)
    drawn.refresh_from_db()
    other.refresh_from_db()
    assert (drawn.status, other.status) == ("screened", "rejected")
    assert "second reading" in drawn.decisions.get().skipped_reason


def test_page_is_blind_until_it_is_answered() -> None:
    reader = make_user(Role.REVIEWER)
    run, [application] = make_sorted(1)
    draw(run, seed="seed")
    client = Client()
    client.force_login(reader)
    page = client.get(reverse("applicants:second-reading")).content.decode()
    assert "What you found" in page
    assert application.applicant.name not in page
    assert "points" not in page
    url = reverse("applicants:second-reading-one", args=[run.pk, application.public_id])
    assert client.post(url, {"verdict": "overturned", "comment": ""}).status_code == 400
    after = client.post(url, {"verdict": "overturned", "comment": "A plan that holds."}, follow=True).content.decode()
    assert "The run had put it below the cut with 30 points. It goes to review with your reason." in after
    assert "Nothing to read" in after

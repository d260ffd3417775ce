"""The status page: late, documents, and the main reasons after a no, without a word about anybody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, ScreeningRun
from applicants.selectors.timeline import standing
from applicants.services.deciding import stage
from applicants.services.releasing import release
from applicants.services.screening import default_rubric, start_run
from applicants.tasks import hand_out_unfinished, make_facts, score_batch
from careerpath.accounts.roles import Role
from tests.applicants.own.conftest import put
from tests.factories import make_user, waived

pytestmark = pytest.mark.django_db


def test_late_says_so_in_words(application: Application) -> None:
    application.cohort.decisions_by = timezone.now().date() - timedelta(days=3)
    texts = [step.text for step in standing(application).steps]
    assert "We are late, and we are sorry." in texts[-1]
    assert texts[-2].startswith("Reading takes longer than we promised.")


def test_the_promised_day_itself_is_not_late(application: Application) -> None:
    application.cohort.decisions_by = timezone.now().astimezone(application.cohort.tz).date()
    assert "late" not in " ".join(step.text for step in standing(application).steps)


def refuse(application: Application, reason: str) -> None:
    """A run scores it, a person refuses it, and they are told."""
    cohort, manager = waived(application.cohort), make_user(Role.MANAGER, Role.RECRUITER)
    make_facts([application.pk])
    run = start_run(cohort=cohort, rubric_version=default_rubric(), by=manager)
    for batch in run.batches.all():
        score_batch(batch.pk)
    hand_out_unfinished()
    ScreeningRun.objects.filter(pk=run.pk).update(applied_at=timezone.now(), applied_by=manager)
    application.refresh_from_db()
    if application.status == S.SUBMITTED:
        put(application, S.SCREENED)
    cohort.undo_hours = 0
    cohort.save()
    stage(application, kind="rejected", reason=reason, by=manager)
    release(cohort, by=manager)
    application.refresh_from_db()


def test_main_reasons_say_what_was_looked_at_and_nothing_of_points(application: Application, browser: Client) -> None:
    refuse(application, "Others had more hours to give.")
    page = browser.get(f"/my/{application.public_id}/reasons/")
    words = page.text
    assert "Others had more hours to give." in words
    assert "What was looked at, and how it counted" in words
    assert "counted" in words
    assert "Ask a person to look again" in words
    why = page.context["why"]
    assert {each.counted for each in why.looked_at} <= {
        "counted fully",
        "counted in part",
        "counted little or nothing",
    }
    assert why.questions
    for hidden in ("threshold", "points", "rank", "score of"):
        assert hidden not in words.lower().replace("no score was part", "")


def test_no_reasons_before_a_no(application: Application, browser: Client) -> None:
    put(application, S.SCREENED)
    assert browser.get(f"/my/{application.public_id}/reasons/").status_code == 302


def test_ineligible_names_the_answer(application: Application, browser: Client) -> None:
    put(application, S.INELIGIBLE, reason="You must be 18 when the boot camp starts.")
    words = browser.get(f"/my/{application.public_id}/reasons/").text
    assert "You must be 18 when the boot camp starts." in words


def test_nobody_else_opens_them(application: Application, signed_in: Any) -> None:
    stranger = signed_in(make_user())
    for page in ("reasons/", "interview/", "interview/another-time/"):
        assert stranger.get(f"/my/{application.public_id}/{page}").status_code == 404
    assert stranger.post(f"/my/{application.public_id}/withdraw/undo/").status_code == 404


def test_status_asks_the_database_a_constant_number_of_times(application: Application, browser: Client) -> None:
    url = f"/my/{application.public_id}/"
    put(application, S.SCREENED)
    browser.get(url)
    with CaptureQueriesContext(connection) as few:
        browser.get(url)
    put(application, S.IN_REVIEW, S.SCREENED, S.IN_REVIEW)
    with CaptureQueriesContext(connection) as more:
        browser.get(url)
    assert len(more) == len(few)

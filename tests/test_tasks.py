"""Every task: beat calls it by a name it has; a row that is gone is passed over; delivered twice, it does its work once."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from applicants.models import ApplicationFacts, ScreeningResult
from applicants.services.screening import default_rubric, start_run
from applicants.tasks import hand_out_unfinished, make_facts, score_batch
from careerpath.accounts.tasks import clear_expired_sessions
from careerpath.celery import app
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort

GONE = 2**40


def our_tasks() -> set[str]:
    app.loader.import_default_modules()
    return {name for name in app.tasks if not name.startswith("celery.")}


def test_tasks_are_these():
    assert our_tasks() == {
        "reviews.tasks.rounds_by_clock",
        "applicants.tasks.check_documents",
        "applicants.tasks.check_waiting_documents",
        "applicants.tasks.erase_due",
        "applicants.tasks.expire_offers",
        "applicants.tasks.remind_of_ending_consents",
        "applicants.tasks.forget_next_class",
        "applicants.tasks.forget_old_files",
        "applicants.tasks.find_duplicates",
        "applicants.tasks.find_duplicates_of",
        "applicants.tasks.hand_out_imports",
        "applicants.tasks.hand_out_operations",
        "applicants.tasks.hand_out_unfinished",
        "applicants.tasks.look_for_missed_duplicates",
        "applicants.tasks.make_facts",
        "applicants.tasks.make_words",
        "applicants.tasks.promote_waitlist",
        "applicants.tasks.run_import",
        "applicants.tasks.score_batch",
        "applicants.tasks.send_letters",
        "applicants.tasks.send_notices",
        "applicants.tasks.tell_of_open_classes",
        "applicants.tasks.work_chunk",
        "applicants.tasks.write_reminders",
        "bootcamp.tasks.hand_out_warnings",
        "bootcamp.tasks.look_again",
        "bootcamp.tasks.remind_of_onboarding",
        "bootcamp.tasks.remind_of_renewals",
        "bootcamp.tasks.open_surveys",
        "careerpath.accounts.tasks.clear_expired_sessions",
        "careerpath.accounts.tasks.forget_full_buckets",
        "placements.tasks.remind_of_evaluations",
        "reviews.tasks.build_board",
        "reviews.tasks.build_boards",
        "reviews.tasks.follow_applications",
        "reviews.tasks.free_checkouts",
        "reviews.tasks.measure",
        "reviews.tasks.measure_due",
        "placements.tasks.remind_of_first_days",
        "reviews.tasks.look_after_interviews",
        "mentorship.tasks.nudge",
        "mentorship.tasks.remind_of_check_ins",
        "mentorship.tasks.remind_of_proposals",
        "placements.tasks.hand_out_matches",
        "placements.tasks.open_yearly_surveys",
        "placements.tasks.run_match",
        "reports.tasks.count_changed",
        "reports.tasks.count_for_partners",
        "reports.tasks.prepare_pages",
    }


def test_beat_calls_tasks_that_are_there():
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - our_tasks() == set()


@pytest.mark.django_db
def test_make_facts_passes_over_what_is_gone_and_twice_gives_the_same():
    ids = make_applications(make_cohort(), 2)
    made = []
    for _ in range(2):
        make_facts([*ids, GONE])
        made.append(list(ApplicationFacts.objects.order_by("pk").values_list("pk", "digest", "values", "problem")))
    assert [row[0] for row in made[0]] == sorted(ids)
    assert made[0] == made[1]


@pytest.mark.django_db
def test_score_batch_does_nothing_where_the_batch_is_gone_and_scores_once_when_delivered_twice():
    cohort = make_cohort()
    ids = make_applications(cohort, 2)
    run = start_run(cohort=cohort, rubric_version=default_rubric(), by=None)
    score_batch(GONE)
    assert ScreeningResult.objects.count() == 0
    for _ in range(2):
        score_batch(run.batches.get().pk)
    assert sorted(ScreeningResult.objects.values_list("application", flat=True)) == sorted(ids)


@pytest.mark.django_db
def test_hand_out_unfinished_finishes_a_run_once():
    cohort = make_cohort()
    make_applications(cohort, 1)
    run = start_run(cohort=cohort, rubric_version=default_rubric(), by=None)
    score_batch(run.batches.get().pk)
    for _ in range(2):
        hand_out_unfinished()
    assert list(run.history.values_list("to_status", flat=True)) == ["running", "finished"]


@pytest.mark.django_db
def test_clear_expired_sessions_keeps_the_others_however_often():
    now = timezone.now()
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    for _ in range(2):
        clear_expired_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]

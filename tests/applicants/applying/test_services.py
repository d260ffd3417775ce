"""Starting, saving, sending and withdrawing, without a browser."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, Document
from applicants.services.applying import (
    ApplyingRefused,
    Incomplete,
    attach_resume,
    remove_resume,
    save_answers,
    save_details,
    start_application,
    submit,
    withdraw,
)
from applicants.services.bell import ring_now
from cohorts.models import Cohort
from cohorts.services import make_referral_link
from tests.applicants.applying.factories import GOOD, PDF, a_file, all_kinds, make_verified_user
from tests.factories import make_application, make_cohort, make_university, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _documents_of_this_test_alone(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def test_start_application_makes_one_draft_with_its_history() -> None:
    cohort, user = make_cohort(), make_user()
    application = start_application(cohort=cohort, user=user)
    again = start_application(cohort=cohort, user=user)
    assert again.pk == application.pk
    assert (application.status, application.question_set_id, application.applicant.email) == (
        S.DRAFT,
        cohort.question_set_id,
        user.email,
    )
    assert list(application.history.values_list("from_status", "to_status", "by")) == [("", "draft", user.pk)]


def test_start_application_remembers_who_sent_the_person() -> None:
    cohort, university = make_cohort(), make_university()
    link = make_referral_link(cohort=cohort, university=university, by=None)
    assert start_application(cohort=cohort, user=make_user(), referral_code=link.code).university == university
    assert start_application(cohort=cohort, user=make_user(), referral_code="made-up").university is None
    other = make_cohort()
    assert start_application(cohort=other, user=make_user(), referral_code=link.code).university is None


def test_start_application_refuses_before_opening_and_after_closing() -> None:
    now = timezone.now()
    later = make_cohort(name="Later", opens_at=now + timedelta(days=1))
    closed = make_cohort(name="Gone", closes_at=now - timedelta(seconds=1))
    with pytest.raises(ApplyingRefused, match=r"^Applications to Later open on "):
        start_application(cohort=later, user=make_user())
    with pytest.raises(ApplyingRefused, match=r"^Applications to Gone closed on "):
        start_application(cohort=closed, user=make_user())
    assert Application.objects.count() == 0


def test_save_answers_keeps_what_fits_and_names_what_does_not() -> None:
    user, cohort = make_user(), make_cohort(question_set=all_kinds())
    application = start_application(cohort=cohort, user=user)
    section = cohort.question_set.sections.get(slug="first")
    errors = save_answers(application, raw={**GOOD, "first_whole_number": "11"}, by=user, section=section)
    assert errors == {"first_whole_number": "11 is above 10, the largest that fits."}
    assert Application.objects.get().answers == {
        "first_short_text": "Ana",
        "first_long_text": "I learned\nby doing.",
        "first_decimal": "-1.25",
        "first_yes_no": False,
        "first_one_of": "b",
        "first_some_of": ["a", "b"],
        "first_date": "2026-03-31",
    }


def test_save_answers_of_one_section_leaves_the_others_and_clears_what_is_taken_back() -> None:
    user, cohort = make_user(), make_cohort(question_set=all_kinds())
    application = start_application(cohort=cohort, user=user)
    first, second = cohort.question_set.sections.all()
    save_answers(application, raw=GOOD, by=user, section=first)
    save_answers(application, raw={"second_yes_no": "yes", "first_short_text": "not here"}, by=user, section=second)
    save_answers(application, raw={"first_short_text": "Eva", "unknown": "x"}, by=user, section=first)
    assert Application.objects.get().answers == {"first_short_text": "Eva", "second_yes_no": True}


def test_save_answers_with_an_error_keeps_what_was_saved_before() -> None:
    user, cohort = make_user(), make_cohort(question_set=all_kinds())
    application = start_application(cohort=cohort, user=user)
    save_answers(application, raw={"first_whole_number": "7"}, by=user)
    save_answers(application, raw={"first_whole_number": "many"}, by=user)
    assert Application.objects.get().answers == {"first_whole_number": 7}


def a_ready_draft(**cohort: object) -> Application:
    user = make_verified_user("ready@example.org", name="Ready")
    application = start_application(cohort=make_cohort(**cohort), user=user)
    save_answers(
        application,
        raw={
            "adult": "yes",
            "work_authorised": "yes",
            "full_time": "yes",
            "hours_per_week": "3",
            "months_learning": "0",
            "why_health": "People.",
            "taught_yourself": "Bread.",
        },
        by=user,
    )
    return application


def test_submit_sends_once_and_a_second_time_changes_nothing() -> None:
    application = a_ready_draft()
    user = application.applicant.user
    sent = submit(application, by=user)
    again = submit(application, by=user)
    assert (sent.status, again.submitted_at) == (S.SUBMITTED, sent.submitted_at)
    assert list(application.history.values_list("to_status", flat=True)) == ["draft", "submitted"]


def test_submit_names_what_is_missing() -> None:
    user = make_user(name="")
    application = start_application(cohort=make_cohort(), user=user)
    save_answers(application, raw={"adult": "yes"}, by=user)
    with pytest.raises(Incomplete) as refused:
        submit(application, by=user)
    assert str(refused.value) == "7 answers are missing before you can send your application."
    assert refused.value.name
    assert [spec.key for spec in refused.value.questions] == [
        "work_authorised",
        "full_time",
        "hours_per_week",
        "months_learning",
        "why_health",
        "taught_yourself",
    ]
    save_details(application, name="Ana", phone="", by=user)
    assert Applicant.objects.get().name == "Ana"
    assert user.name == "Ana"


def test_submit_in_the_last_second_counts_and_after_it_does_not() -> None:
    application = a_ready_draft()
    closes = application.cohort.drafts_until
    with pytest.raises(ApplyingRefused, match="closed on"):
        submit(application, by=application.applicant.user, at=closes + timedelta(microseconds=1))
    application.refresh_from_db()
    assert (application.status, application.submitted_at) == (S.DRAFT, None)
    assert submit(application, by=application.applicant.user, at=closes).submitted_at == closes


def test_a_draft_of_a_closed_cohort_is_kept_and_no_longer_changed() -> None:
    application = a_ready_draft(grace_minutes=0)
    Cohort.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    application.refresh_from_db(fields=["cohort"])
    before = Application.objects.get().answers
    for change in (
        lambda: save_answers(application, raw={}, by=application.applicant.user),
        lambda: save_details(application, name="X", phone="", by=application.applicant.user),
        lambda: attach_resume(application, file=a_file(PDF), by=application.applicant.user),
        lambda: submit(application, by=application.applicant.user),
    ):
        with pytest.raises(ApplyingRefused, match="closed on"):
            change()
    assert Application.objects.get().answers == before
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_what_was_sent_no_longer_changes() -> None:
    application = make_application()
    with pytest.raises(ApplyingRefused, match="was sent, so its answers no longer change"):
        save_answers(application, raw={}, by=make_user())


def test_withdrawn_application_is_taken_up_again_with_its_answers() -> None:
    application = a_ready_draft()
    user, cohort = application.applicant.user, application.cohort
    submit(application, by=user)
    withdraw(application, by=user, reason="Moved.")
    again = start_application(cohort=cohort, user=user)
    assert (again.pk, again.status, again.submitted_at) == (application.pk, S.DRAFT, None)
    assert again.answers["why_health"] == "People."
    assert list(application.history.values_list("to_status", "reason")) == [
        ("draft", ""),
        ("submitted", ""),
        ("withdrawn", "Moved."),
        ("draft", "Taken up again by the applicant."),
    ]


def test_withdraw_refuses_what_is_over_in_words() -> None:
    application = make_application()
    withdraw(application, by=make_user())
    with pytest.raises(ApplyingRefused, match="It is already “withdrawn”"):
        withdraw(application, by=make_user())


def test_attach_resume_replaces_the_one_before_and_its_file(django_capture_on_commit_callbacks) -> None:
    application = a_ready_draft()
    user = application.applicant.user
    with django_capture_on_commit_callbacks(execute=True):
        attach_resume(application, file=a_file(PDF, "first.pdf"), by=user)
        attach_resume(application, file=a_file(b"Second, in words.", "second.pdf"), by=user)
    document = Document.objects.get()
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert (document.original_name, document.content_type, document.size) == ("second.txt", "text/plain", 17)
    assert files == [Path(document.file.path)]
    assert "second" not in document.file.name
    assert files[0].stat().st_mode & 0o777 == 0o600
    with django_capture_on_commit_callbacks(execute=True):
        remove_resume(application, by=user)
        remove_resume(application, by=user)
    assert not Document.objects.exists()
    assert not files[0].exists()


@pytest.fixture
def unreachable_broker() -> Iterator[None]:
    before, nowhere = (
        current_app._get_current_object(),
        Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False),
    )
    nowhere.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    nowhere.set_current()
    yield
    before.set_current()


@pytest.mark.usefixtures("unreachable_broker")
def test_submit_without_a_broker_is_not_lost(django_capture_on_commit_callbacks, caplog) -> None:
    application = a_ready_draft()
    with django_capture_on_commit_callbacks(execute=True):
        submit(application, by=application.applicant.user)
    ring_now()
    assert Application.objects.get().status == S.SUBMITTED
    assert "applicants.tasks.make_facts waits in the database" in caplog.text

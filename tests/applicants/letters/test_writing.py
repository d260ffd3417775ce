"""Writing the letters of a release."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Applicant, Letter, LetterTemplate, ScreeningResult
from applicants.selectors.letters import state_of
from applicants.services.letters import NO_ADDRESS, cancel_for, write_for_release
from applicants.services.screening import default_rubric
from tests.applicants.deciding.factories import make_run, make_screened
from tests.applicants.letters.factories import REASON, make_release
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db


def test_each_decision_gets_one_letter_held_until_the_window_closes() -> None:
    release = make_release(count=3)
    assert write_for_release(release) == 3
    letters = Letter.objects.all()
    assert {letter.decision_id for letter in letters} == set(release.decisions.values_list("pk", flat=True))
    assert {(letter.hold_until, letter.next_try_at) for letter in letters} == {(release.hold_until, release.hold_until)}
    assert {state_of(letter) for letter in letters} == {Letter.State.HELD}


def test_writing_twice_writes_nothing_the_second_time() -> None:
    release = make_release(count=2)
    assert (write_for_release(release), write_for_release(release), Letter.objects.count()) == (2, 0, 2)


def test_skipped_decisions_get_no_letter() -> None:
    release = make_release(count=2)
    release.decisions.filter(pk=release.decisions.order_by("pk")[0].pk).update(skipped_reason="No seat left.")
    assert write_for_release(release) == 1


def test_number_of_statements_does_not_grow_with_people() -> None:
    counts = []
    for number in (1, 3):
        release = make_release(count=number)
        with CaptureQueriesContext(connection) as queries:
            write_for_release(release)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_somebody_without_an_address_gets_a_letter_that_says_so() -> None:
    release = make_release()
    Applicant.objects.update(email=None)
    write_for_release(release)
    letter = Letter.objects.get()
    assert (letter.problem, letter.to, letter.next_try_at) == (NO_ADDRESS, "", None)
    assert state_of(letter) == Letter.State.FAILED


def test_an_address_that_is_none_is_not_tried() -> None:
    release = make_release()
    Applicant.objects.update(email="a@example.org\r\nBcc: all@example.org")
    write_for_release(release)
    assert state_of(Letter.objects.get()) == Letter.State.FAILED


def test_refusal_says_the_reason_what_was_missed_most_and_the_data_used() -> None:
    cohort = make_cohort()
    release = make_release(cohort)
    application = release.decisions.get().application
    run = make_run(cohort, {application: 200})
    version = default_rubric()
    run.rubric_version = version
    run.save()
    ScreeningResult.objects.update(points=[220, 180, 0, 60, 20, 0, 120, 60, 40, 60])
    write_for_release(release)
    body = Letter.objects.get().body
    assert REASON in body
    assert "- Took part in events: Went and found other people who learn or help.\n- Finished what was started" in body
    assert "How many hours" in body or "hours" in body.lower()
    assert "200" not in body.replace("2000", "")


def test_a_name_with_braces_and_line_breaks_is_only_a_name() -> None:
    release = make_release(kind="waitlisted")
    LetterTemplate.objects.create(
        cohort=release.cohort, kind="waitlisted", subject="For {name}", body="Hello {name}, {status_link}"
    )
    Applicant.objects.update(name="{contact}\r\nBcc: all@example.org {status_link}")
    write_for_release(release)
    letter = Letter.objects.get()
    assert letter.subject == "For {contact} Bcc: all@example.org {status_link}"
    assert letter.body.startswith("Hello {contact} Bcc: all@example.org {status_link}, http")


def test_offer_says_until_when_and_where_to_answer() -> None:
    release = make_release(kind="offered")
    write_for_release(release)
    body = Letter.objects.get().body
    decision = release.decisions.get()
    assert decision.answer_by is not None
    assert f"{decision.answer_by:%Y}, " in body
    assert "{" not in body


def test_undo_keeps_back_what_has_not_gone() -> None:
    release = make_release(count=3, hold_until=timezone.now() - timedelta(minutes=1))
    write_for_release(release)
    sent, unsure, waiting = Letter.objects.order_by("pk")
    now = timezone.now()
    Letter.objects.filter(pk=sent.pk).update(sent_at=now, claimed_at=now, next_try_at=None)
    Letter.objects.filter(pk=unsure.pk).update(claimed_at=now, next_try_at=None)
    assert cancel_for(release, why="The release was undone.") == 1
    waiting.refresh_from_db()
    assert (waiting.problem, state_of(waiting)) == ("The release was undone.", Letter.State.CANCELLED)


def test_cancelling_another_release_touches_nothing() -> None:
    release = make_release()
    write_for_release(release)
    assert cancel_for(make_release(), why="No.") == 0
    assert make_screened(release.cohort, 1)

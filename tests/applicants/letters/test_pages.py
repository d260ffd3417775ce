"""The outbox, one letter, and the words, as a recruiter uses them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from applicants.letters.placeholders import body_problems, subject_problems
from applicants.letters.shipped import SHIPPED
from applicants.models import Letter, LetterTemplate
from applicants.selectors.letters import letters_of, state_of
from applicants.services.letters import write_for_release
from careerpath.accounts.roles import Role
from tests.applicants.deciding.factories import make_pending, make_recruiter, make_screened
from tests.applicants.letters.factories import make_letter, make_release
from tests.factories import make_applicant, make_application, make_cohort, make_user
from tests.pages import Browser

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
S = Letter.State
ME = "recruiter@example.org"


@pytest.fixture
def recruiter(signed_in: SignIn) -> Browser:
    """A recruiter's browser."""
    return Browser(signed_in(make_user(Role.RECRUITER, email=ME)))


def test_outbox_counts_and_filters(recruiter: Browser) -> None:
    make_letter(hold_until=timezone.now() + timedelta(hours=1), to="held@example.org")
    make_letter(next_try_at=None, failed_at=timezone.now(), to="failed@example.org", problem="No such user")
    page = recruiter.open("/admin/letters/")
    assert ("held@example.org" in page, "failed@example.org" in page, "No such user" in page) == (True, True, True)
    page = recruiter.open("/admin/letters/?state=failed")
    assert ("held@example.org" in page, "failed@example.org" in page) == (False, True)
    page = recruiter.open("/admin/letters/?state=somebody")
    assert ("held@example.org" in page, "failed@example.org" in page) == (False, True)
    page = recruiter.open("/admin/letters/?to=HELD")
    assert ("held@example.org" in page, "failed@example.org" in page) == (True, False)
    assert "No letter fits" in recruiter.open("/admin/letters/?to=nobody&state=nonsense&operation=x&before=y")


def test_outbox_costs_the_same_with_one_letter_and_with_three(
    recruiter: Browser, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    make_letter()
    with django_assert_max_num_queries(12) as first:
        recruiter.open("/admin/letters/")
    make_letter()
    make_letter()
    with django_assert_num_queries(len(first)):
        recruiter.open("/admin/letters/")


def test_outbox_goes_on_by_key(recruiter: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applicants.selectors.letters.PAGE", 2)
    letters = [make_letter(to=f"{number}@example.org") for number in range(3)]
    assert letters[0].to not in recruiter.open("/admin/letters/")
    page = recruiter.open(f"/admin/letters/?before={letters[1].pk}")
    assert (letters[0].to in page, letters[1].to in page) == (True, False)


def test_a_held_letter_is_cancelled_with_a_reason(recruiter: Browser) -> None:
    letter = make_letter(hold_until=timezone.now() + timedelta(hours=1))
    recruiter.open(f"/admin/letters/{letter.pk}/")
    page = recruiter.press("Cancel this letter", why="They rang and withdrew.")
    letter.refresh_from_db()
    assert (state_of(letter), letter.problem) == (S.CANCELLED, "They rang and withdrew.")
    assert "Cancelled: They rang and withdrew." in page


def test_a_letter_that_failed_is_sent_again_to_another_address(recruiter: Browser) -> None:
    letter = make_letter(next_try_at=None, failed_at=timezone.now(), problem="No such user", attempts=1)
    recruiter.open(f"/admin/letters/{letter.pk}/")
    page = recruiter.press("Send it again", to="right@example.org")
    letter.refresh_from_db()
    assert (state_of(letter), letter.to, letter.attempts) == (S.WAITING, "right@example.org", 0)
    assert "Sent again to right@example.org, after: could not be sent" in page


def test_sending_again_inside_the_hold_waits_for_its_end(recruiter: Browser) -> None:
    hold = timezone.now() + timedelta(hours=3)
    letter = make_letter(hold_until=hold, next_try_at=None, failed_at=timezone.now())
    recruiter.open(f"/admin/letters/{letter.pk}/")
    recruiter.press("Send it again", to="right@example.org")
    letter.refresh_from_db()
    assert (state_of(letter), letter.next_try_at) == (S.HELD, hold)


def test_a_letter_perhaps_sent_is_settled_by_a_person(recruiter: Browser) -> None:
    letter = make_letter(next_try_at=None, claimed_at=timezone.now() - timedelta(hours=1))
    recruiter.open(f"/admin/letters/{letter.pk}/")
    recruiter.press("It arrived")
    letter.refresh_from_db()
    assert state_of(letter) == S.SENT


@pytest.mark.parametrize("action", ["cancel", "again", "arrived", "nonsense"])
def test_what_cannot_be_done_changes_nothing(recruiter: Browser, action: str) -> None:
    letter = make_letter(next_try_at=None, claimed_at=timezone.now(), sent_at=timezone.now())
    answer = recruiter.client.post(f"/admin/letters/{letter.pk}/{action}/", {"why": "x", "to": "a@example.org"})
    assert answer.status_code == (404 if action == "nonsense" else 302)
    letter.refresh_from_db()
    assert state_of(letter) == S.SENT


def test_a_manager_reads_letters_and_changes_none(signed_in: SignIn) -> None:
    letter = make_letter(hold_until=timezone.now() + timedelta(hours=1))
    client = signed_in(Role.MANAGER)
    assert "Cancel this letter" not in Browser(client).open(f"/admin/letters/{letter.pk}/")
    assert client.post(f"/admin/letters/{letter.pk}/cancel/", {"why": "x"}).status_code == 403


def test_whoever_looks_at_an_offer_gets_no_link_that_answers_it(recruiter: Browser) -> None:
    release = make_release(kind="offered")
    write_for_release(release)
    letter = Letter.objects.get()
    token = letter.body.partition("/offer/")[2].partition("/")[0]
    assert len(token) > 10
    page = recruiter.open(f"/admin/letters/{letter.pk}/")
    assert ("/offer/…" in page, token in page) == (True, False)


def test_words_are_saved_for_the_class_and_taken_back(recruiter: Browser) -> None:
    cohort = make_cohort()
    url = f"/admin/letters/words/{cohort.slug}/waitlisted/"
    recruiter.open(url)
    recruiter.press("Save these words", subject="Wait, {name}", body="Hello {name}\r\n\r\n{status_link}")
    own = LetterTemplate.objects.get()
    assert (own.cohort, own.kind, own.body) == (cohort, "waitlisted", "Hello {name}\n\n{status_link}")
    recruiter.open(url)
    recruiter.press("Use the shipped words")
    assert not LetterTemplate.objects.exists()


def test_unknown_placeholders_and_missing_ones_are_named_beside_the_field(recruiter: Browser) -> None:
    cohort = make_cohort()
    client = recruiter.client
    answer = client.post(
        f"/admin/letters/words/{cohort.slug}/rejected/",
        {"do": "save", "subject": "For {nme} {reasons}", "body": "Hello {name}, {score} {data_used} {contact}"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "{nme} is not a placeholder of this letter.",
        "{reasons} takes several lines. Use it in the text.",
        "{score} is not a placeholder of this letter.",
        "Put in {reasons}: people are told the main reasons.",
        "Put in {reconsider_link}: people are told how to ask that somebody looks again.",
    ):
        assert said in page
    assert not LetterTemplate.objects.exists()


def test_preview_fills_in_a_real_applicant_and_test_goes_to_oneself(recruiter: Browser) -> None:
    cohort = make_cohort()
    by = make_recruiter()
    make_application(cohort, make_applicant(name="Somebody Else"))
    [application] = make_screened(cohort)
    application.applicant.name = "<i>Ada</i> {contact}"
    application.applicant.save()
    make_pending([application], "rejected", by=by, reason="You have not finished a course yet.")
    page = recruiter.open(f"/admin/letters/words/{cohort.slug}/rejected/")
    assert "Hello &lt;i&gt;Ada&lt;/i&gt; {contact}," in page
    assert "You have not finished a course yet." in page
    recruiter.press("Send me a test")
    [sent] = mail.outbox
    assert sent.subject == f"Test: Your application to {cohort.name}"
    assert sent.to == [ME]
    assert "You have not finished a course yet." in sent.body
    assert not Letter.objects.exists()


def test_preview_finds_by_name(recruiter: Browser) -> None:
    cohort = make_cohort()
    make_application(cohort, make_applicant(name="Ada Lovelace"))
    make_application(cohort, make_applicant(name="Grace Hopper"))
    assert "Hello Grace Hopper," in recruiter.open(f"/admin/letters/words/{cohort.slug}/waitlisted/?find=hop")


def test_a_preview_of_an_offer_answers_nothing(recruiter: Browser) -> None:
    cohort = make_cohort()
    make_pending(make_screened(cohort), "offered", by=make_recruiter())
    page = recruiter.open(f"/admin/letters/words/{cohort.slug}/offered/")
    assert "/offer/…" in page


def test_shipped_words_are_what_their_kind_needs() -> None:
    found = [subject_problems(words.subject, kind) + body_problems(words.body, kind) for kind, words in SHIPPED.items()]
    assert found == [[], [], []]


def test_letters_of_an_application_come_with_their_state(django_assert_num_queries: Any) -> None:
    letter = make_letter()
    with django_assert_num_queries(1):
        [found] = letters_of(letter.application)
    assert found.state == S.WAITING  # type: ignore[attr-defined]

"""A mail service tells what became of letters: real payloads at the real address."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applicants.models import Letter
from applicants.selectors.letters import state_of
from tests.applicants.letters.factories import make_letter

pytestmark = pytest.mark.django_db
S = Letter.State
URL = "/mail/postmark/events/"
MESSAGE = "883953f4-6105-42a2-a16a-77a8eac79483"


@pytest.fixture
def service(settings: Any) -> None:
    """Postmark sends our mail."""
    settings.MAIL_SERVICE = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "careperson:open-sesame"}


def tell(payload: dict[str, Any], user: str = "careperson:open-sesame", url: str = URL) -> int:
    """What Postmark does; the status of the answer."""
    client = Client(enforce_csrf_checks=True)
    authorization = "Basic " + base64.b64encode(user.encode()).decode()
    return client.post(
        url, payload, content_type="application/json", headers={"authorization": authorization}
    ).status_code


def bounce(to: str, **fields: Any) -> dict[str, Any]:
    """A bounce as Postmark's documentation shows it."""
    return {
        "RecordType": "Bounce",
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Tag": "",
        "MessageID": MESSAGE,
        "Metadata": {},
        "ServerID": 23,
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": to,
        "From": "programme@careerpath.example",
        "BouncedAt": "2026-11-05T16:33:54.9070259Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "About your application",
        "Content": "",
        **fields,
    }


def sent(**fields: Any) -> Letter:
    """A letter that went."""
    now = timezone.now()
    return make_letter(next_try_at=None, claimed_at=now, sent_at=now, message_id=MESSAGE, **fields)


def test_a_bounce_stands_on_its_letter(service: None) -> None:
    letter = sent()
    assert tell(bounce(letter.to)) == 200
    letter.refresh_from_db()
    assert state_of(letter) == S.BOUNCED
    assert letter.bounced_at == datetime(2026, 11, 5, 16, 33, 54, 907025, UTC)
    assert letter.problem.startswith("The server was unable to deliver your message")


def test_told_twice_the_second_time_changes_nothing(service: None) -> None:
    letter = sent()
    tell(bounce(letter.to))
    assert tell(bounce(letter.to, BouncedAt="2027-01-01T00:00:00Z", Description="Again.")) == 200
    letter.refresh_from_db()
    assert letter.bounced_at == datetime(2026, 11, 5, 16, 33, 54, 907025, UTC)


def test_a_soft_trouble_that_the_service_works_on_is_no_bounce(service: None) -> None:
    letter = sent()
    tell(bounce(letter.to, Type="Transient"))
    letter.refresh_from_db()
    assert state_of(letter) == S.SENT


def test_a_complaint_is_noted_and_stays_sent(service: None) -> None:
    letter = sent()
    tell(bounce(letter.to, RecordType="SpamComplaint", Type="SpamComplaint"))
    letter.refresh_from_db()
    assert (state_of(letter), letter.problem[:32]) == (S.SENT, "They marked it as unwanted. It h")


def test_a_delivery_settles_a_letter_that_was_perhaps_sent(service: None) -> None:
    letter = make_letter(next_try_at=None, claimed_at=timezone.now() - timedelta(hours=1))
    assert state_of(letter) == S.UNSURE
    delivery = {
        "RecordType": "Delivery",
        "MessageID": MESSAGE,
        "Recipient": letter.to.upper(),
        "DeliveredAt": "2026-11-05T16:33:54Z",
        "Details": "250 ok",
        "Metadata": {"letter": str(letter.pk)},
    }
    tell(delivery)
    letter.refresh_from_db()
    assert (state_of(letter), letter.sent_at) == (S.SENT, datetime(2026, 11, 5, 16, 33, 54, tzinfo=UTC))


@pytest.mark.parametrize("mark", ["", "x", "9" * 30, "-1", None])
def test_an_event_of_no_letter_changes_nothing(service: None, mark: Any) -> None:
    letter = sent()
    assert tell(bounce(letter.to, MessageID="another", Metadata={"letter": mark})) == 200
    letter.refresh_from_db()
    assert state_of(letter) == S.SENT


def test_our_mark_counts_only_with_the_letters_own_address(service: None) -> None:
    letter = sent()
    tell(bounce("somebody@example.org", MessageID="another", Metadata={"letter": str(letter.pk)}))
    letter.refresh_from_db()
    assert state_of(letter) == S.SENT


def test_a_wrong_secret_is_refused(service: None) -> None:
    letter = sent()
    assert tell(bounce(letter.to), user="careperson:guess") == 400
    letter.refresh_from_db()
    assert state_of(letter) == S.SENT


def test_there_is_no_such_page_without_a_secret_or_for_another_service(service: None, settings: Any) -> None:
    assert tell(bounce("a@example.org"), url="/mail/sendgrid/events/") == 404
    settings.ANYMAIL = {}
    assert tell(bounce("a@example.org")) == 404
    settings.MAIL_SERVICE = ""
    assert tell(bounce("a@example.org")) == 404

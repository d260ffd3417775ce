"""Notices: written once, sent before letters, with nothing secret in the table."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from applicants.models import Letter, Notice, NoticeKind
from applicants.selectors.letters import state_of
from applicants.selectors.notices import page
from applicants.services import notices
from applicants.services.bounces import record
from applicants.services.notices import write_notice
from applicants.services.sending import TOO_LATE, send_due, take_one
from careerpath.ui.moments import say_day
from tests.applicants.deciding.factories import make_recruiter
from tests.applicants.letters.factories import make_letter
from tests.applicants.letters.smtp_stub import Server
from tests.factories import make_application

pytestmark = pytest.mark.django_db
K = NoticeKind
DAY = timezone.datetime(2026, 11, 30).date()


@pytest.fixture(autouse=True)
def codes(monkeypatch: Any) -> dict[int, str | None]:
    """The codes that follow from proofs."""
    known: dict[int, str | None] = {7: "482 913"}
    monkeypatch.setitem(notices.LATE_VALUES, K.CODE, known.get)
    return known


def write_code(to: str = "ana@example.org", once: str = "code:7", language: str = "en", **more: Any) -> bool:
    return write_notice(K.CODE, to=to, language=language, values={"proof_id": 7, "minutes": 15}, once=once, **more)


def write_link(once: str = "resume:1", **more: Any) -> bool:
    values = {"cohort": "Spring class", "link": "http://127.0.0.1:8000/apply/x/", "closes": partial(say_day, DAY)}
    return write_notice(
        K.RESUME_LINK, **{"to": "ana@example.org", "language": "en", "values": values, "once": once} | more
    )


def write_reminder(**more: Any) -> Notice:
    """A notice that nobody waits for, with the words of another kind."""
    now = timezone.now()
    fields = {
        "kind": K.DEADLINE_NEAR,
        "once": f"near:{Notice.objects.count()}",
        "language": "en",
        "to": "b@example.org",
    }
    fields |= {"subject": "Soon", "body": "Hello\n", "urgency": Notice.Urgency.SOMETIME, "hold_until": now}
    return Notice.objects.create(**{**fields, "next_try_at": now, **more})


def test_a_notice_is_written_once_for_each_key() -> None:
    assert [write_link(), write_link(), write_link(once="resume:2")] == [True, False, True]
    assert Notice.objects.count() == 2


def test_nothing_is_written_without_an_address() -> None:
    assert [write_link(to=""), write_link(to=None)] == [False, False]
    assert Notice.objects.count() == 0


def test_an_address_that_is_none_is_written_as_failed() -> None:
    assert write_link(to="ana at example") is True
    notice = Notice.objects.get()
    assert (state_of(notice), notice.problem) == (Letter.State.FAILED, "“ana at example” is not an e-mail address.")


def test_the_words_are_in_the_language_of_the_recipient(mail_server: Server) -> None:
    write_link(language="es-MX")
    notice = Notice.objects.get()
    assert (notice.language, "lunes 30 de noviembre de 2026" in notice.body) == ("es", True)
    send_due()
    [(_, mail)] = mail_server.letters
    assert '<html lang="es">' in list(mail.iter_parts())[1].get_content()


def test_a_code_stands_nowhere_in_the_table_and_arrives_in_the_mail(mail_server: Server) -> None:
    write_code()
    notice = Notice.objects.get()
    assert "482" not in notice.subject + notice.body
    assert send_due().sent == 1
    [(to, mail)] = mail_server.letters
    assert (to, mail["Subject"]) == ("ana@example.org", "482 913 is your code")
    assert "482 913" in next(mail.iter_parts()).get_content()
    notice.refresh_from_db()
    assert (notice.body, state_of(notice)) == ("", Letter.State.SENT)


def test_the_text_of_a_link_goes_when_it_is_sent(mail_server: Server) -> None:
    write_link()
    send_due()
    assert Notice.objects.get().body == ""


@pytest.mark.parametrize("how", ["too old", "not good any more"])
def test_a_code_that_is_not_good_any_more_is_not_sent(mail_server: Server, codes: Any, how: str) -> None:
    write_code(good_until=timezone.now() + timedelta(minutes=-1 if how == "too old" else 1))
    if how == "not good any more":
        codes[7] = None
    assert (send_due().sent, mail_server.letters) == (0, [])
    notice = Notice.objects.get()
    assert (state_of(notice), notice.problem) == (Letter.State.CANCELLED, TOO_LATE)


def test_codes_go_before_letters_and_letters_before_reminders(mail_server: Server) -> None:
    write_reminder()
    make_letter(to="letter@example.org")
    write_link()
    write_code(to="code@example.org")
    assert send_due().sent == 4
    assert [to for to, _ in mail_server.letters] == [
        "ana@example.org",
        "code@example.org",
        "letter@example.org",
        "b@example.org",
    ]


def test_a_code_does_not_wait_for_the_pace_of_a_release(mail_server: Server, settings: Any) -> None:
    settings.LETTERS_PER_MINUTE = 2
    for _ in range(3):
        make_letter()
    assert send_due().sent == 2
    write_code()
    write_reminder()
    assert [send_due().sent, send_due().sent] == [1, 0]
    assert mail_server.letters[-1][0] == "ana@example.org"


def test_the_quick_task_sends_no_letters_and_no_reminders(mail_server: Server) -> None:
    make_letter()
    write_reminder()
    write_code()
    assert send_due(upto=Notice.Urgency.SOON).sent == 1


def test_a_taken_notice_is_not_taken_again(mail_server: Server) -> None:
    write_code()
    assert isinstance(take_one(), Notice)
    assert (take_one(), send_due().sent) == (None, 0)


def test_while_sending_rests_a_code_goes_after_a_minute(mail_server: Server) -> None:
    mail_server.die_in_data = True
    for _ in range(4):
        make_letter()
    assert [send_due().unsure for _ in range(4)] == [1, 1, 1, 0]
    mail_server.die_in_data = False
    write_code()
    assert send_due().sent == 0
    Letter.objects.filter(claimed_at__isnull=False).update(claimed_at=timezone.now() - timedelta(seconds=61))
    assert (send_due().sent, mail_server.letters[0][0]) == (1, "ana@example.org")


def test_what_stops_such_mail_stands_in_the_header_for_one_click(mail_server: Server) -> None:
    write_reminder(stop_link="http://127.0.0.1:8000/mail/stop/x/")
    write_code()
    send_due()
    code, reminder = (mail for _, mail in mail_server.letters)
    assert (reminder["List-Unsubscribe"], reminder["List-Unsubscribe-Post"]) == (
        "<http://127.0.0.1:8000/mail/stop/x/>",
        "List-Unsubscribe=One-Click",
    )
    assert code["List-Unsubscribe"] is None


def test_a_notice_that_came_back_is_marked(mail_server: Server) -> None:
    from anymail.signals import AnymailTrackingEvent, EventType

    write_link()
    send_due()
    notice = Notice.objects.get()
    event = AnymailTrackingEvent(
        event_type=EventType.BOUNCED,
        recipient=notice.to,
        metadata={"notice": str(notice.pk)},
        description="No such user",
    )
    assert [record(event), record(event)] == [True, False]
    notice.refresh_from_db()
    assert (state_of(notice), notice.problem) == (Letter.State.BOUNCED, "No such user")


def test_recruiters_see_notices_but_no_code_and_no_link_that_lets_in(client: Any) -> None:
    write_code()
    write_link(once="resume:3")
    write_reminder(kind=K.STILL_READING, subject="We are late", body="A text that may be read.")
    client.force_login(make_recruiter())
    shown = client.get("/admin/letters/notices/").content.decode()
    assert "A text that may be read." in shown
    assert "/apply/x/" not in shown
    assert "is your code" not in shown
    assert shown.count("ana@example.org") == 2
    assert "ana@example.org" not in client.get("/admin/letters/notices/?kind=still_reading").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_notices_asks_a_constant_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        write_link(once=f"resume:{number}")
    with django_assert_num_queries(1):
        assert len(page()[0]) == count


def test_what_waits_can_be_kept_back_and_what_went_stays(mail_server: Server) -> None:
    application = make_application()
    write_link(application=application)
    send_due()
    write_link(application=application, once="resume:2", not_before=timezone.now() + timedelta(days=1))
    assert notices.cancel_notices(application, why="Withdrawn.") == 1
    assert sorted(state_of(each) for each in Notice.objects.all()) == ["cancelled", "sent"]


def test_a_link_that_lets_in_does_not_stay_where_it_was_never_sent(mail_server: Server) -> None:
    application = make_application(draft=True)
    write_link("resume:late", good_until=timezone.now() - timedelta(minutes=1))
    write_link("resume:kept-back", application=application)
    write_reminder(kind=K.STILL_READING, application=application, body="May stay.")
    notices.cancel_notices(application, why="Erased.")
    assert (send_due().sent, mail_server.letters) == (0, [])
    assert {each.once[:7]: each.body for each in Notice.objects.all()} == {"resume:": "", "near:2": "May stay."}

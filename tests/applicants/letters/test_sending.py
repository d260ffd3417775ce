"""Sending, to a real mail server on the other side."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.models import Application, Letter
from applicants.selectors.letters import state_of, with_state
from applicants.services import sending
from applicants.services.sending import BACK_OFF, send_due, take_one
from careerpath.pipeline.history import move, move_many
from tests.applicants.letters.factories import make_letter, make_release
from tests.applicants.letters.smtp_stub import Server

pytestmark = pytest.mark.django_db
S = Letter.State


def one() -> Letter:
    """The only letter, as it stands."""
    return Letter.objects.get()


def test_a_due_letter_goes_out_once_as_text_and_html(mail_server: Server) -> None:
    letter = make_letter(subject="Für Łukasz", body="Hello Łukasz,\n\n- one\n- <b>two</b>\n", to="lukasz@example.org")
    assert (send_due().sent, send_due().sent) == (1, 0)
    [(to, mail)] = mail_server.letters
    letter.refresh_from_db()
    assert (to, mail["Subject"], mail["Message-ID"].strip()) == ("lukasz@example.org", "Für Łukasz", letter.message_id)
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert text.strip() == letter.body.strip()
    assert "<ul><li>one</li><li>&lt;b&gt;two&lt;/b&gt;</li></ul>" in html
    assert state_of(letter) == S.SENT


def test_held_letters_wait(mail_server: Server) -> None:
    make_letter(hold_until=timezone.now() + timedelta(seconds=30))
    assert (send_due().sent, mail_server.letters, mail_server.connections) == (0, [], 0)


def test_held_letters_wait_even_where_the_next_try_is_due(mail_server: Server) -> None:
    make_letter(hold_until=timezone.now() + timedelta(hours=1), next_try_at=timezone.now())
    assert send_due().sent == 0


def test_many_letters_go_over_one_connection(mail_server: Server) -> None:
    for _ in range(5):
        make_letter()
    assert (send_due().sent, mail_server.connections) == (5, 1)


def test_a_server_that_takes_few_letters_over_one_connection_gets_more_connections(mail_server: Server) -> None:
    mail_server.most_per_connection = 2
    for _ in range(5):
        make_letter()
    lot = send_due()
    assert (lot.sent, lot.later) == (4, 1)
    assert mail_server.connections == 2
    assert set(mail_server.per_recipient.values()) == {1}


def test_a_temporary_failure_is_tried_again_later_and_later_then_fails(mail_server: Server) -> None:
    letter = make_letter()
    mail_server.answers[letter.to] = (451, "mailbox busy")
    for step in BACK_OFF:
        assert send_due().later == 1
        letter = one()
        assert letter.next_try_at is not None
        assert step - timedelta(seconds=5) < letter.next_try_at - timezone.now() <= step
        assert (state_of(letter), letter.problem) == (S.WAITING, "The mail server said 451: mailbox busy")
        assert send_due().later == 0
        Letter.objects.update(next_try_at=timezone.now())
    assert send_due().failed == 1
    assert (state_of(one()), one().attempts) == (S.FAILED, 6)


def test_a_permanent_failure_fails_at_once_and_stops_nobody(mail_server: Server) -> None:
    bad, good = make_letter(), make_letter()
    mail_server.answers[bad.to] = (550, "no such user here")
    lot = send_due()
    assert (lot.failed, lot.sent) == (1, 1)
    bad.refresh_from_db()
    assert (state_of(bad), bad.problem) == (S.FAILED, "The mail server said 550: no such user here")
    assert set(mail_server.per_recipient) == {good.to}


def test_no_server_touches_no_letter(mail_server: Server, settings) -> None:
    settings.EMAIL_PORT = 9
    make_letter()
    assert send_due().unreachable
    assert (one().attempts, state_of(one())) == (0, S.WAITING)


def test_a_connection_that_breaks_before_the_text_is_tried_again(mail_server: Server) -> None:
    mail_server.drop_at_mail = True
    make_letter()
    assert send_due().later == 1
    assert state_of(one()) == S.WAITING


@pytest.mark.parametrize("trouble", ["die_in_data", "hang_in_data"])
def test_a_connection_that_breaks_in_the_text_leaves_it_perhaps_sent_for_ever(
    mail_server: Server, trouble: str
) -> None:
    setattr(mail_server, trouble, True)
    make_letter()
    assert send_due().unsure == 1
    setattr(mail_server, trouble, False)
    Letter.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    assert (send_due().sent, state_of(one())) == (0, S.UNSURE)
    assert one().problem.startswith("The connection broke")


def test_sending_rests_when_three_in_a_row_broke_off(mail_server: Server) -> None:
    mail_server.die_in_data = True
    for _ in range(5):
        make_letter()
    assert [send_due().unsure for _ in range(5)] == [1, 1, 1, 0, 0]
    Letter.objects.filter(claimed_at__isnull=False).update(claimed_at=timezone.now() - timedelta(minutes=31))
    mail_server.die_in_data = False
    assert send_due().sent == 2


def test_all_workers_together_keep_the_pace(mail_server: Server, settings) -> None:
    settings.LETTERS_PER_MINUTE = 3
    for _ in range(5):
        make_letter()
    assert [send_due().sent for _ in range(3)] == [3, 0, 0]
    Letter.objects.filter(claimed_at__isnull=False).update(claimed_at=timezone.now() - timedelta(seconds=61))
    assert send_due().sent == 2


def test_a_taken_letter_is_not_taken_again(mail_server: Server) -> None:
    make_letter()
    assert take_one() is not None
    assert take_one() is None
    assert send_due().sent == 0


def test_an_hour_back_on_the_clock_sends_nothing_twice_and_nothing_early(mail_server: Server, monkeypatch) -> None:
    make_letter()
    held = make_letter(hold_until=timezone.now() + timedelta(minutes=30))
    assert send_due().sent == 1
    real = timezone.now

    def an_hour_ago():  # the clock is the other side here
        return real() - timedelta(hours=1)

    monkeypatch.setattr(sending.timezone, "now", an_hour_ago)
    assert send_due().sent == 0
    late = make_letter(hold_until=an_hour_ago())
    assert send_due().sent == 1  # what was taken "in the future" does not hold up the pace
    assert set(mail_server.per_recipient.values()) == {1}
    assert held.to not in mail_server.per_recipient
    assert late.to in mail_server.per_recipient


def test_a_letter_of_an_undone_release_is_never_sent(mail_server: Server) -> None:
    release = make_release()
    decision = release.decisions.get()
    make_letter(application=decision.application, decision=decision)
    release.undone_at, release.undone_by = timezone.now(), release.released_by
    release.save()
    assert (send_due().sent, mail_server.letters) == (0, [])


def test_a_letter_whose_application_moved_on_while_it_was_held_is_never_sent(mail_server: Server) -> None:
    now = timezone.now()
    release = make_release(count=2, hold_until=now - timedelta(minutes=1))
    people = Application.objects.filter(decisions__release=release)
    move_many(people, to="rejected", by=None, batch=release.batch, at=now - timedelta(hours=1))
    moved, stayed = (
        make_letter(application=each.application, decision=each) for each in release.decisions.order_by("pk")
    )
    move(moved.application, to="in_review", by=None, reason="Read again.", at=now - timedelta(minutes=30))
    move(stayed.application, to="in_review", by=None, reason="Asked to look again.", at=now)
    assert (send_due().sent, [to for to, _ in mail_server.letters]) == (1, [stayed.to])
    moved.refresh_from_db()
    assert (state_of(moved), moved.problem) == (S.CANCELLED, sending.OVERTAKEN)


def test_long_lines_and_dots_arrive_as_written(mail_server: Server) -> None:
    body = "." + "ä" * 3000 + "\n..\n.\nend\n"
    make_letter(body=body)
    send_due()
    [(_, mail)] = mail_server.letters
    assert next(mail.iter_parts()).get_content().replace("\r\n", "\n") == body


def test_a_subject_with_a_line_break_makes_no_header(mail_server: Server) -> None:
    make_letter(subject="Hello\r\nBcc: all@example.org")
    assert (send_due().failed, mail_server.letters) == (1, [])
    assert one().problem.startswith("No message could be made of it")


def test_state_and_its_condition_say_the_same(mail_server: Server) -> None:
    now = timezone.now()
    make_letter(hold_until=now + timedelta(hours=1))
    make_letter()
    make_letter(next_try_at=None, claimed_at=now)
    make_letter(next_try_at=None, claimed_at=now - timedelta(hours=1))
    make_letter(next_try_at=None, claimed_at=now, sent_at=now)
    make_letter(next_try_at=None, claimed_at=now, sent_at=now, bounced_at=now)
    make_letter(next_try_at=None, failed_at=now)
    make_letter(next_try_at=None, failed_at=now, cancelled_at=now)
    make_letter(next_try_at=None, cancelled_at=now)
    letters = list(Letter.objects.all())
    by_condition = {
        state: set(Letter.objects.filter(with_state(state)).values_list("pk", flat=True)) for state in S.values
    }
    assert by_condition == {state: {each.pk for each in letters if state_of(each) == state} for state in S.values}
    assert all(by_condition.values())

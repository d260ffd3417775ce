"""Undo and send at the same moment, and many senders at once: real transactions on real connections."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from applicants.models import Letter
from applicants.selectors.letters import state_of
from applicants.services.letters import cancel_for, write_for_release
from applicants.services.sending import send_due, take_one
from tests.applicants.letters.factories import make_letter, make_release
from tests.applicants.letters.smtp_stub import Server

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(work: Callable[[], object]) -> threading.Thread:
    """Do it on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_sender_waits_for_an_undo_and_then_sends_nothing() -> None:
    release = make_release(hold_until=timezone.now() - timedelta(minutes=1))
    write_for_release(release)
    taken: list[Letter | None] = []
    with transaction.atomic():
        cancel_for(release, why="The release was undone.")
        sender = in_a_thread(lambda: taken.append(take_one()))
        sender.join(0.5)
        assert (sender.is_alive(), taken) == (True, [])
    sender.join(10)
    assert taken == [None]
    assert state_of(Letter.objects.get()) == Letter.State.CANCELLED


def test_an_undo_that_comes_second_sees_what_was_taken() -> None:
    release = make_release(count=2, hold_until=timezone.now() - timedelta(minutes=1))
    write_for_release(release)
    cancelled: list[int] = []
    with transaction.atomic():
        assert take_one() is not None
        undo = in_a_thread(lambda: cancelled.append(cancel_for(release, why="The release was undone.")))
        undo.join(0.5)
        assert (undo.is_alive(), cancelled) == (True, [])
    undo.join(10)
    assert cancelled == [1]


def test_four_senders_at_once_send_each_letter_once_and_keep_the_pace(mail_server: Server, settings) -> None:
    settings.LETTERS_PER_MINUTE = 25
    for _ in range(30):
        make_letter()
    threads = [in_a_thread(send_due) for _ in range(4)]
    for thread in threads:
        thread.join(30)
    assert sum(mail_server.per_recipient.values()) == 25
    assert set(mail_server.per_recipient.values()) == {1}


def test_two_that_write_the_same_release_at_once_write_one_letter_each() -> None:
    release = make_release(count=5)
    threads = [in_a_thread(lambda: write_for_release(release)) for _ in range(2)]
    for thread in threads:
        thread.join(30)
    assert Letter.objects.count() == 5

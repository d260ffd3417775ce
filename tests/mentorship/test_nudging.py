"""Nudges: once for each contact, one a week at most, none for who stopped it, however often and by however many it is begun."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from careerpath.pipeline import clock
from mentorship.cadence import next_contact
from mentorship.models import MentoringSession, Mentorship, Nudge
from mentorship.services.nudging import choose_nudges, nudge_due, stop_link
from mentorship.services.working import log_session
from mentorship.tasks import nudge
from tests.factories import a_day
from tests.mentorship.factories import make_mentor, make_mentorship, mentee_of


@pytest.mark.django_db
@pytest.mark.parametrize("age", [0, 6, 29, 30, 31, 60, 89, 90, 91, 120, 150, 390])
def test_the_database_knows_the_next_contact_as_cadence_does(age):
    one = make_mentorship(days_ago=400)
    assert one.began_on is not None
    met = one.began_on + timedelta(days=age)
    log_session(one, by=one.mentor.user, met_on=met)
    one.refresh_from_db()
    assert (one.last_met_on, one.due_on) == (met, next_contact(one.began_on, met))


@pytest.mark.django_db
def test_the_day_last_met_follows_sessions_that_change_or_go():
    one = make_mentorship(days_ago=30)
    assert Mentorship.objects.get().due_on == next_contact(one.began_on, None)
    first = log_session(one, by=one.mentor.user, met_on=a_day(-9))
    second = log_session(one, by=one.mentor.user, met_on=a_day(-2))
    MentoringSession.objects.filter(pk=second.pk).update(met_on=a_day(-4))
    assert Mentorship.objects.get().last_met_on == a_day(-4)
    second.delete()
    assert Mentorship.objects.get().last_met_on == a_day(-9)
    first.delete()
    assert Mentorship.objects.get().last_met_on is None


@pytest.mark.django_db
def test_mentor_and_mentee_are_nudged_once_and_in_one_mail_for_all_contacts():
    mentor = make_mentor(capacity=5)
    pairs = [make_mentorship(mentor, days_ago=20) for _ in range(2)]
    make_mentorship(mentor, days_ago=8)  # due yesterday: not yet
    assert [nudge_due(), nudge_due()] == [3, 0]
    nudge()
    mails = Notice.objects.filter(kind="nudge")
    assert set(mails.values_list("to", flat=True)) == {mentor.user.email, *(mentee_of(one).email for one in pairs)}
    assert "2 of your mentees" in mails.get(to=mentor.user.email).body
    assert Nudge.objects.count() == 4


@pytest.mark.django_db
def test_nobody_gets_more_than_one_a_week():
    mentor = make_mentor(capacity=5)
    make_mentorship(mentor, days_ago=20)
    assert nudge_due() == 2
    make_mentorship(mentor, days_ago=20)
    assert nudge_due() == 1  # the new mentee; the mentor had one today
    with clock.at(timezone.now() + timedelta(days=8)):
        assert nudge_due() == 1
        assert nudge_due() == 0
    assert Nudge.objects.count() == 4


@pytest.mark.django_db
def test_who_stopped_it_gets_none(client):
    one = make_mentorship(days_ago=20)
    mentee = mentee_of(one)
    url = "/" + stop_link(mentee.pk).split("/", 3)[3]
    assert client.get(url).status_code == 200
    assert nudge_due() == 2
    Nudge.objects.all().delete()
    assert "It is stopped" in client.post(url).content.decode()
    with clock.at(timezone.now() + timedelta(days=8)):
        assert nudge_due() == 1
    assert "again" in client.post(url, {"again": 1}).content.decode()
    assert client.get(reverse("mentorship:nudges-stop", args=["broken"])).status_code == 404
    choose_nudges(one.mentor.user, wanted=False)
    with clock.at(timezone.now() + timedelta(days=16)):
        assert nudge_due() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_each():
    for _ in range(3):
        make_mentorship(days_ago=20)
    start, written = Barrier(2), []

    def work():
        try:
            start.wait(timeout=10)
            written.append(nudge_due(most=2))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(written) == 6
    assert Notice.objects.filter(kind="nudge").count() == 6
    assert Nudge.objects.count() == 6

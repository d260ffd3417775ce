"""Somebody who is at their interview, in a cohort of its own: the access table has nobody like that."""

from datetime import timedelta

from django.test import Client

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move
from reviews.models import InterviewSlot, RoundEntry
from tests.factories import make_applicant, make_application, make_cohort, make_user
from tests.reviews.factories import make_reader, make_round

INTERVIEWEE = "interviewee"


def make_interviewee(interviewer: User) -> tuple[str, RoundEntry]:
    """Their session, and their entry in a round with two times that are free."""
    round = make_round(make_cohort(name="Talks", time_zone="America/New_York"), kind="interview", name="Talks")
    reader = make_reader(round, interviewer)
    soon = clock.now().replace(microsecond=0)
    for hours in (48, 72):
        InterviewSlot.objects.create(
            round=round, interviewer=reader, starts_at=soon + timedelta(hours=hours), link="https://meet.example/room"
        )
    application = make_application(round.cohort, make_applicant(make_user()))
    for step in ("screened", "interview"):
        application = move(application, to=step, by=None)
    entry = RoundEntry.objects.create(round=round, application=application)
    user = application.applicant.user
    assert user is not None
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value, entry

"""What other apps know of a person is in the file too, their own and nobody else's, at a constant price."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applicants.models import AnswerChange, Application
from applicants.own_data import ERASERS, NEEDED, needed
from applicants.retention import BY_KEY
from applicants.services.erasing import erase_application
from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from mentorship.models import MentoringSession, Mentorship
from mentorship.services.notes import rewrite_note
from reports.models import SelfIdentificationKey
from reports.services.self_identification import Answers, self_identify
from reports.wall import open_demographics
from tests.factories import make_applicant, make_user
from tests.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def parts_of(browser: Client) -> dict[str, list[dict[str, Any]]]:
    return json.loads(browser.get("/my/data/everything.json").content)["parts"]


def test_a_graduate_finds_training_placement_and_mentoring(world: World) -> None:
    graduate = world.user("graduate")
    mentorship = Mentorship.objects.get(
        mentor__user=world.user("mentor"), placement__enrolment__application__applicant__user=graduate
    )
    session = MentoringSession.objects.filter(mentorship=mentorship).first()
    rewrite_note(session, "mentor-only-quokka", author=mentorship.mentor.user)
    browser = world.clients["graduate"]
    with CaptureQueriesContext(connection) as asked:
        parts = parts_of(browser)
    assert {key for key in ("classes", "attendance", "grades", "placements", "onboarding") if not parts[key]} == set()
    assert len(parts["mentoring_sessions"]) == MentoringSession.objects.filter(mentorship=mentorship).count()
    assert "mentor-only-quokka" not in json.dumps(parts)
    names = [name for name in User.objects.exclude(name=graduate.name).values_list("name", flat=True) if len(name) > 8]
    del parts["mentor_choices"], parts["client_profile_views"]  # whom they chose, and who looked at them
    assert [name for name in names if name in json.dumps(parts)] == []
    assert len(asked) < 80
    assert browser.get("/my/data/everything/").status_code == 200


def test_what_a_class_stands_on_is_not_erased(world: World) -> None:
    enrolment = Enrolment.objects.select_related("application").order_by("pk")[0]
    assert NEEDED
    assert needed([enrolment.application_id]) == {enrolment.application_id}
    assert erase_application(enrolment.application, asked=True, rule=BY_KEY["federal"]) is False


def test_voluntary_answers_are_given_to_their_owner_and_their_words_erased(
    application: Application, browser: Client, ana: User, signed_in: Any
) -> None:
    self_identify(application, answers=Answers(gender="another", gender_words="quokka"), by=ana)
    assert parts_of(browser)["self_identification"][0]["gender_words"] == "quokka"
    assert "quokka" not in json.dumps(parts_of(signed_in(make_user())))
    assert sum(erase([application.pk]) for erase in ERASERS) == 1
    with open_demographics():
        row = SelfIdentificationKey.objects.get(application=application).answers
    assert (row.gender, row.gender_words) == ("another", "")


def test_a_confirmed_new_address_becomes_theirs_unless_it_is_somebody_elses(
    application: Application, ana: User
) -> None:
    def change(email: str) -> None:
        address = EmailAddress.objects.create(user=ana, email=email, verified=True)
        email_changed.send(User, request=None, user=ana, from_email_address=None, to_email_address=address)
        application.applicant.refresh_from_db()

    change("new@example.org")
    assert application.applicant.email == "new@example.org"
    assert AnswerChange.objects.get().old == "ana@example.org"
    make_applicant(email="taken@example.org")
    change("taken@example.org")
    assert application.applicant.email == "new@example.org"

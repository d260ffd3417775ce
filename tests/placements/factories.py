"""Graduates, clients, openings and placements for tests."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from bootcamp.models import Credential, Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline.history import begin, move
from placements.models import Client, OnboardingRequirement, Opening, Placement
from placements.services.advancing import advance
from placements.services.clients import add_contact
from placements.services.onboarding import verify_all
from placements.services.presenting import present
from tests.factories import a_day, make_applicant, make_application, make_cohort, make_user

_numbers = count(1)


def make_graduate(user: User | None = None, *, completed: bool = True, **applicant: Any) -> Enrolment:
    """Somebody who has completed the boot camp (or, on request, is still in it)."""
    number = next(_numbers)
    cohort = make_cohort()
    person = make_applicant(user, **{"name": f"Graduate {number}", **applicant})
    application = make_application(cohort, person)
    for status in ("screened", "offered", "admitted"):
        move(application, to=status, by=None)
    enrolment = Enrolment.objects.create(application=application, cohort=cohort)
    begin(enrolment, by=None)
    for status in ("in_training", "completed") if completed else ("in_training",):
        move(enrolment, to=status, by=None)
    return enrolment


def make_credential(code: str = "CAPM", **fields: Any) -> Credential:
    """A credential that does not expire unless told."""
    return Credential.objects.create(**{"slug": code.lower(), "name": code, "issuer": "Issuer", "code": code, **fields})


def make_client(*kinds: str, **fields: Any) -> Client:
    """A client whose checklist has the given blocking requirements."""
    number = next(_numbers)
    client = Client.objects.create(
        **{"name": f"Health System {number}", "slug": f"health-{number}", "time_zone": "UTC", **fields}
    )
    for kind in kinds:
        OnboardingRequirement.objects.create(client=client, kind=kind)
    return client


def make_contact(client: Client) -> User:
    """A new user who signs in for the client."""
    user = make_user(name=f"Contact of {client}")
    add_contact(client, user=user, by=None)
    return user


def make_opening(client: Client | None = None, *credentials: Credential, **fields: Any) -> Opening:
    """An opening that starts today."""
    number = next(_numbers)
    opening = Opening.objects.create(
        client=client or make_client(), **{"title": f"Analyst {number}", "starts_on": a_day(), "seats": 5, **fields}
    )
    opening.credentials.set(credentials)
    return opening


PATH = ("interviewing", "offered", "accepted", "onboarding", "active")


def make_placement(
    status: str = "presented",
    *,
    opening: Opening | None = None,
    enrolment: Enrolment | None = None,
    starts_on: date | None = None,
) -> Placement:
    """A placement in a status, through the services; its checklist is verified on the way to the first day."""
    opening = opening or make_opening()
    placement = present(enrolment or make_graduate(), opening=opening, by=None)
    for step in PATH[: PATH.index(status) + 1] if status in PATH else ():
        if step == "active":
            verify_all([placement], by=make_user(), on=timezone.now().date() - timedelta(days=1))
        advance(placement, to=step, by=None, on=starts_on if step == "accepted" else None)
    return placement

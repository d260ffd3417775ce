"""Ana, her application, and her browser."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application
from careerpath.accounts.models import User
from careerpath.pipeline.history import move
from tests.factories import make_applicant, make_application, make_cohort, make_user


@pytest.fixture
def ana() -> User:
    return make_user(email="ana@example.org", name="Ana")


@pytest.fixture
def application(ana: User) -> Application:
    return make_application(make_cohort(name="Spring", decisions_by=date(2027, 1, 15)), make_applicant(ana))


@pytest.fixture
def browser(signed_in: Any, ana: User) -> Client:
    return signed_in(ana)


def put(application: Application, *statuses: S, reason: str = "") -> Application:
    """Move it on, one status after the other."""
    for status in statuses:
        move(application, to=status, by=None, reason=reason)
    return application

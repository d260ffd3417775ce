"""Two universities with people who sign in for them, a flyer, and some of theirs who let them know how it goes."""

from collections.abc import Sequence
from typing import Final

from django.core.files.base import ContentFile
from faker import Faker

from applicants.models import Application
from applicants.services.consents import can_give, give
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort, PartnerMaterial, University
from cohorts.partners.contacts import add_contact
from reports.demo.accounts import make_colleagues, user_of
from reports.services.partners import count_for_partners

ONE_IN: Final = 9
"""So few let their university know."""
TALK: Final = """A short talk about the programme

1. Who it is for: people with drive, whatever they studied. No experience in IT is needed.
2. What happens: six weeks of boot camp, technical training with certification, work on a health system's IT project, a mentor.
3. How to apply: about thirty minutes, on a phone if need be. Stop and come back at any time.
4. What we look at: what you taught yourself, and why health. People decide; no score rejects anybody.
5. Your code: it is on the flyer, and on your university's page.
"""


def make_partners(universities: Sequence[University], *, manager: User, contact: User, seed: int) -> None:
    """The demo's contact signs in for the first university, a colleague for the second."""
    fake = Faker("en_US")
    fake.seed_instance(seed)
    other = make_colleagues(fake, Role.PARTNER, 1)[0]
    add_contact(universities[0], user=contact, title="Career services", by=manager)
    add_contact(universities[1], user=other, title="Dean of students", by=manager)
    content = TALK.encode()
    PartnerMaterial.objects.create(
        title="Notes for a talk of ten minutes",
        description="Five points, to be said in your own words.",
        file=ContentFile(content, name="talk"),
        file_name="Notes for a talk.txt",
        content_type="text/plain",
        size=len(content),
        uploaded_by=manager,
    )


def let_know(universities: Sequence[University], *cohorts: Cohort) -> None:
    """Some of each class say yes; then the pages are counted. What changed in the story is counted already."""
    theirs = Application.objects.filter(
        university__in=universities[:2], cohort__in=cohorts, applicant__user__isnull=False
    )
    for number, application in enumerate(theirs.select_related("applicant__user").order_by("pk")):
        if number % ONE_IN == 0 and can_give(application):
            give(application, by=user_of(application))
    count_for_partners()

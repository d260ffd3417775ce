"""The demo's accounts: one person a role to sign in as, and their colleagues."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from faker import Faker

from applicants.models import Applicant, Application
from careerpath.accounts.access import give_role
from careerpath.accounts.demo import DEMO_PEOPLE, demo_email
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role


def make_demo_people(fake: Faker) -> dict[str, User]:
    """One account for each role of DEMO_PEOPLE, by key. They sign in by a click, never by a password."""
    people = {}
    for key, (_label, role) in DEMO_PEOPLE.items():
        if role is not None:
            people[key] = User.objects.create_user(demo_email(key), name=fake.name())
            EmailAddress.objects.create(user=people[key], email=demo_email(key), verified=True, primary=True)
            give_role(people[key], role)
    return people


def user_of(application: Application) -> User:
    """The account of the person who applied. Everybody in the story has one by now (ValueError)."""
    if (user := application.applicant.user) is None:
        raise ValueError("This person of the story has no account yet.")
    return user


def become(application: Application, key: str) -> User:
    """Somebody of the story becomes the demo's applicant, learner or graduate: their account takes that address."""
    applicant, user = application.applicant, user_of(application)
    user.email = applicant.email = demo_email(key)
    user.save(update_fields=["email"])
    applicant.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).update(email=user.email)
    return user


def make_colleagues(fake: Faker, role: Role, count: int) -> list[User]:
    """So many more people of a role."""
    made = []
    for number in range(1, count + 1):
        user = User.objects.create_user(demo_email(f"{role.name.lower()}.{number}"), name=fake.name())
        give_role(user, role)
        made.append(user)
    return made


def give_accounts(applications: Iterable[Application]) -> None:
    """An account for each applicant who has none; three statements for any number."""
    applicants = [application.applicant for application in applications if application.applicant.user_id is None]
    users = User.objects.bulk_create(
        [User(email=str(one.email), name=one.name, password=make_password(None)) for one in applicants], batch_size=2000
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users], batch_size=2000
    )
    for applicant, user in zip(applicants, users, strict=True):
        applicant.user = user
    Applicant.objects.bulk_update(applicants, ["user"], batch_size=2000)

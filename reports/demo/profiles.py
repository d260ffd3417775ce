"""What the demo's graduates show clients, and who looked: most decided, each in their own way, some have not."""

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, Mod

from bootcamp.models import CredentialAward, Enrolment
from careerpath.accounts.models import User
from placements.models import (
    ClientContact,
    GraduateProfile,
    Placement,
    PortalRule,
    ProfileDecision,
    ProfilePart,
    ProfileView,
)
from reports.demo.calendar import at

BEFORE: Final = (
    ("I managed a pharmacy counter for four years and trained every new colleague there.", ["service desk", "training clinicians"]),
    ("I drove a city bus for six years. I stay calm when people are in a hurry, and I read timetables for fun.",
     ["service desk", "reporting"]),
    ("I was a medical assistant in a family clinic. I know what ten seconds too many on a screen cost.",
     ["electronic health records", "training clinicians"]),
    ("I taught mathematics in a middle school. I like to explain something until it is simple.",
     ["reporting", "SQL", "training clinicians"]),
    ("I repaired point-of-sale terminals in the field and wrote the notes that others worked from.",
     ["service desk", "interfaces"]),
    ("I ran the night shift of a warehouse with thirty people and its stock system.", ["project management", "reporting"]),
    ("I cared for my father for two years and learned how a hospital talks to itself, and where it does not.",
     ["electronic health records"]),
    ("I studied biology, and wrote small programs to sort what the laboratory measured.", ["SQL", "HL7 FHIR", "interfaces"]),
)  # fmt: skip
"""What somebody did before, and the skills that go with it."""
LOOKS: Final = (
    "I look for a team where a question is welcome.",
    "I would like to work near the people who use the system.",
    "I learn best beside somebody who has done it before.",
)
LANGUAGES: Final = (
    ["English", "Spanish"], ["English"], ["English", "Haitian Creole"], ["English", "Vietnamese"], ["English", "Arabic"],
)  # fmt: skip
PLACES: Final = (
    ("Baltimore", "Maryland"), ("Cleveland", "Ohio"), ("Omaha", "Nebraska"), ("Tacoma", "Washington"),
    ("Memphis", "Tennessee"), ("Phoenix", "Arizona"), ("", ""),
)  # fmt: skip
ALL: Final[list[str]] = list(ProfilePart.values)
SHOWS: Final[tuple[list[str], ...]] = (
    ALL,
    ALL,
    ["summary", "skills", "languages", "credentials", "competencies", "track"],
    ["skills", "credentials", "track"],
    ["credentials", "competencies", "track"],
    [],
)
"""What people decide, in turn: from everything to nothing at all."""
UNDECIDED: Final = 8
"""One in so many has not decided yet."""


def fill(graduates: Iterable[Enrolment], *, decided_on: date, today: date, seed: int, by: User) -> None:
    """Profiles, decisions and views in bulk: seven statements at any size. The demo's own graduate shows everything."""
    rng = random.Random(f"profiles:{seed}")  # noqa: S311  # a story, not a secret
    people = list(graduates)
    moment = at(decided_on, 18)
    profiles = GraduateProfile.objects.bulk_create(
        _profile(one, place, moment, rng) for place, one in enumerate(people) if place % UNDECIDED != UNDECIDED - 1
    )
    ProfileDecision.objects.bulk_create(
        decision
        for place, one in enumerate(profiles)
        for decision in (
            *([ProfileDecision(profile=one, shown=["track"], at=moment - timedelta(days=2))] if place % 3 == 0 else []),
            ProfileDecision(profile=one, shown=one.shown, at=moment),
        )
    )
    if people:
        PortalRule.objects.get_or_create(cohort_id=people[0].cohort_id, defaults={"changed_by": by})
    _look([one.pk for one in people], today, rng)
    _prove([one.pk for one in people], by=by, on=today - timedelta(days=3))


def _profile(enrolment: Enrolment, place: int, moment: datetime, rng: random.Random) -> GraduateProfile:
    before, skills = rng.choice(BEFORE)
    city, state = rng.choice(PLACES)
    return GraduateProfile(
        enrolment=enrolment,
        summary=f"{before} {rng.choice(LOOKS)}",
        skills=skills,
        languages=rng.choice(LANGUAGES),
        city=city,
        state=state,
        may_relocate=rng.choice((True, False, None)),
        remote_only=rng.random() < 0.08,
        shown=ALL if place == 0 else SHOWS[place % len(SHOWS)],
        decided_at=moment,
    )


def _look(enrolments: list[int], today: date, rng: random.Random) -> None:
    """Each client's contact opened the page of most of their people, some of them more than once."""
    contacts = dict(ClientContact.objects.filter(is_active=True).values_list("client_id", "user_id"))
    placements = Placement.objects.filter(enrolment__in=enrolments).values_list(
        "pk", "opening__client_id", "presented_at", "status"
    )
    views = []
    for pk, client, presented_at, status in placements.order_by("pk"):
        first = presented_at.date() + timedelta(days=2)
        days = [first + timedelta(days=gap) for gap in (0, 1, 9, 40)[: rng.randint(1, 4)]]
        views += [
            ProfileView(
                placement_id=pk,
                by_id=contacts[client],
                at=at(day, rng.randint(9, 16)).replace(minute=0, second=0, microsecond=0),
                name_shown=status != "presented" and day > first + timedelta(days=6),
            )
            for day in days
            if client in contacts and day < today
        ]
    ProfileView.objects.bulk_create(views, ignore_conflicts=True)


def _prove(enrolments: list[int], *, by: User, on: date) -> None:
    """Two of three certificates have a link at their issuer, and somebody of the programme looked at it."""
    number = Cast(F("pk"), CharField())
    unproved = CredentialAward.objects.filter(enrolment__in=enrolments, verified_at__isnull=True, awarded_on__lt=on)
    unproved.annotate(third=Mod(F("pk"), 3)).exclude(third=0).update(
        evidence_url=Concat(Value("https://credentials.example/check/"), number), verified_by=by, verified_at=at(on, 10)
    )

"""The demo's mentors: profiles, agreement and training; people to be paired, with wishes; somebody who hands a mentee over."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from careerpath.accounts.models import User
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import (
    AgreementGiven,
    AnotherMentor,
    MenteeLiked,
    MenteeWish,
    Mentor,
    MentorConflict,
    MentorPause,
    MentorRank,
    Mentorship,
)
from mentorship.services.mentors import publish_agreement
from placements.models import Placement
from reports.demo.calendar import at

TO_PAIR = 4
"""So many people who work have no mentor yet: there is something to do on the board."""
PRODUCTS = ("Epic", "Oracle Health", "MEDITECH", "athenahealth", "InterSystems HealthShare", "Rhapsody")
INDUSTRIES = ("hospital", "clinic", "children’s hospital", "payer", "public health")
SPOKEN = (["English"], ["English", "Spanish"], ["English"], ["English", "Vietnamese"])
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix")
ROLES = ("go-live support", "service desk", "interfaces", "reporting", "project management")
AGREEMENT = """You meet your mentee within seven days, weekly for the first month, every fortnight to day 90, and monthly after.

What you hear stays between the two of you. If somebody is in danger, you raise a concern with the programme.

You neither supervise nor assess your mentee. If that changes, you tell the programme, and somebody else takes over.

Either of you can ask for another pair at any time, without a reason and without fault."""


def left_of(placements: Sequence[Placement]) -> int:
    """How many are left to be paired: of a small demo a quarter."""
    return min(TO_PAIR, len(placements) // 4)


def prepare(mentors: Sequence[Mentor], *, today: date, seed: int, by: User) -> None:
    """Profiles, training and the agreement, before anybody is paired. A constant number of statements."""
    rng = random.Random(f"mentors:{seed}")  # noqa: S311  # a story, not a secret
    for number, mentor in enumerate(mentors):
        mentor.products = rng.sample(PRODUCTS, 2)
        mentor.industries = rng.sample(INDUSTRIES, 2)
        mentor.languages = SPOKEN[number % len(SPOKEN)]
        mentor.seeks = rng.sample(ROLES, 1)
        mentor.time_zone = ZONES[number % len(ZONES)]
        mentor.trained_in = "Mentoring basics, four hours"
        mentor.trained_on = today - timedelta(days=300 + 7 * number)
    Mentor.objects.bulk_update(
        mentors, ["products", "industries", "languages", "seeks", "time_zone", "trained_in", "trained_on"]
    )
    first = publish_agreement(text=AGREEMENT, by=by, at=at(today - timedelta(days=320)))
    AgreementGiven.objects.bulk_create(
        [
            AgreementGiven(mentor=one, agreement=first, agreed_at=at(today - timedelta(days=300 - number)))
            for number, one in enumerate(mentors)
        ]
    )


def leave_some(placements: Sequence[Placement], mentors: Sequence[Mentor], *, today: date, seed: int, by: User) -> None:
    """Wishes of those who are to be paired, a pause, a conflict, a mentor who has yet to be trained, and a pair to be made anew."""
    rng = random.Random(f"wishes:{seed}")  # noqa: S311  # a story, not a secret
    waiting = list(placements)[len(placements) - left_of(placements) :]
    ranked = [(one, rng.sample(list(mentors), min(3, len(mentors)))) for one in waiting]
    MentorRank.objects.bulk_create(
        [
            MentorRank(enrolment_id=one.enrolment_id, mentor=mentor, rank=place)
            for one, names in ranked
            for place, mentor in enumerate(names, start=1)
        ]
    )
    MenteeWish.objects.bulk_create(
        [
            MenteeWish(enrolment_id=one.enrolment_id, help_with=["reporting"], products=[rng.choice(PRODUCTS)])
            for one in waiting
        ]
    )
    MenteeLiked.objects.bulk_create(
        [
            MenteeLiked(mentor=names[-1], enrolment_id=one.enrolment_id, liked_at=at(today - timedelta(days=2)))
            for one, names in ranked[:2]
        ]
    )
    if waiting and len(mentors) > 3:
        MentorPause.objects.create(
            mentor=mentors[1], from_on=today + timedelta(days=20), until_on=today + timedelta(days=34)
        )
        MentorConflict.objects.create(
            mentor=mentors[2],
            client=waiting[0].opening.client,
            reason="Worked there until last year.",
            declared_by=mentors[2].user,
            declared_at=at(today - timedelta(days=90)),
        )
        late = mentors[3]
        AgreementGiven.objects.filter(mentor=late).delete()
        Mentor.objects.filter(pk=late.pk).update(trained_in="", trained_on=None)
    pair = Mentorship.objects.filter(status=MentorshipStatus.ACTIVE).order_by("-pk").select_related("mentor").first()
    if pair is not None and len(mentors) > 3:
        AnotherMentor.objects.create(
            mentorship=pair,
            side=AnotherMentor.Side.MENTOR,
            asked_by=pair.mentor.user,
            asked_at=at(today - timedelta(days=3)),
            reason="A new project takes my evenings until spring.",
        )

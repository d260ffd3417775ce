"""The demo's second half: clients, placements, mentors and their work."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from mentorship.cadence import next_contact
from mentorship.models import CheckIn, Mentor, MentoringSession, Mentorship
from mentorship.services.checking_in import record_check_in
from mentorship.services.goals import record_progress, set_goal
from mentorship.services.mentors import make_mentor
from mentorship.services.pairing import CannotPair, confirm, pair
from mentorship.services.working import ActionEntry, CannotLog, SessionEntry, log_sessions
from placements.lifecycle import PlacementStatus
from placements.models import Client, ClientContact, Opening, Placement
from placements.services.advancing import advance_many
from placements.services.clients import add_contact, keep_site, make_client
from placements.services.onboarding import verify_all
from placements.services.openings import make_opening
from placements.services.portal import give_feedback
from placements.services.presenting import present_many
from reports.demo.accounts import user_of
from reports.demo.admissions import Progress
from reports.demo.calendar import at
from reports.demo.interviews import ask_to_meet
from reports.demo.onboarding_items import begin_soon, let_some_expire, word_checklists

S = PlacementStatus
CLIENTS = (
    ("Harbor Point Health", "Baltimore"),
    ("Saint Brigid Medical Center", "Cleveland"),
    ("Great Plains Regional", "Omaha"),
    ("Cascadia Children’s", "Tacoma"),
    ("Delta Community Hospitals", "Memphis"),
    ("Sonoran Valley Health", "Phoenix"),
)
ARE = (
    ["hospital", "clinic"],
    ["academic medical center", "hospital"],
    ["hospital"],
    ["children’s hospital", "clinic"],
    ["hospital", "public health"],
    ["clinic", "payer"],
)
"""What each client is (`placements.kinds`)."""
ROLES = (
    "EHR application analyst",
    "Go-live support analyst",
    "Interface analyst",
    "Service desk analyst, clinical systems",
    "Project coordinator, clinical informatics",
)
SKILLS = [
    "electronic health records",
    "HL7 FHIR",
    "interfaces",
    "training clinicians",
    "project management",
    "service desk",
    "reporting",
]
WORK = "On the wards with the people who use the system, beside our lead analysts."
PRAISE = "The ward asks for them by name."
SILENT = 3
"""Which pair of seven has not met for a while."""
ACTIONS = (
    "Shadow the admission desk for a morning and write down where the screens slow people down.",
    "Ask the lead analyst for a build review before Friday.",
    "Book the practice examination.",
    "Write to the nurse manager who offered to explain the ward’s workflow.",
    "Try the interface test tool with three messages of your own.",
)
GOALS = (
    ("Run a go-live support shift alone", "Three shifts without calling the lead, signed off by the supervisor"),
    ("Pass the vendor certification", "Certificate in hand"),
    ("Build one order set from request to release", "Order set in production, no defect in two weeks"),
    ("Explain an interface outage to a ward in plain words", "Two incidents handled, thanks from the ward"),
)
PRIVATE = ("Confidence grows; be careful not to take over.", "Seems tired. Ask about shifts next time.")


LATER = (0, 0, 7, 14, 28, 42)
"""Days after the first client that each client's people begin."""
LEAVES = ("person", "client", "person", "project")
"""Why people leave early, in turn."""
WHY = {
    "person": "Moved to another state.",
    "client": "The client reorganised the team.",
    "project": "The go-live was called off.",
}


def make_clients(*, contact: User, others: list[User], first_day: date, by: User) -> tuple[list[Client], list[Opening]]:
    """Six clients with a contact each (the first has the demo's contact), each with openings on a Monday of its own."""
    clients, openings = [], []
    for (name, city), kinds, days, user in zip(CLIENTS, ARE, LATER, [contact, *others], strict=True):
        client = make_client(name=name, by=by, city=city, kinds=kinds)
        add_contact(client, user=user, by=by, title="Director of clinical applications", role=ClientContact.Role.LEAD)
        site = keep_site(client, by=by, name="Main campus", city=city)
        clients.append(client)
        openings += [
            make_opening(
                client, title=role, starts_on=first_day + timedelta(days=days), by=by,
                at_site=site, seats=6, weeks=104,
                skills=["electronic health records"], description=WORK,
            )
            for role in ROLES[:3]
        ]  # fmt: skip
    return clients, openings


def place(
    graduates: list[Enrolment], openings: list[Opening], *, seed: int, by: User, staff: User, tell: Progress
) -> list[Placement]:
    """Most graduates are presented, interviewed and placed; a few are still being presented now, so that a client can choose."""
    rng = random.Random(f"place:{seed}")  # noqa: S311  # a story, not a secret
    waiting = max(3, len(graduates) // 12)
    soon = min(3, len(graduates) // 9)
    placed, free = graduates[: -waiting - soon], graduates[len(graduates) - waiting :]
    word_checklists(list(dict.fromkeys(opening.client for opening in openings)), by=by)
    first_day = openings[0].starts_on
    seats = [opening for opening in openings for _ in range(opening.seats)]
    rng.shuffle(seats)
    seats[:0] = openings[:2]  # the demo's own client is among those who have somebody
    placements = present_many(list(zip(placed, seats, strict=False)), by=by, at=at(first_day - timedelta(days=60)))
    starts = sorted({one.opening.starts_on for one in placements})
    for done, start in enumerate(starts, start=1):
        _begin([one for one in placements if one.opening.starts_on == start], start, by=by)
        tell("Placements", done, len(starts))
    _end_some(placements[2:], rng=rng, by=by)
    Opening.objects.filter(pk__in=[opening.pk for opening in openings]).update(closed_on=F("starts_on"))
    _present_now(free, openings, by=by)
    begin_soon(
        graduates[len(placed) : len(placed) + soon],
        list(dict.fromkeys(opening.client for opening in openings)),
        staff=staff,
        by=by,
    )
    working = [one for one in placements if one.status == S.ACTIVE]
    let_some_expire(working)
    return working


def _begin(placements: list[Placement], start: date, *, by: User) -> None:
    """Interview, offer, onboarding, and the first day at one client."""
    for status, days in ((S.INTERVIEWING, 52), (S.OFFERED, 40), (S.ACCEPTED, 36), (S.ONBOARDING, 30)):
        moment = at(start - timedelta(days=days))
        advance_many(placements, to=status, by=by, at=moment, on=start if status == S.ACCEPTED else None)
    verify_all(placements, by=by, on=start - timedelta(days=8))
    advance_many(placements, to=S.ACTIVE, by=by, at=at(start, 8))


def _end_some(placements: list[Placement], *, rng: random.Random, by: User) -> None:
    """Two in nine leave early, one in eight is hired by the client; the others are still there."""
    leaving, hired = len(placements) * 2 // 9, len(placements) // 8
    for place, one in enumerate(placements[:leaving]):
        day = (one.starts_on or one.opening.starts_on) + timedelta(days=rng.randint(25, 170))
        reason = LEAVES[place % len(LEAVES)]
        advance_many([one], to=S.ENDED_EARLY, by=by, on=day, at=at(day), end_reason=reason, reason=WHY[reason])
    for one in placements[leaving : leaving + hired]:
        day = (one.starts_on or one.opening.starts_on) + timedelta(days=rng.randint(120, 175))
        advance_many([one], to=S.CONVERTED, by=by, on=day, at=at(day), reason="The client made an offer of its own.")


def _present_now(free: list[Enrolment], openings: list[Opening], *, by: User) -> None:
    """Those without a placement stand before the first clients today: new openings, people to choose from."""
    soon = date.today() + timedelta(days=42)  # noqa: DTZ011  # only to a day, for a story
    monday = soon + timedelta(days=-soon.weekday() % 7)
    new = [
        make_opening(
            opening.client, title=ROLES[3 + number % 2], starts_on=monday, by=by,
            site="Main campus", city=opening.city, seats=2, skills=["service desk"],
        )
        for number, opening in enumerate(openings[:12:3])
    ]  # fmt: skip
    shown = present_many([(one, new[number % 2]) for number, one in enumerate(free)], by=by)
    advance_many(shown[:1], to=S.INTERVIEWING, by=by)
    ask_to_meet(shown, by=by)


def make_mentors(users: Sequence[User], *, rng: random.Random, by: User) -> list[Mentor]:
    """Senior consultants, each with room for eight."""
    return [
        make_mentor(
            user=user, by=by, title="Senior consultant", capacity=8, skills=rng.sample(SKILLS, 3),
            about="Fifteen years between wards and build teams. I answer within a day.",
        )
        for user in users
    ]  # fmt: skip


def mentor_all(
    placements: list[Placement], mentors: list[Mentor], *, today: date, seed: int, by: User, tell: Progress
) -> None:
    """Pair everybody who works, in turn, and let the pairs work since the first day."""
    rng = random.Random(f"mentor:{seed}")  # noqa: S311  # a story, not a secret
    for done, placement in enumerate(placements, start=1):
        mentor = mentors[(done - 1) % len(mentors)]
        first = placement.starts_on or today
        try:
            mentorship = pair(placement, mentor=mentor, by=by, at=at(first - timedelta(days=5)))
        except CannotPair:
            continue
        confirm(mentorship, by=mentor.user, at=at(first - timedelta(days=4)))
        confirm(mentorship, by=_mentee(mentorship), at=at(first - timedelta(days=3)))
        pair_now = (
            Mentorship.objects.select_related("mentor__user", "placement__enrolment__application__applicant__user")
            .select_related("placement__opening__client")
            .get(pk=mentorship.pk)
        )
        _work(pair_now, first, today, rng, silent_days=50 if done % 7 == SILENT else 0)
        if done % 10 == 0 or done == len(placements):
            tell("Mentoring", done, len(placements))


def _mentee(mentorship: Mentorship) -> User:
    return user_of(mentorship.placement.enrolment.application)


def _on_a_weekday(day: date) -> date:
    """The day, or the Friday before it."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _work(mentorship: Mentorship, first: date, today: date, rng: random.Random, *, silent_days: int) -> None:
    """They meet as often as planned, each pair on its own days; some have not met for a while."""
    mentor, mentee = mentorship.mentor.user, _mentee(mentorship)
    entries, day = [], _on_a_weekday(first + timedelta(days=rng.randint(1, 4)))
    while day < today - timedelta(days=silent_days):
        following = _on_a_weekday(next_contact(first, day) - timedelta(days=rng.randint(0, 2)))
        entries.append(
            SessionEntry(
                met_on=day,
                minutes=rng.choice((25, 30, 30, 45)),
                mode=rng.choice(list(MentoringSession.Mode.values)),
                topics=rng.sample(list(MentoringSession.Topic.values), 2),
                actions=[ActionEntry(rng.choice(ACTIONS), due_on=following)],
                private_note=rng.choice(PRIVATE) if rng.random() < 0.1 else "",
                next_on=following,
            )
        )
        day = following
    log_sessions(mentorship, entries, by=mentor)
    for specific, measurable in rng.sample(GOALS, 2):
        goal = set_goal(
            mentorship,
            by=mentor,
            specific=specific,
            measurable=measurable,
            due_on=today + timedelta(days=rng.randint(20, 90)),
        )
        record_progress(goal, progress=rng.choice((0, 25, 50, 75, 100)), by=mentee)
    for milestone in (30, 60, 90):
        for who in (mentor, mentee):
            if rng.random() < 0.9:
                answers = {question: min(max(round(rng.gauss(4, 0.8)), 1), 5) for question in CheckIn.QUESTIONS}
                try:
                    record_check_in(
                        mentorship, day=milestone, by=who, answers=answers, at=at(first + timedelta(days=milestone), 12)
                    )
                except CannotLog:
                    continue


def client_feedback(placements: list[Placement], contact: User, *, rng: random.Random) -> None:
    """The demo's client contact has said how it is going, for some of their people; the other clients for most of theirs."""
    contacts = {one.client_id: one.user for one in ClientContact.objects.select_related("user")}
    mine = [one for one in placements if contacts[one.opening.client_id] == contact]
    for one in placements:
        if one not in mine and rng.random() < 0.7:
            verdict = rng.choices(("very_good", "good", "unsure", "concern"), weights=(3, 5, 2, 1))[0]
            day = (one.starts_on or one.opening.starts_on) + timedelta(days=rng.randint(60, 170))
            give_feedback(one, verdict=verdict, by=contacts[one.opening.client_id], at=at(day, 15))
    for one in mine[: len(mine) // 2]:
        give_feedback(
            one,
            verdict=rng.choice(("very_good", "good", "good", "unsure")),
            by=contact,
            went_well=PRAISE,
        )

"""Invented applicants: names by Faker, answers by plausible distributions. Deterministic for a seed. Plain Python.

What somebody answers follows from two hidden traits, drive and access to means; who they say they are does not decide
either. So the demo's figures come out of the rubric as they would for real people, and are nobody's target.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from faker import Faker

from reports.services.self_identification import Answers

LOCALES: Final = ("en_US", "es_MX", "en_IN", "pt_BR", "fr_FR", "en_NG", "vi_VN")
LOCALE_WEIGHTS: Final = (60, 14, 8, 5, 4, 6, 3)

INTERESTS: Final = {
    "clinical": 18, "data": 17, "full_stack": 14, "undecided": 11, "design": 8, "back_end": 8,
    "front_end": 7, "product": 6, "operations": 5, "mobile": 3, "quality": 3,
}  # fmt: skip
RESOURCES: Final = {
    "free_curriculum": 0.55, "interactive": 0.5, "videos": 0.45, "open_course": 0.35, "paid_course": 0.25,
    "books": 0.3, "podcasts": 0.2, "challenges": 0.15, "other": 0.1,
}  # fmt: skip
EVENTS: Final = {
    "meetup": 0.14, "workshop": 0.16, "conference": 0.12, "hackathon": 0.1, "community": 0.12,
    "volunteering": 0.15, "startup_weekend": 0.04,
}  # fmt: skip

WHO: Final = (
    "My grandmother", "My son", "My neighbour", "A patient I drove to dialysis", "My father", "My sister", "A man on our ward",
    "An aunt of mine", "The family I translate for", "My mother-in-law",
)  # fmt: skip
WHAT: Final = (
    "waited five hours because two hospitals could not see each other’s records",
    "got the wrong dose, and a nurse caught it by chance",
    "had to tell the same history to seven people in one night",
    "was sent home with a discharge letter that nobody at the clinic could open",
    "missed an appointment because the portal only spoke English",
    "kept a medication list on the back of an envelope",
    "learned of a lab result from a bill",
    "was moved between three departments while the chart stayed in the first",
)
WHY: Final = (
    "I want to be the person who makes the next visit better.",
    "Since then I read about electronic health records the way others read the news.",
    "The nurses were kind; the software was not. I think that can be mended.",
    "Care fails at the seams between systems, and seams are something I can learn to sew.",
    "I worked as a medical assistant and saw clinicians type more than they talked.",
    "I do not want to be a doctor. I want the doctor to have what she needs when she needs it.",
    "I volunteer at a clinic on Saturdays and keep their spreadsheet of patients alive.",
    "Health care is the largest employer in our county and nobody I know works in its IT.",
)
SKILL: Final = (
    "to query a database", "to repair laptops", "spreadsheet formulas", "sign language", "to build a small website",
    "bookkeeping", "to read an electrocardiogram", "statistics", "Portuguese", "to script the boring parts of my job",
    "to solder", "to teach fractions",
)  # fmt: skip
HOW: Final = (
    "one evening at a time after the late shift",
    "from a free course and a lot of mistakes",
    "by answering other people’s questions until mine ran out",
    "with library books, because we had no internet at home then",
    "by taking apart what others had made and putting it back together",
    "by keeping a notebook of every error message",
)
THEN: Final = (
    "Now I run the schedule of our team with it.",
    "It took four months, and I would do it again.",
    "The first three attempts did not work, and I kept them to remember why.",
    "My cousin uses it every day.",
    "I showed it to my manager, and she asked me to teach the others.",
    "I finished it on a bus.",
    "I still practise every week, because what you do not use you lose.",
)
NEARLY: Final = (
    "I failed the first statistics exam and nearly left. I found a study group, went every week, and passed.",
    "When my hours were cut I sold the car and kept the course. It was a cold winter and I do not regret it.",
    "Half-way through the project my partner left. I wrote down what was missing, asked for two more weeks, and delivered it.",
    "The course was in a language I barely read. I translated each page by hand until I did not need to.",
)


@dataclass(frozen=True)
class Person:
    """An invented applicant: who, what they answer, when they came, what they say of themselves (None: not asked)."""

    name: str
    email: str
    phone: str
    answers: dict[str, Any]
    started_at: datetime
    submitted_at: datetime
    university: int | None
    self_identification: Answers | None


def invent(
    count: int, *, seed: int, opens_at: datetime, closes_at: datetime, universities: int, tag: str
) -> Iterator[Person]:
    """So many people who applied between two moments, in the order in which they submitted; the same for the same seed."""
    rng = random.Random(f"{tag}:{seed}")  # noqa: S311  # invented people, not secrets
    fakers = {locale: Faker(locale) for locale in LOCALES}
    for number, locale in enumerate(LOCALES):
        fakers[locale].seed_instance(seed * 100 + number)
    times = sorted(_arrival(rng, opens_at, closes_at) for _ in range(count))
    for number, submitted_at in enumerate(times, start=1):
        fake = fakers[rng.choices(LOCALES, LOCALE_WEIGHTS)[0]]
        first, last = fake.first_name(), fake.last_name()
        started_at = submitted_at - timedelta(minutes=min(rng.lognormvariate(3.4, 1.0), 4000))
        yield Person(
            name=f"{first} {last}",
            email=f"{tag}.{number}@people.example",
            phone=f"+1 555 01{number % 100:02d}",
            answers=_answers(rng),
            started_at=max(started_at, opens_at),
            submitted_at=submitted_at,
            university=rng.randrange(universities) if rng.random() < 0.34 else None,
            self_identification=_self_identification(rng),
        )


def _arrival(rng: random.Random, opens_at: datetime, closes_at: datetime) -> datetime:
    """A burst at the opening, a trickle, and a crowd before the deadline."""
    span = (closes_at - opens_at).total_seconds()
    draw = rng.random()
    if draw < 0.15:
        offset = min(rng.expovariate(1 / (span * 0.04)), span)
    elif draw < 0.40:
        offset = rng.uniform(0, span)
    else:
        offset = max(span - rng.expovariate(1 / (span * 0.06)), 0)
    return opens_at + timedelta(seconds=int(min(max(offset, 3600), span - 5)))


def _answers(rng: random.Random) -> dict[str, Any]:
    drive, means = rng.gauss(0, 1), rng.gauss(0, 1)
    hours = min(max(round(rng.lognormvariate(2.1 + 0.35 * drive, 0.55)), 0), 80)
    months = min(max(round(rng.lognormvariate(1.9 + 0.25 * drive, 0.9)), 0), 240)
    answers: dict[str, Any] = {
        "adult": rng.random() > 0.004,
        "work_authorised": rng.random() > 0.03,
        "full_time": rng.random() > 0.05,
        "interest": rng.choices(list(INTERESTS), list(INTERESTS.values()))[0],
        "hours_per_week": hours,
        "months_learning": months,
        "resources": _some(rng, RESOURCES, drive),
        "events": _some(rng, EVENTS, drive),
        "why_health": _why_health(rng, drive),
        "taught_yourself": _taught_yourself(rng, drive),
    }
    if rng.random() < 0.9:
        answers["relocate"] = rng.random() < 0.68
    if rng.random() < 0.85:
        answers["money_spent"] = max(0, round(rng.lognormvariate(4 + means, 1.3), -1)) if rng.random() < 0.7 else 0
    if rng.random() < 0.93:
        answers["course_attended"] = attended = rng.random() < 0.18 + 0.05 * means
        if attended:
            answers["course_finished"] = rng.random() < 0.62 + 0.12 * drive
    if rng.random() < 0.9:
        answers["experience_years"] = min(int(rng.expovariate(0.7)), 20)
    if rng.random() < 0.35 + 0.1 * drive:
        answers["kept_going"] = rng.choice(NEARLY)
    return answers


def _some(rng: random.Random, chances: dict[str, float], drive: float) -> list[str]:
    return [value for value, chance in chances.items() if rng.random() < chance * (1 + 0.3 * drive)]


def _why_health(rng: random.Random, drive: float) -> str:
    if rng.random() < 0.07:
        return rng.choice(("I like computers.", "It pays well.", "A friend told me about it.", "I want a new job."))
    story = [f"{rng.choice(WHO)} {rng.choice(WHAT)}."]
    return " ".join(story + rng.sample(WHY, k=min(max(round(1.8 + drive), 1), 5)))


def _taught_yourself(rng: random.Random, drive: float) -> str:
    told = [f"I taught myself {rng.choice(SKILL)}, {rng.choice(HOW)}."]
    return " ".join(told + rng.sample(THEN, k=min(max(round(1.5 + drive), 0), 5)))


def _self_identification(rng: random.Random) -> Answers | None:
    """About one in five does not answer: not asked, skipped or declined."""
    draw = rng.random()
    if draw < 0.04:
        return None
    if draw < 0.14:
        return Answers()
    races = frozenset(
        rng.choices(("white", "black", "hispanic", "asian", "mena", "nhpi", "aian"), (36, 24, 21, 13, 3, 1, 2))[0:1]
    )
    if rng.random() < 0.07:
        races |= {rng.choice(("white", "black", "hispanic", "asian", "aian"))}
    races_declined = rng.random() < 0.06
    gender = rng.choices(("woman", "man", "another", "declined", ""), (40, 51, 2, 5, 2))[0]
    return Answers(frozenset() if races_declined else races, races_declined, gender)

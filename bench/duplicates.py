"""Looking for duplicates, measured: `python -m bench.duplicates`, on a database of its own.

So many invented people, of whom 2% have applied a second time, as people do: a tag in the address, the name turned round, misspelt,
without its accents or with an initial, the number written in another way, another address. Measured are the seconds for keys and
pairs, how many pairs were compared (it has to grow with people, not with their square), and what of the planted ones was found
(recall), and how much of what was found was planted (precision).
"""

import os
import random
import sys
from collections import Counter
from datetime import timedelta
from typing import Any, Final

import django

MOST: Final = 100_000
SHARE: Final = 0.02
SLIPS: Final = (
    "tag", "dots", "same mailbox, other host", "name turned round", "misspelt", "without accents", "initial", "number slipped",
    "same texts",
)  # fmt: skip
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnprstvz"


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show, sizes

    rows: list[list[str]] = []
    with database_of_its_own():
        for size in sizes(most=MOST):
            planted = fill(size)
            rounds = [look() for _ in range(ROUNDS)]
            seconds = median([each["seconds"] for each in rounds])
            found, right, missed = judge(planted)
            figures = {
                "seconds": round(seconds, 2),
                "per_second": round(size / seconds),
                "pairs_compared": rounds[0]["compared"],
                "compared_per_person": round(rounds[0]["compared"] / size, 2),
                "of_all_pairs": rounds[0]["compared"] / (size * (size - 1) / 2),
                "keys_shared_by_too_many": rounds[0]["common"],
                "recall": round(right / len(planted), 4),
                "precision": round(right / found, 4) if found else 1.0,
            }
            record(figures, "duplicates", str(size))
            rows.append(
                [
                    f"{size:,}",
                    f"{seconds:.1f}",
                    f"{size / seconds:,.0f}",
                    f"{rounds[0]['compared']:,}",
                    f"{figures['compared_per_person']}",
                    f"{figures['recall']:.1%}",
                    f"{figures['precision']:.1%}",
                ]
            )
            print(f"{size:,}: missed of the planted ones: {dict(missed) or 'none'}")
    show(
        f"Duplicates, medians of {ROUNDS}",
        ["people", "seconds", "people a second", "pairs compared", "each", "recall", "precision"],
        rows,
    )
    return 0


def fill(size: int) -> dict[tuple[int, int], str]:
    """Empty the tables and put people in; the planted pairs, each with its slip."""
    from django.db import connection
    from django.utils import timezone

    from applicants.models import Applicant, Application
    from cohorts.models import Cohort
    from cohorts.services import default_question_set

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_applicant, cohorts_cohort CASCADE")
    now, dice = timezone.now(), random.Random(size)  # invented people, not secrets
    cohort = Cohort.objects.create(
        name="Bench", slug="bench", question_set=default_question_set(), opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=7), bootcamp_starts=now.date(), bootcamp_ends=now.date() + timedelta(days=40),
    )  # fmt: skip
    people, slips = invent(size, dice)
    made = Applicant.objects.bulk_create(
        [Applicant(name=each["name"], email=each["email"], phone=each["phone"]) for each in people], batch_size=5000
    )
    Application.objects.bulk_create(
        [
            Application(
                cohort=cohort, applicant=applicant, question_set_id=cohort.question_set_id, status="submitted",
                answers={"why_health": person["text"]}, started_at=now, submitted_at=now,
            )
            for applicant, person in zip(made, people, strict=True)
        ],
        batch_size=5000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {(made[one].pk, made[other].pk): slip for (one, other), slip in slips.items()}


def invent(size: int, dice: random.Random) -> tuple[list[dict[str, str]], dict[tuple[int, int], str]]:
    """People whose names repeat as names do (a few are common, most are rare), and who of them is whom again."""
    again = round(size * SHARE)
    first, last = _names(600, dice), _names(4000, dice)
    people = [_person(number, first, last, dice) for number in range(size - again)]
    slips = {}
    for number, one in enumerate(dice.sample(range(len(people)), again)):
        slip = SLIPS[number % len(SLIPS)]
        slips[one, len(people)] = slip
        people.append(_again(people[one], slip, len(people), first, last, dice))
    return people, slips


def _names(count: int, dice: random.Random) -> list[str]:
    names = []
    for _ in range(count):
        syllables = [dice.choice(CONSONANTS) + dice.choice(VOWELS) for _ in range(dice.choice((2, 2, 3, 3, 4)))]
        name = "".join(syllables).title()
        names.append(name.replace("e", "é", 1) if dice.random() < 0.1 else name)
    return names


def _pick(names: list[str], dice: random.Random) -> str:
    """The front ones often: a name in a thousand is one in twenty people's."""
    return names[int(len(names) * dice.random() ** 2.5)]


def _person(number: int, first: list[str], last: list[str], dice: random.Random) -> dict[str, str]:
    given, family = _pick(first, dice), _pick(last, dice)
    middle = f" {_pick(first, dice)}" if dice.random() < 0.2 else ""
    tag = f"{dice.randrange(10_000):04d}"
    return {
        "name": f"{given}{middle} {family}",
        "email": f"{_ascii(given)}.{_ascii(family)}{tag}.{number}@{dice.choice(('gmail.com', 'outlook.com', 'uni.example'))}",
        "phone": f"+1 {dice.randrange(200, 990)} {dice.randrange(200, 999)} {dice.randrange(10_000):04d}"
        if dice.random() < 0.9
        else "",
        "text": _text(dice),
    }


def _text(dice: random.Random) -> str:
    return " ".join("".join(dice.choices(VOWELS + CONSONANTS, k=6)) for _ in range(40))


def _ascii(name: str) -> str:
    return name.lower().replace("é", "e")


def _again(
    person: dict[str, str], slip: str, number: int, first: list[str], last: list[str], dice: random.Random
) -> dict[str, str]:
    """The same person a second time. Those without a telephone keep their mailbox's name, so that something tells who they are."""
    local, _, host = person["email"].partition("@")
    words = person["name"].split()
    fresh = {**person, "email": f"{_person(number, first, last, dice)['email']}", "text": _text(dice)}
    if not person["phone"] and slip not in ("same texts", "dots"):
        fresh["email"] = f"{local}@second.example"
    fresh["phone"] = person["phone"].replace("+1 ", "").replace(" ", "-")
    match slip:
        case "tag" | "dots" if host in ("gmail.com", "outlook.com"):
            fresh["email"] = f"{local}+again@{host}" if slip == "tag" else f"{local.upper()}@{host.title()}+"[:-1]
            fresh["email"] = (
                fresh["email"].replace(".", "", 1) if host == "gmail.com" and slip == "dots" else fresh["email"]
            )
            fresh["email"] = fresh["email"] if fresh["email"].lower() != person["email"] else f"{local}+2@{host}"
            fresh["phone"] = ""
        case "tag" | "dots" | "same mailbox, other host":
            fresh["email"], fresh["phone"] = f"{local}@second.example", ""
        case "name turned round":
            fresh["name"] = " ".join([words[-1], *words[:-1]])
        case "misspelt":
            word = words[-1]
            middle = len(word) // 2
            fresh["name"] = " ".join(
                [*words[:-1], word[:middle] + word[middle : middle + 2][::-1] + word[middle + 2 :]]
            )
        case "without accents":
            fresh["name"] = person["name"].replace("é", "e").upper()
        case "initial":
            fresh["name"] = f"{words[0][0]}. {words[-1]}"
        case "number slipped" if person["phone"]:
            fresh["phone"] = person["phone"][:-1] + str((int(person["phone"][-1]) + 1) % 10)
        case "same texts":
            fresh["text"], fresh["phone"] = person["text"].upper().replace(" ", "\n"), ""
    return fresh


def look() -> dict[str, Any]:
    """Make all keys anew and find all pairs; one round."""
    from django.db import connection

    from applicants.models import Applicant
    from applicants.services.duplicates import look_for
    from bench.table import seconds

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_matchkey, applicants_duplicatepair CASCADE")
    ids = list(Applicant.objects.order_by("pk").values_list("pk", flat=True))
    kept: dict[str, Any] = {}
    kept["seconds"] = seconds(lambda: kept.update(found=look_for(ids)))
    found = kept.pop("found")
    return {**kept, "compared": found.compared, "common": len(found.common)}


def judge(planted: dict[tuple[int, int], str]) -> tuple[int, int, Counter[str]]:
    """How many pairs were found, how many of those were planted, and the slips that hid the others."""
    from applicants.models import DuplicatePair

    found = set(DuplicatePair.objects.values_list("first", "second"))
    missed = Counter(slip for pair, slip in planted.items() if pair not in found)
    return len(found), len(found & set(planted)), missed


if __name__ == "__main__":
    sys.exit(main())

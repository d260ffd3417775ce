"""A few people apply twice, as people do: another address, the name turned round or misspelt, the number written in another way."""

import random
import unicodedata
from dataclasses import replace
from typing import Final

from applicants.models import Application
from applicants.services.duplicates import look_for
from cohorts.models import Cohort
from reports.demo.people import Person

MOST: Final = 12


def apply_twice(people: list[Person], *, rng: random.Random) -> list[Person]:
    """The same people, but some of the last are early ones who came back; as many in number, at the same times."""
    count = min(MOST, len(people) // 15)
    early = rng.sample(people[: len(people) // 2], count)
    again = [_again(person, late, how) for how, (person, late) in enumerate(zip(early, people[-count:], strict=True))]
    return [*people[:-count], *again] if count else people


def find_them(cohort: Cohort) -> int:
    """Look for the people of a cohort, as the worker does after each application; how many pairs wait for a person."""
    people = Application.objects.filter(cohort=cohort).order_by().values_list("applicant", flat=True)
    return look_for(people).listed


def _again(person: Person, late: Person, how: int) -> Person:
    """This person, coming back at the time of another, with a slip that is different each time."""
    first, _, last = person.name.partition(" ")
    names = (
        f"{last} {first}",
        f"{first} {_slip(last)}",
        _unaccented(person.name),
        f"{first[0]}. {last}",
        f"{_slip(first)} {last}",
        person.name.upper(),
    )
    area, number = person.phone.removeprefix("+1 ").split()
    phones = (f"1-{area}-{number}", person.phone, f"001 {area} {number}", f"+1 ({area}) {number}")
    answers = dict(person.answers)
    if how % 3 == 0:
        answers["hours_per_week"] = int(answers["hours_per_week"]) + 2
    elif how % 3 == 1:
        answers = {**late.answers, "why_health": person.answers.get("why_health", late.answers["why_health"])}
    address = unicodedata.normalize("NFKD", f"{first}.{last}".lower()).encode("ascii", "ignore").decode()
    address = "".join(each for each in address if each.isalnum() or each == ".").strip(".") or "me"
    return replace(
        late,
        name=names[how % len(names)],
        email=f"{address}.{how}@mail.example",
        phone=phones[how % len(phones)],
        answers=answers,
    )


def _slip(word: str) -> str:
    """Two letters turned round, away from the beginning."""
    middle = max(len(word) // 2, 1)
    return word[:middle] + word[middle : middle + 2][::-1] + word[middle + 2 :]


def _unaccented(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))

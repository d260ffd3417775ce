"""What other apps know of a person, and must give out, keep or erase: `applicants` asks without knowing the apps.

An app adds its functions when it is ready (`AppConfig.ready`), as with `cohorts.class_pages`. Each is called with the ids of all
applications of one person, and asks the database a constant number of times.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Value = str | int | bool | None | date | datetime | Decimal | list[str]


@dataclass(frozen=True)
class Field:
    """One thing that is known: its key for machines, its name for people, the value, and that in words if it differs."""

    key: str
    label: str
    value: Value
    words: str = ""


@dataclass(frozen=True)
class Part:
    """One kind of record: its key, its title, what it is in a sentence, and the records, each a row of fields."""

    key: str
    title: str
    about: str = ""
    records: list[list[Field]] = field(default_factory=list)


PARTS: Final[list[Callable[[int, Sequence[int]], list[Part]]]] = []
"""Given the id of the account and the ids of the applications: what the app knows of the person, without anybody else's data."""

NEEDED: Final[list[Callable[[Collection[int]], set[int]]]] = []
"""Which of these applications the app still stands on (somebody in a class), so that they are not erased."""

ERASERS: Final[list[Callable[[Sequence[int]], int]]] = []
"""Empty what the app holds of these applications that is a person's own words; returns how many fields. No count may change."""


def needed(ids: Collection[int]) -> set[int]:
    """The applications that some app still stands on."""
    return set().union(*(ask(ids) for ask in NEEDED)) if ids else set()

"""Race, ethnicity and gender as the report counts them. Plain Python.

One question, select all that apply: US Office of Management and Budget, Statistical Policy Directive No. 15 (2024). What is stored
is the set; every view below is derived from it.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final


class Race(StrEnum):
    """The seven minimum categories of SPD 15 (2024)."""

    AIAN = "aian"
    ASIAN = "asian"
    BLACK = "black"
    HISPANIC = "hispanic"
    MENA = "mena"
    NHPI = "nhpi"
    WHITE = "white"


RACE_LABELS: Final[dict[Race, str]] = {
    Race.AIAN: "American Indian or Alaska Native",
    Race.ASIAN: "Asian",
    Race.BLACK: "Black or African American",
    Race.HISPANIC: "Hispanic or Latino",
    Race.MENA: "Middle Eastern or North African",
    Race.NHPI: "Native Hawaiian or Pacific Islander",
    Race.WHITE: "White",
}
MULTIRACIAL: Final = "Multiracial and/or multiethnic"


class Gender(StrEnum):
    """What may be answered. `DECLINED` is an answer that says "prefer not to say"."""

    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"
    DECLINED = "declined"


GENDER_LABELS: Final[dict[Gender, str]] = {
    Gender.WOMAN: "Woman",
    Gender.MAN: "Man",
    Gender.ANOTHER: "Non-binary or another",
    Gender.DECLINED: "Prefer not to say",
}


class Choice(StrEnum):
    """What may be answered to the two questions that a programme can switch on. `DECLINED` says "prefer not to say"."""

    YES = "yes"
    NO = "no"
    DECLINED = "declined"


CHOICE_LABELS: Final[dict[Choice, str]] = {
    Choice.YES: "Yes",
    Choice.NO: "No",
    Choice.DECLINED: "Prefer not to say",
}


def alone_or_in_combination(races: Collection[str]) -> list[str]:
    """Every category somebody chose, alone or with others, in the order of the form: one person is counted in each of them.

    So these counts add up to more than the people (SPD 15, the "alone or in combination" approach). Empty where nothing was chosen.
    """
    return [RACE_LABELS[race] for race in Race if race in races]


def exclusive_category(races: Collection[str]) -> str | None:
    """The one category of a set in the mutually exclusive view of SPD 15; None where nothing was chosen."""
    chosen = [Race(race) for race in races]
    if not chosen:
        return None
    return RACE_LABELS[chosen[0]] if len(set(chosen)) == 1 else MULTIRACIAL


def eeo1_category(races: Collection[str]) -> str | None:
    """The roll-up of the EEO-1 report: Hispanic wins, then two or more, then the one; MENA counts as White there."""
    if not races:
        return None
    if Race.HISPANIC in races:
        return RACE_LABELS[Race.HISPANIC]
    rolled = {Race.WHITE if race == Race.MENA else Race(race) for race in races}
    return RACE_LABELS[rolled.pop()] if len(rolled) == 1 else "Two or more races"


def is_minority(races: Collection[str], *, mena_counts: bool = True) -> bool | None:
    """Whether a set holds any selection other than White alone; None where nothing was chosen.

    `mena_counts` is the printed basis: SPD 15 counts Middle Eastern or North African alone (True), EEO-1 does not (False).
    """
    if not races:
        return None
    majority = {Race.WHITE} if mena_counts else {Race.WHITE, Race.MENA}
    return not set(races) <= majority

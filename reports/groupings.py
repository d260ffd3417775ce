"""The ways in which a report groups people. Plain Python; everything is derived from the set that each person chose.

Everybody who answered a question belongs to exactly one *atom* of it; a published group is a sum of atoms. So the tables of race,
of minority on either basis and of the EEO-1 roll-up are sums of the same ten atoms, and can be protected together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reports.categories import GENDER_LABELS, MULTIRACIAL, RACE_LABELS, Gender, Race
from reports.tallies import Tally

WOMEN, MEN, ANOTHER, NOT_WOMEN = "Women", "Men", GENDER_LABELS[Gender.ANOTHER], "Men and others"
MINORITY, MAJORITY = "Minority", "Not minority"
WHITE: Final = RACE_LABELS[Race.WHITE]
MENA: Final = RACE_LABELS[Race.MENA]
HISPANIC: Final = RACE_LABELS[Race.HISPANIC]
EEO_MINORITY, EEO_MAJORITY = "Minority (EEO-1)", "Not minority (EEO-1)"
EEO_WHITE, EEO_HISPANIC, EEO_MORE = "White (EEO-1)", "Hispanic or Latino (EEO-1)", "Two or more races (EEO-1)"
KNOWN: Final = "Everybody who answered"

MULTI_HISPANIC, MULTI_WHITE, MULTI_OTHER = "several, Hispanic among them", "White and MENA", "several others"
RACE_ATOMS: Final = (*RACE_LABELS.values(), MULTI_HISPANIC, MULTI_WHITE, MULTI_OTHER)
RACES: Final = (*RACE_LABELS.values(), MULTIRACIAL)
"""The mutually exclusive categories of SPD 15."""


def race_atom(tally: Tally) -> str | None:
    """The atom of a set of races; None where the question was not answered."""
    races = tally.races
    if not races:
        return None
    if len(races) == 1:
        return RACE_LABELS[Race(next(iter(races)))]
    if Race.HISPANIC in races:
        return MULTI_HISPANIC
    return MULTI_WHITE if races == {Race.WHITE, Race.MENA} else MULTI_OTHER


def gender_atom(tally: Tally) -> str | None:
    """Women, men, non-binary or another; None where it is not known."""
    return (
        {Gender.WOMAN: WOMEN, Gender.MAN: MEN, Gender.ANOTHER: ANOTHER}.get(Gender(tally.gender))
        if tally.gender
        else None
    )


def yes_no_atom(answer: str) -> str | None:
    """The atom of a yes-or-no question; None where it is not known."""
    return {"yes": "Yes", "no": "No"}.get(answer)


Place = tuple[str, str]
"""A kind of count and a stage: ("reached", "admitted")."""
REACHED, CONSIDERED, WITHDREW, STAYED = "reached", "considered", "withdrew", "stayed"
"""What is counted: who reached a stage, who was considered for it, who withdrew before any answer, and the pool without those.

Whoever withdrew before an answer stands in the pool and in no step after it. Step by step they would be a few people each time, and
would have to take the counts beside them along into hiding.
"""
BOTTOM: Final = "bottom"
"""The bottom line: offered a seat, of everybody who got an answer."""
SELECTION: Final = ("eligible", "assessed", "interviewed", "offered", "admitted")
ENDS: Final = frozenset({(STAYED, "submitted"), (REACHED, "admitted")})
WAY: Final = ENDS | {(kind, stage) for kind in (REACHED, CONSIDERED) for stage in SELECTION} | {(CONSIDERED, BOTTOM)}
"""Up to the class."""
POOL_WIDE: Final = frozenset({(REACHED, "submitted"), (WITHDREW, "submitted")})
"""Everybody who applied, also those who withdrew before an answer: for groups of which enough did."""
LATE: Final = frozenset(
    (kind, stage)
    for kind in (REACHED, CONSIDERED)
    for stage in ("enrolled", "completed", "certified", "placed", "retained")
)
"""After the class, where only large groups can be printed."""


@dataclass(frozen=True)
class Layer:
    """Groups and the places where they are printed. What an earlier layer shows is shown; a later one is fitted to it."""

    groups: tuple[str, ...]
    places: frozenset[Place]
    cost: float = 1.0
    """What hiding one of its counts costs, beside others of the layer."""


@dataclass(frozen=True)
class Question:
    """A question of the self-identification: its atoms, the groups published of them (each a sum of atoms), and their layers."""

    key: str
    title: str
    atom: Callable[[Tally], str | None]
    atoms: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    layers: tuple[Layer, ...]


def _without(*left_out: str) -> tuple[str, ...]:
    return tuple(atom for atom in RACE_ATOMS if atom not in left_out)


RACE: Final = Question(
    "race",
    "Race and ethnicity",
    race_atom,
    RACE_ATOMS,
    {
        **{label: (label,) for label in RACE_LABELS.values()},
        MULTIRACIAL: (MULTI_HISPANIC, MULTI_WHITE, MULTI_OTHER),
        MINORITY: _without(WHITE),
        EEO_MINORITY: _without(WHITE, MENA, MULTI_WHITE),
        EEO_WHITE: (WHITE, MENA, MULTI_WHITE),
        EEO_HISPANIC: (HISPANIC, MULTI_HISPANIC),
        EEO_MORE: (MULTI_OTHER,),
    },
    (
        Layer((MINORITY, WHITE), WAY | POOL_WIDE),
        Layer(RACES, WAY),
        Layer((MINORITY, WHITE), LATE),
        Layer((EEO_MINORITY, EEO_WHITE), ENDS | POOL_WIDE | {(REACHED, stage) for stage in SELECTION}),
        Layer((EEO_HISPANIC, EEO_MORE), ENDS),
    ),
)
"""“Not minority” is the row White; on the EEO-1 basis it is White with Middle Eastern or North African."""

GENDER: Final = Question(
    "gender",
    "Gender",
    gender_atom,
    (WOMEN, MEN, ANOTHER),
    {WOMEN: (WOMEN,), MEN: (MEN,), ANOTHER: (ANOTHER,), NOT_WOMEN: (MEN, ANOTHER)},
    (
        Layer((WOMEN, NOT_WOMEN), WAY | POOL_WIDE),
        Layer((MEN, ANOTHER), ENDS | {(CONSIDERED, BOTTOM), (REACHED, "offered")}),
        Layer((WOMEN, NOT_WOMEN), LATE),
    ),
)
"""Where few are non-binary or another, men cannot be shown beside women and everybody; then women stand beside all others."""

YES, NO = "Yes", "No"


def _yes_no(key: str, title: str, answer: Callable[[Tally], str]) -> Question:
    """A question of yes and no that the programme may switch on: its two groups, of pool and class and on the bottom line."""
    places = ENDS | {(CONSIDERED, BOTTOM), (REACHED, "offered")}
    layers = (Layer((YES, NO), places),)
    return Question(key, title, lambda t: yes_no_atom(answer(t)), (YES, NO), {YES: (YES,), NO: (NO,)}, layers)


DISABILITY: Final = _yes_no("disability", "Disability", lambda tally: tally.disability)
VETERAN: Final = _yes_no("veteran", "Service in the armed forces", lambda tally: tally.veteran)

EEO1_ROWS: Final = {
    "Hispanic or Latino": EEO_HISPANIC,
    "White": EEO_WHITE,
    "Black or African American": RACE_LABELS[Race.BLACK],
    "Native Hawaiian or Pacific Islander": RACE_LABELS[Race.NHPI],
    "Asian": RACE_LABELS[Race.ASIAN],
    "Native American or Alaska Native": RACE_LABELS[Race.AIAN],
    "Two or more races": EEO_MORE,
}
"""The rows of the EEO-1 report, and the published group that each is."""

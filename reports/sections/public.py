"""The four figures of the public page: the class, its minority share, its women share, and how many answered. Plain Python.

Nothing finer leaves here. DOMAIN, "Small cells": counts from 1 to 10 are not shown and cannot be worked out; 0 may be shown.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reports.categories import Gender, is_minority
from reports.rules import RuleSet
from reports.shares import Share, percent
from reports.stages import CLASS
from reports.tables import HIDDEN, Column, Kind, Section, Table, Tile, Value, say
from reports.tallies import Tally, count

KEY: Final = "public"
TABLE: Final = "public-figures"
CLASS_ROW: Final = "People in the class"
MINORITY_ROW: Final = "Minority members"
WOMEN_ROW: Final = "Women"
TO: Final = " to "
"""What stands between two bounds."""

COLUMNS: Final = (
    Column("figure", "Figure", Kind.TEXT),
    Column("members", "Number", Kind.COUNT, "how many they are"),
    Column(
        "answered", "Of those who answered", Kind.COUNT, "how many answered the question: the denominator of the share"
    ),
    Column("share", "Share", Kind.PERCENT, "the number of those who answered; a range where too few answered"),
    Column("response", "Response rate", Kind.PERCENT, "how many of the class answered the question"),
)


@dataclass(frozen=True)
class PublicShare:
    """A share as the public may read it: values of the table, as they are printed."""

    members: Value
    answered: Value
    share: Value
    response: Value

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it is shown."""
        return self.members is HIDDEN

    @property
    def is_range(self) -> bool:
        """Whether two bounds stand instead of one share."""
        return isinstance(self.share, str)

    @property
    def low(self) -> str:
        """The lower bound, with its sign."""
        return str(self.share).partition(TO)[0]

    @property
    def high(self) -> str:
        """The upper bound, with its sign."""
        return str(self.share).partition(TO)[2]

    @property
    def knows_response(self) -> bool:
        """Whether it is shown how many answered."""
        return self.answered is not HIDDEN


@dataclass(frozen=True)
class PublicFigures:
    """All there is on a public page."""

    total: Value
    minority: PublicShare
    women: PublicShare

    def counts(self) -> dict[str, int]:
        """Every count of people that a reader sees, or works out by taking one from another, by what it counts."""
        counts: dict[str, int] = {}
        if isinstance(self.total, int):
            counts["people in the class"] = self.total
        for words, one in (("minority members", self.minority), ("women", self.women)):
            counts |= _counts(words, one, self.total)
        return counts


def public_section(tallies: Sequence[Tally], *, rules: RuleSet) -> Section:
    """The class (stage admitted) in four figures, from the tallies of everybody.

    Hidden is what tells of fewer than `rules.minimum`.
    """
    members = [tally for tally in tallies if tally.has(CLASS)]
    total = count(members)
    if not total:
        return Section(
            KEY, "The class in four figures", KEY, empty="When the class is chosen, four figures about it stand here."
        )
    minority = _share(members, lambda tally: is_minority(tally.races, mena_counts=rules.mena_counts))
    women = _share(members, _is_woman)
    size: Value = total if total >= rules.minimum else HIDDEN
    rows = (
        (CLASS_ROW, size, None, None, None),
        (MINORITY_ROW, *_protected(minority, rules.minimum)),
        (WOMEN_ROW, *_protected(women, rules.minimum)),
    )
    table = Table(
        TABLE,
        "The four figures with what they are made of",
        COLUMNS,
        rows,
        (_basis(rules), f"Counts from 1 to {rules.minimum - 1} are hidden."),
    )
    tiles = tuple(_tile(*row) for row in rows)
    return Section(KEY, "The class in four figures", KEY, tiles=tiles, tables=(table,))


def read_figures(section: Section) -> PublicFigures | None:
    """The figures of a section that `public_section` made; None where there is no class yet."""
    table = next((table for table in section.tables if table.key == TABLE), None)
    if table is None:
        return None
    rows = {row[0]: row[1:] for row in table.rows}
    return PublicFigures(rows[CLASS_ROW][0], PublicShare(*rows[MINORITY_ROW]), PublicShare(*rows[WOMEN_ROW]))


def close_figures(one: PublicFigures, other: PublicFigures, minimum: int) -> list[str]:
    """What differs by 1 to minimum-1 people between two sets of figures: taking one from the other would tell of so few."""
    before, after = one.counts(), other.counts()
    return [words for words in before if words in after and 0 < abs(before[words] - after[words]) < minimum]


def _is_woman(tally: Tally) -> bool | None:
    return None if tally.gender in ("", Gender.DECLINED) else tally.gender == Gender.WOMAN


def _share(members: Iterable[Tally], belongs: Callable[[Tally], bool | None]) -> Share:
    found = {True: 0, False: 0, None: 0}
    for tally in members:
        found[belongs(tally)] += tally.n
    return Share(found[True], found[True] + found[False], found[None])


def _protected(share: Share, minimum: int) -> tuple[Value, Value, Value, Value]:
    """Number, denominator, share and response rate as they may be shown.

    Members, others and unknown add up to the class, which is shown. Where the members or the others are few, or all that are not
    known to be members together, all four are hidden. Where only the unknown are few, the denominator and the response rate would
    tell how few: they are hidden, and the share is given as the range that "fewer than the minimum did not answer" leaves:
    [m/N, (m + minimum - 1)/N].
    """
    parts = (share.members, share.others, share.others + share.unknown)
    if any(0 < part < minimum for part in parts) or share.total < minimum:
        return HIDDEN, HIDDEN, HIDDEN, HIDDEN
    if 0 < share.unknown < minimum:
        most = Fraction(min(share.members + minimum - 1, share.total), share.total)
        return share.members, HIDDEN, _range(Fraction(share.members, share.total), most), HIDDEN
    if share.low is None or share.high is None or share.response is None:
        return HIDDEN, HIDDEN, HIDDEN, HIDDEN
    shown = percent(share.point) if share.point is not None else _range(share.low, share.high)
    return share.members, share.known, shown, percent(share.response)


def _range(low: Fraction, high: Fraction) -> str:
    return f"{percent(low)}%{TO}{percent(high)}%"


def _basis(rules: RuleSet) -> str:
    mena = "counts" if rules.mena_counts else "does not count"
    return (
        "Minority: any selection other than White alone, of those who answered; "
        f"Middle Eastern or North African alone {mena}. Women: of those who said their gender."
    )


def _tile(label: str, members: Value, answered: Value, share: Value, response: Value) -> Tile:
    if label == CLASS_ROW:
        return Tile(label, say(members))
    notes: tuple[str, ...] = (
        f"{say(members)} of {say(answered)} who answered",
        f"Response rate {say(response, Kind.PERCENT)}",
    )
    if members is HIDDEN:
        notes = ("It would tell of too few people.",)
    elif answered is HIDDEN:
        notes = (f"{say(members)} of the class", "How many did not answer is hidden: they are too few.")
    return Tile(label, say(share, Kind.PERCENT), notes)


def _counts(words: str, one: PublicShare, total: Value) -> dict[str, int]:
    if not isinstance(one.members, int) or not isinstance(total, int):
        return {}
    counts = {words: one.members, f"people who are not known to be {words}": total - one.members}
    if isinstance(one.answered, int):
        counts |= {
            f"answers to the question about {words}": one.answered,
            f"people who answered and are not {words}": one.answered - one.members,
            f"people who did not answer the question about {words}": total - one.answered,
        }
    return counts

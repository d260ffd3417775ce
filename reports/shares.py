"""A share with everything an honest reader needs: numerator, denominator, response rate, and bounds when too few answered.

Plain Python. Percentages are rounded once, at the end, half up.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

FULL_RESPONSE: Final = Fraction(80, 100)
"""Below this response rate a point estimate is not shown, but the bounds [m/N, (m + unknown)/N]."""


def round_half_up(exact: Fraction, places: int) -> Decimal:
    """An exact number with so many decimal places, halves away from nought."""
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(part: Fraction, places: int = 1) -> Decimal:
    """A fraction of one as a percentage, rounded half up once to so many decimal places."""
    return round_half_up(part * 100, places)


@dataclass(frozen=True)
class Share:
    """`members` of `known` people who answered belong to a group; `unknown` were not asked, skipped or declined."""

    members: int
    known: int
    unknown: int
    minimum: int = 0
    """Counts from 1 to one below this are not shown, neither the members' nor the others'."""
    hidden: bool = False
    """Not shown although large enough: it would give away a few people by subtraction from something that is shown."""

    def __post_init__(self) -> None:
        if not 0 <= self.members <= self.known or self.unknown < 0:
            raise ValueError(f"{self.members} of {self.known} known and {self.unknown} unknown is not a share")

    @property
    def total(self) -> int:
        """Everybody, known or not."""
        return self.known + self.unknown

    @property
    def others(self) -> int:
        """Those who answered and do not belong to the group."""
        return self.known - self.members

    @property
    def is_hidden(self) -> bool:
        """Whether it is not shown: the members or the others are too few, or it would give others away."""
        return self.hidden or any(0 < count < self.minimum for count in (self.members, self.others))

    @property
    def response(self) -> Fraction | None:
        """Known of everybody; None where there is nobody."""
        return Fraction(self.known, self.total) if self.total else None

    @property
    def is_point(self) -> bool:
        """Whether enough answered for one figure to be shown."""
        return self.known > 0 and self.response is not None and self.response >= FULL_RESPONSE

    @property
    def point(self) -> Fraction | None:
        """Members of known; None where too few answered for a point."""
        return Fraction(self.members, self.known) if self.is_point else None

    @property
    def low(self) -> Fraction | None:
        """The share if nobody unknown belonged to the group."""
        return Fraction(self.members, self.total) if self.total else None

    @property
    def high(self) -> Fraction | None:
        """The share if everybody unknown belonged to the group."""
        return Fraction(self.members + self.unknown, self.total) if self.total else None

    @property
    def figure(self) -> str:
        """What is printed: one percentage, or the bounds, a dash where there is nobody, or that it is hidden."""
        if self.is_hidden:
            return "hidden"
        if self.point is not None:
            return f"{percent(self.point)}%"
        if self.low is None or self.high is None:
            return "–"
        return f"between {percent(self.low)}% and {percent(self.high)}%"

    @property
    def counts_figure(self) -> str:
        """Numerator and denominator as printed beside the figure."""
        return "–" if self.is_hidden or not self.known else f"{self.members:,} of {self.known:,}"

    @property
    def response_figure(self) -> str:
        """The response rate as a percentage, or a dash."""
        return "–" if self.response is None or self.is_hidden else f"{percent(self.response)}%"

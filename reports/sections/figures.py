"""How figures become values of a table: rounded once, at the end, half up. Plain Python."""

from decimal import Decimal
from fractions import Fraction

from reports.shares import Share, percent, round_half_up
from reports.tables import HIDDEN, Value


def rounded(value: Fraction | float | None, places: int = 2) -> Decimal | None:
    """A number as printed; None stays undefined."""
    if value is None:
        return None
    return round_half_up(value if isinstance(value, Fraction) else Fraction(str(value)), places)


def as_percent(value: Fraction | None, places: int = 1) -> Decimal | None:
    """A share of one as a percentage; None stays undefined."""
    return None if value is None else percent(value, places)


def as_probability(p: float | None) -> str | None:
    """A probability in words: three places, and nothing smaller than one in a thousand."""
    return None if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"


def as_interval(ends: tuple[float, float] | None, places: int = 2) -> str | None:
    """Two ends as "0.61 to 0.98"."""
    return None if ends is None else f"{rounded(ends[0], places)} to {rounded(ends[1], places)}"


def shown(count: int | None) -> Value:
    """A count of a release: None there means hidden."""
    return HIDDEN if count is None else count


def share_values(share: Share | None) -> tuple[Value, Value, Value, Value]:
    """A share as four values: figure or bounds, members, known, response in percent. None is a share that may not be shown."""
    if share is None or share.is_hidden:
        return HIDDEN, HIDDEN, HIDDEN, HIDDEN
    if not share.total:
        return None, 0, 0, None
    response = as_percent(share.response)
    if share.point is not None:
        return as_percent(share.point), share.members, share.known, response
    if share.low is None or share.high is None:
        return None, share.members, share.known, response
    return f"{percent(share.low)}% to {percent(share.high)}%", share.members, share.known, response

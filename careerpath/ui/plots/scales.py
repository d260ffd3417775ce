"""From values to places: linear and logarithmic axes, and ticks at round figures. Plain Python."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

STEPS: Final = (1, 2, 2.5, 5, 10)
"""What a step between ticks may be, times a power of ten."""
LOG_STEPS: Final = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8))
"""Which figures of a decade carry a tick, from few to many."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Places values from `low` to `high` between the points `start` and `end`; beyond, on the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        span = (self.high - self.low) or 1.0
        share = min(1.0, max(0.0, (value - self.low) / span))
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Log:
    """The same for ratios: equal factors are equally long. Raises ValueError where the field does not begin above zero."""

    low: float
    high: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not 0 < self.low < self.high:
            raise ValueError(f"A log scale cannot run from {self.low} to {self.high}.")

    def __call__(self, value: float) -> float:
        """The place of a value; zero and less stand on the lower edge."""
        if value <= self.low:
            return self.start
        share = min(1.0, math.log(value / self.low) / math.log(self.high / self.low))
        return self.start + share * (self.end - self.start)


def step_for(span: float, most: int) -> float:
    """The smallest round step that cuts `span` into at most `most` parts."""
    if span <= 0:
        return 1.0
    rough = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (*STEPS, 20) if step * power >= rough * (1 - 1e-9))


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round figures from `low` to `high`, both included where they are round; at most `most` + 1."""
    step = step_for(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def top_of(values: Iterable[float], most: int = 5, limit: float | None = None) -> float:
    """The round end of an axis from zero that holds all the values; not beyond `limit`, unless a value is."""
    highest = max((value for value in values if value > 0), default=0.0)
    if not highest:
        return limit or 1.0
    step = step_for(highest, most)
    top = round(math.ceil(highest / step - 1e-9) * step, 12)
    return top if limit is None or highest > limit else min(top, limit)


def log_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round figures of a log axis: as many of each decade as fit into `most`; never none where one is in the field."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    found: list[float] = []
    for figures in LOG_STEPS:
        some = [round(figure * 10.0**decade, 12) for decade in decades for figure in figures]
        inside = [tick for tick in some if low * (1 - 1e-9) <= tick <= high * (1 + 1e-9)]
        if len(inside) > most:
            break
        found = inside
    return found


def write(value: float) -> str:
    """A tick as people write it: thousands apart, no zeros at the end."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text

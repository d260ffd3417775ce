"""Marks: what each assessment brings to its module, and each module to the course.

The rules, in the order in which they are applied; everything is an exact fraction until the one rounding at the end:

1. An assessment brings points / most points, in per cent. Missing work brings 0; excused work, and work not graded yet, nothing.
2. Lateness takes off so many percentage points for each day late that was started, up to the most of that assessment, and never
   brings it below 0.
3. Of what may be dropped, at most `drop_lowest` assessments are left out: those whose leaving out gives the best mark
   (`bootcamp.progress.dropping`).
4. The mark is the mean of what is left by its weights: the weights are rescaled to what counts. One decimal, half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bootcamp.progress.dropping import choose_dropped


class State(StrEnum):
    """What stands in one cell of the gradebook. An empty cell has no state: it has not been graded yet."""

    GRADED = "graded"
    MISSING = "missing"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Result:
    """One assessment of one person. `state` None: not graded yet. `points` only with GRADED, as given; 0 points is a grade.

    `late_per_day`, `late_most`: percentage points off for each day late, and at most. `key`: what the caller knows it by.
    """

    title: str
    weight: Decimal
    out_of: Decimal
    state: str | None = None
    points: Decimal | None = None
    days_late: int = 0
    late_per_day: Decimal = Decimal(0)
    late_most: Decimal = Decimal(100)
    may_drop: bool = True
    key: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the calculation as it is shown: what counts, with which weight, and what it brings.

    `percent` is what counts (None: it does not count); `raw` is what the points alone come to, `off` what lateness took from it,
    in percentage points; `share` is the weight in per cent of what counts; `note` says in words whatever is special about it.
    """

    title: str
    weight: Decimal
    percent: Fraction | None
    note: str = ""
    key: int = 0
    state: str | None = None
    points: Decimal | None = None
    out_of: Decimal | None = None
    days_late: int = 0
    raw: Fraction | None = None
    off: Fraction = Fraction(0)
    dropped: bool = False
    share: Fraction = Fraction(0)

    @property
    def counts(self) -> bool:
        """Whether it is in the calculation."""
        return self.percent is not None

    @property
    def reached(self) -> Fraction | None:
        """Per cent after lateness, also of what was dropped; None of what is excused or not graded yet."""
        return None if self.raw is None else self.raw - self.off

    @property
    def brings(self) -> Fraction | None:
        """What it adds to the mark, in percentage points; the lines of a mark sum to it exactly."""
        return None if self.percent is None else self.percent * self.share / 100

    @property
    def shown(self) -> Decimal | None:
        """The per cent that counts, rounded for reading only."""
        return None if self.percent is None else round_half_up(self.percent)

    @property
    def shown_reached(self) -> Decimal | None:
        """The per cent reached, rounded for reading only."""
        return None if self.reached is None else round_half_up(self.reached)

    @property
    def shown_share(self) -> Decimal:
        """The weight rescaled to what counts, in per cent, rounded for reading only."""
        return round_half_up(self.share)

    @property
    def shown_brings(self) -> Decimal | None:
        """What it adds to the mark, rounded to two decimals for reading only."""
        return None if self.brings is None else round_half_up(self.brings, 2)


class WorkedOut:
    """A weighted mean with its calculation: the exact value, and the lines it is made of."""

    __slots__ = ()

    exact: Fraction | None
    lines: tuple[Line, ...]

    @property
    def mark(self) -> Decimal | None:
        """The mark as it counts: one decimal, half up. None while nothing counts."""
        return None if self.exact is None else round_half_up(self.exact)

    @property
    def sum_shown(self) -> str:
        """The whole calculation in one line, as on paper: (30 × 80 + 40 × 65.5) ÷ 70 = 71.714…, rounded 71.7."""
        return sum_shown(self.lines, self.exact)


@dataclass(frozen=True, slots=True)
class ModuleMark(WorkedOut):
    """The mark of a module in per cent: of what has been graded, weights rescaled to what counts."""

    title: str
    weight: Decimal
    pass_mark: Decimal
    exact: Fraction | None
    lines: tuple[Line, ...] = ()
    ungraded: int = 0
    missing: int = 0
    slug: str = ""

    @property
    def reaches_pass(self) -> bool:
        """Whether the mark as shown is at least the pass mark; what people read is what decides."""
        return self.mark is not None and self.mark >= self.pass_mark

    @property
    def is_final(self) -> bool:
        """Whether everything in it has been graded, found missing or excused."""
        return self.ungraded == 0

    @property
    def passed(self) -> bool:
        """Whether it is final and reaches the pass mark."""
        return self.is_final and self.reaches_pass


@dataclass(frozen=True, slots=True)
class CourseMark(WorkedOut):
    """The weighted mean of the module marks that there are, with its calculation."""

    exact: Fraction | None
    lines: tuple[Line, ...]


def round_half_up(value: Fraction | Decimal, places: int = 1) -> Decimal:
    """Round a number that is not negative half up to decimal places, from its exact value (no float, no context)."""
    scaled = Fraction(value) * 10**places + Fraction(1, 2)
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def written(value: Fraction | Decimal, places: int = 3) -> str:
    """An exact number as people write it: 80, 65.5, or 71.714… where it has more than so many decimals (cut, not rounded)."""
    exact = Fraction(value)
    cut = exact.numerator * 10**places // exact.denominator
    text = f"{Decimal(cut).scaleb(-places):f}"
    if Fraction(cut, 10**places) != exact:
        return f"{text}…"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sum_shown(lines: Iterable[Line], exact: Fraction | None) -> str:
    """The weighted mean of the lines that count, written out; empty where nothing counts."""
    counting = [(line.weight, line.percent) for line in lines if line.percent is not None]
    if exact is None or not counting:
        return ""
    terms = " + ".join(f"{written(weight)} × {written(percent)}" for weight, percent in counting)
    weights = written(sum((weight for weight, _ in counting), Decimal(0)))
    return f"({terms}) ÷ {weights} = {written(exact)}, rounded {round_half_up(exact)}"


def weighted(lines: Iterable[Line]) -> Fraction | None:
    """The mean of the lines that count, by weight; None when none counts or the weights that count are all zero."""
    total = weights = Fraction(0)
    for line in lines:
        if line.percent is not None:
            total += Fraction(line.weight) * line.percent
            weights += Fraction(line.weight)
    return total / weights if weights else None


def started_days_late(due: datetime, handed_in: datetime) -> int:
    """Days late that were started: 0 up to the very moment it was due, 1 from then on, 2 after 24 hours, and so on."""
    late = handed_in - due
    return 0 if late <= timedelta(0) else -(-late // timedelta(days=1))


def late_off(raw: Fraction, days_late: int, per_day: Decimal, most: Decimal) -> Fraction:
    """Percentage points that lateness takes from `raw` per cent: so many a day, at most `most`, never more than there is."""
    return min(Fraction(per_day) * days_late, Fraction(most), raw)


def line_of(result: Result) -> Line:
    """What one assessment brings: missing counts as nothing reached, excused and not yet graded do not count."""
    if result.state == State.GRADED:
        if result.points is None:
            raise ValueError(f"{result.title}: a grade needs points.")
        raw = Fraction(result.points) * 100 / Fraction(result.out_of)
        off = late_off(raw, result.days_late, result.late_per_day, result.late_most)
        return Line(
            result.title,
            result.weight,
            raw - off,
            late_note(result.days_late, raw, off),
            result.key,
            result.state,
            result.points,
            result.out_of,
            result.days_late,
            raw,
            off,
        )
    plain = Line(result.title, result.weight, None, "not graded yet", result.key, out_of=result.out_of)
    if result.state == State.MISSING:
        nothing = Fraction(0)
        note = "missing: counts as 0 until it is handed in"
        return replace(plain, percent=nothing, raw=nothing, state=result.state, note=note)
    if result.state == State.EXCUSED:
        return replace(plain, state=result.state, note="excused: the others count for it")
    return plain


def late_note(days: int, raw: Fraction, off: Fraction) -> str:
    """What lateness came to, in words; empty where it took nothing."""
    if not off:
        return ""
    return f"{days} {'day' if days == 1 else 'days'} late: {written(raw)}% less {written(off)} is {written(raw - off)}%"


def with_shares(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with their weights rescaled, in per cent, to what counts."""
    lines = tuple(lines)
    whole = sum((Fraction(line.weight) for line in lines if line.counts), Fraction(0))
    if not whole:
        return lines
    return tuple(replace(line, share=Fraction(line.weight) * 100 / whole) if line.counts else line for line in lines)


def drop(line: Line) -> Line:
    """A line that is left out as one of the lowest."""
    assert line.reached is not None
    left_out = f"left out as the lowest: {written(line.reached)}% reached"
    return replace(line, percent=None, dropped=True, note=f"{line.note}; {left_out}" if line.note else left_out)


def module_mark(
    title: str,
    results: Sequence[Result],
    *,
    weight: Decimal,
    pass_mark: Decimal,
    slug: str = "",
    drop_lowest: int = 0,
) -> ModuleMark:
    """The mark of a module from its assessments (their weights need not be rescaled by the caller).

    `drop_lowest`: at most so many of those with `may_drop` are left out (see `choose_dropped`). `missing` counts what is missing,
    dropped or not: it is a fact to talk about, not a number in the mark.
    """
    lines = [line_of(result) for result in results]
    dropped = choose_dropped(
        [(Fraction(line.weight), line.percent, result.may_drop) for line, result in zip(lines, results, strict=True)],
        drop_lowest,
    )
    worked = with_shares(drop(line) if place in dropped else line for place, line in enumerate(lines))
    return ModuleMark(
        title,
        weight,
        pass_mark,
        weighted(worked),
        worked,
        ungraded=sum(result.state is None for result in results),
        missing=sum(result.state == State.MISSING for result in results),
        slug=slug,
    )


def course_mark(modules: Iterable[ModuleMark]) -> CourseMark:
    """The course mark from the modules (and the examination): unrounded marks by weight, rounded once at the end."""
    lines = with_shares(
        Line(
            module.title,
            module.weight,
            module.exact,
            "" if module.exact is not None else "no mark yet",
            raw=module.exact,
        )
        for module in modules
    )
    return CourseMark(weighted(lines), lines)

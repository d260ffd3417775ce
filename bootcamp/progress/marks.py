"""Marks: what each assessment brings to its module, and each module to the course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class State(StrEnum):
    """What stands in one cell of the gradebook. An empty cell has no state: it has not been graded yet."""

    GRADED = "graded"
    MISSING = "missing"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Result:
    """One assessment of one person. `state` None: not graded yet. `points` only with GRADED; 0 points is a grade."""

    title: str
    weight: Decimal
    out_of: Decimal
    state: str | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the calculation as it is shown: what counts, with which weight, and what it brings."""

    title: str
    weight: Decimal
    percent: Fraction | None
    note: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is in the calculation."""
        return self.percent is not None

    @property
    def shown(self) -> Decimal | None:
        """The per cent reached, rounded for reading only."""
        return None if self.percent is None else round_half_up(self.percent)


@dataclass(frozen=True, slots=True)
class ModuleMark:
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
    def mark(self) -> Decimal | None:
        """The mark as it counts: one decimal, half up. None while nothing counts."""
        return None if self.exact is None else round_half_up(self.exact)

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
class CourseMark:
    """The weighted mean of the module marks that there are, with its calculation."""

    exact: Fraction | None
    lines: tuple[Line, ...]

    @property
    def mark(self) -> Decimal | None:
        """One decimal, half up, from the unrounded module marks. None while nothing counts."""
        return None if self.exact is None else round_half_up(self.exact)


def round_half_up(value: Fraction | Decimal, places: int = 1) -> Decimal:
    """Round a number that is not negative half up to decimal places, from its exact value (no float, no context)."""
    scaled = Fraction(value) * 10**places + Fraction(1, 2)
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def weighted(lines: Iterable[Line]) -> Fraction | None:
    """The mean of the lines that count, by weight; None when none counts or the weights that count are all zero."""
    total = weights = Fraction(0)
    for line in lines:
        if line.percent is not None:
            total += Fraction(line.weight) * line.percent
            weights += Fraction(line.weight)
    return total / weights if weights else None


def line_of(result: Result) -> Line:
    """What one assessment brings: missing counts as nothing reached, excused and not yet graded do not count."""
    if result.state == State.GRADED:
        if result.points is None:
            raise ValueError(f"{result.title}: a grade needs points.")
        return Line(result.title, result.weight, Fraction(result.points) * 100 / Fraction(result.out_of))
    if result.state == State.MISSING:
        return Line(result.title, result.weight, Fraction(0), "missing: counts as 0 until it is handed in")
    if result.state == State.EXCUSED:
        return Line(result.title, result.weight, None, "excused: the others count for it")
    return Line(result.title, result.weight, None, "not graded yet")


def module_mark(
    title: str, results: Sequence[Result], *, weight: Decimal, pass_mark: Decimal, slug: str = ""
) -> ModuleMark:
    """The mark of a module from its assessments (their weights need not be rescaled by the caller)."""
    lines = tuple(line_of(result) for result in results)
    return ModuleMark(
        title,
        weight,
        pass_mark,
        weighted(lines),
        lines,
        ungraded=sum(result.state is None for result in results),
        missing=sum(result.state == State.MISSING for result in results),
        slug=slug,
    )


def course_mark(modules: Iterable[ModuleMark]) -> CourseMark:
    """The course mark from the modules (and the examination): unrounded marks by weight, rounded once at the end."""
    lines = tuple(
        Line(module.title, module.weight, module.exact, "" if module.exact is not None else "no mark yet")
        for module in modules
    )
    return CourseMark(weighted(lines), lines)

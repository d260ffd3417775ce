"""Each group beside the benchmark at every step that may be shown, and the picture of the ratios."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reports.groupings import ANOTHER, BOTTOM, CONSIDERED, MEN, MINORITY, NOT_WOMEN, RACES, REACHED, WHITE, WOMEN, Place
from reports.impact import Comparison, Group, Verdict, compare, rate_bounds
from reports.release import Released
from reports.sections.figures import as_interval, as_probability, rounded
from reports.sections.shares import Releases
from reports.shares import FULL_RESPONSE
from reports.stages import BY_KEY, CLASS
from reports.tables import Chart, Kind, Mark, say

NOT_ANSWERED: Final = "too many did not answer"
MERGED: Final = frozenset({MINORITY})
"""A group that is a sum of others is never the benchmark. Everybody but women is, where men alone cannot be shown."""


WHOLE: Final = "whole"
"""From the pool to the class: shown also where the offers cannot be, because a few who declined would be known."""
FOCAL: Final = {WOMEN: NOT_WOMEN, MINORITY: WHITE}
"""Of two groups, the one whose ratio is drawn, and the other."""


@dataclass(frozen=True)
class Line:
    """One group at one step. `group` is None where its counts are hidden; bounds stand where too few answered for a point."""

    step: str
    label: str
    group: Group | None
    comparison: Comparison | None = None
    bounds: tuple[Fraction, Fraction] | None = None

    @property
    def key(self) -> str:
        """Its place in the family of tests."""
        return f"{self.step}:{self.label}"

    @property
    def is_test(self) -> bool:
        """Whether it is one of the tests that Holm's adjustment counts."""
        return self.comparison is not None and self.comparison.is_tested

    @property
    def verdict(self) -> str | None:
        """What may be said; None where nothing is said at all."""
        if self.bounds is not None:
            return NOT_ANSWERED
        return None if self.comparison is None else str(self.comparison.verdict)


@dataclass(frozen=True)
class View:
    """A way of grouping people, step by step."""

    key: str
    title: str
    steps: dict[str, list[Line]]

    @property
    def lines(self) -> list[Line]:
        """All lines in order."""
        return [line for lines in self.steps.values() for line in lines]


def views(found: Releases) -> list[View]:
    """Women and all others, minority and not, at every step; men and others apart, and races, as far as they are counted."""
    return [
        _view("gender", "Gender", found.gender, [WOMEN, NOT_WOMEN]),
        *(
            [_view("three", "Gender, in three", found.gender, [WOMEN, MEN, ANOTHER])]
            if _has_three(found.gender)
            else []
        ),
        _view("minority", "Minority", found.race, [MINORITY, WHITE]),
        _view("race", "Race and ethnicity", found.race, list(RACES)),
    ]


def _has_three(released: Released) -> bool:
    """Whether men and those who are non-binary or another can be shown apart, and there are some."""
    ends = ends_of(BOTTOM)
    if any(place not in released.everybody for place in ends):
        return False
    counts = [released.shown(group, *place) for group in (MEN, ANOTHER) for place in ends]
    return None not in counts and bool(released.shown(ANOTHER, *ends[0]))


def steps_of(released: Released, groups: Sequence[str]) -> list[str]:
    """The steps at which every one of the groups is counted, the two bottom lines last."""
    steps = [stage for kind, stage in released.everybody if kind == CONSIDERED]
    steps += [WHOLE] if BOTTOM in steps and CLASS in released.stages else []
    return [step for step in steps if all(released.has(group, *place) for group in groups for place in ends_of(step))]


def ends_of(step: str) -> tuple[Place, Place]:
    """The two counts of a step: who was considered, and who advanced."""
    if step == WHOLE:
        return (CONSIDERED, BOTTOM), (REACHED, CLASS)
    return (CONSIDERED, step), (REACHED, "offered" if step == BOTTOM else step)


def say_step(step: str) -> str:
    """A step in words: what the advanced reached, of whom."""
    if step == BOTTOM:
        return "Bottom line: offered a seat, of all who got an answer"
    if step == WHOLE:
        return "Whole way: in the class, of all who got an answer"
    stage = BY_KEY[step]
    return f"{stage.label}, of {BY_KEY[stage.parent].label.lower()}"


def lower_first(words: str) -> str:
    """Words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def _view(key: str, title: str, released: Released, groups: Sequence[str]) -> View:
    return View(key, title, {step: lines_at(released, groups, step) for step in steps_of(released, groups)})


def lines_at(released: Released, groups: Sequence[str], step: str) -> list[Line]:
    """Each group at one step, beside the benchmark of those that may be shown."""
    first, last = ends_of(step)
    counts = {g: (released.shown(g, *first), released.shown(g, *last)) for g in groups}
    known = [group_of(g, *pair) for g, pair in counts.items() if None not in pair]
    everybody, answered = released.everybody[first], released.known(*first)
    if not everybody or answered is None or Fraction(answered, everybody) < FULL_RESPONSE:
        advanced = released.known(*last)
        unknown = (everybody - (answered or 0), released.everybody[last] - (advanced or 0))
        return [_bounded(step, label, known, unknown) for label in groups]
    beside = {each.focal.label: each for each in compare(known, pool=everybody)}
    by_label = {group.label: group for group in known}
    return [Line(step, label, by_label.get(label), beside.get(label)) for label in groups]


def group_of(label: str, considered: int | None, advanced: int | None) -> Group:
    """A group whose two counts are shown."""
    if considered is None or advanced is None:
        raise ValueError(f"The counts of “{label}” are hidden.")
    return Group(label, considered, advanced, merged=label in MERGED)


def _bounded(step: str, label: str, known: Sequence[Group], unknown: tuple[int, int]) -> Line:
    group = next((one for one in known if one.label == label), None)
    bounds = rate_bounds(group, considered=unknown[0], advanced=unknown[1]) if group is not None else None
    return Line(step, label, group, None, bounds)


def say_line(line: Line) -> str:
    """A comparison in one sentence, counts first."""
    if line.group is None or line.comparison is None:
        return f"{line.label}: hidden."
    other = line.comparison.reference
    ratio = say(rounded(line.comparison.ratio), Kind.NUMBER)
    p = as_probability(line.comparison.p) or ""
    counts = f"{line.group.advanced:,} of {line.group.considered:,}"
    beside = f"{other.advanced:,} of {other.considered:,} of {other.label}"
    probability = f"{line.comparison.test} p {p if p.startswith('<') else f'= {p}'}"
    return f"{line.label}, {lower_first(say_step(line.step))}: {counts}, beside {beside}; ratio {ratio}, {probability}."


def forest(view: View) -> Chart | None:
    """The ratios with their intervals: of two groups every step, of more the bottom line. None where nothing can be compared."""
    if not view.steps:
        return None
    labels = {line.label for line in view.lines}
    focal = next((label for label in FOCAL if labels == {label, FOCAL[label]}), "")
    if focal:
        title = f"Impact ratios of {lower_first(focal)}, step by step"
        marks = [
            _mark(line, say_step(line.step) if line.label == focal else f"{say_step(line.step)} ({line.label})")
            for line in view.lines
            if line.verdict != Verdict.BENCHMARK and (line.label == focal or line.comparison is not None)
        ]
    else:
        step = next((step for step in reversed(view.steps) if _is_shown(view.steps[step])), list(view.steps)[-1])
        title = f"Impact ratios, {lower_first(say_step(step))}"
        marks = [_mark(line, line.label) for line in view.steps[step] if line.verdict != Verdict.BENCHMARK]
    if all(mark.middle is None for mark in marks):
        return None
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return Chart("forest", title, f"{view.title}. {said}.", unit="ratio", marks=tuple(marks), guide=0.8)


def _is_shown(lines: Sequence[Line]) -> bool:
    """Whether at least two groups are compared."""
    return sum(line.comparison is not None for line in lines) > 1


def _mark(line: Line, label: str) -> Mark:
    verdict = line.verdict or ""
    if line.group is None:
        return Mark(label, None, text="hidden")
    ratio = rounded(line.comparison.ratio) if line.comparison else None
    if ratio is None or line.comparison is None:
        return Mark(label, None, text=verdict or "undefined", tone=verdict)
    ends = line.comparison.interval
    low, high = (round(ends[0], 2), round(ends[1], 2)) if ends else (None, None)
    words = f"{ratio} ({as_interval(ends)}), {verdict}" if ends else f"{ratio}, {verdict}"
    return Mark(label, float(ratio), low=low, high=high, text=words, tone=verdict)

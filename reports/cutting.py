"""What a cut does to groups, step by step, small cells hidden. Plain Python: answers by stage in, the views of the page out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reports.categories import GENDER_LABELS, MULTIRACIAL, RACE_LABELS, Gender, Race, exclusive_category, is_minority
from reports.impact import Comparison, Group, Verdict, compare, holm, rate_bounds
from reports.shares import FULL_RESPONSE, percent
from reports.suppression import stages_shown, suppress

MINORITY, MAJORITY = "Minority", "Not minority"
STAGES: Final = ("submitted", "eligible", "read", "offered")
STEPS: Final = (
    ("eligible", "Eligible, of those sorted", 0, 1),
    ("read", "Read by people, of those eligible", 1, 2),
    ("offered", "Offered a seat, of those read", 2, 3),
    ("bottom", "Bottom line: offered a seat, of those sorted", 0, 3),
)
"""Key, words, and the places in STAGES of who was considered and who advanced. Both ends and each step (Connecticut v. Teal)."""
BOTTOM: Final = "bottom"


TONES: Final = {
    Verdict.FLAG.value: ("stop", "flag"),
    Verdict.WATCH.value: ("watch", "eye"),
    Verdict.BENCHMARK.value: ("info", "scale"),
    Verdict.NO_SIGN.value: ("good", "check"),
}


def say_p(p: float) -> str:
    """A probability as printed."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


@dataclass(frozen=True)
class Answered:
    """How many people of each stage (STAGES) gave one combination of answers, and how many of them withdrew undecided."""

    races: frozenset[str]
    gender: str
    reached: tuple[int, ...]
    withdrew: int


@dataclass(frozen=True)
class Pool:
    """Everybody by stage, and who is in none: withdrew before a decision, or not sorted yet. `pending` of the offers are staged."""

    reached: tuple[int, ...]
    withdrew: int
    unsorted: int
    pending: int

    @property
    def undecided(self) -> int:
        """Eligible, and neither offered a seat nor told no: the cut passes over them."""
        return self.reached[1] - self.reached[3]


@dataclass(frozen=True)
class Line:
    """One group at one step. `comparison` is None where it is hidden, or where too few answered for a point."""

    label: str
    group: Group | None
    comparison: Comparison | None
    bounds: tuple[Fraction, Fraction] | None = None
    adjusted: float | None = None

    @property
    def verdict(self) -> str:
        """What may be said, in words."""
        if self.group is None:
            return "hidden"
        if self.bounds is not None:
            return "too many did not answer"
        return str(self.comparison.verdict if self.comparison else Verdict.UNDEFINED)

    @property
    def rate(self) -> str:
        """The rate, or its bounds, as printed."""
        if self.group is None:
            return "hidden"
        if self.bounds is not None:
            return f"{percent(self.bounds[0], 2)}% to {percent(self.bounds[1], 2)}%"
        return "–" if self.group.rate is None else f"{percent(self.group.rate, 2)}%"

    @property
    def tone(self) -> str:
        """The colour of the badge; the word is on it."""
        return TONES.get(self.verdict, ("muted", "info"))[0]

    @property
    def icon(self) -> str:
        """The icon of the badge."""
        return TONES.get(self.verdict, ("muted", "info"))[1]

    @property
    def shortfall(self) -> float:
        """How many more would be selected at the common rate."""
        return float(self.comparison.shortfall) if self.comparison else 0.0

    @property
    def p(self) -> str:
        """The p of the headline test."""
        return say_p(self.comparison.p) if self.comparison else "–"

    @property
    def holm(self) -> str:
        """The p adjusted for everything that the page compares."""
        return "–" if self.adjusted is None else say_p(self.adjusted)

    @property
    def ratio(self) -> str:
        """The impact ratio to two places; a dash where it is undefined."""
        ratio = self.comparison.ratio if self.comparison else None
        return "–" if ratio is None else f"{percent(ratio / 100, 2)}"


@dataclass(frozen=True)
class Step:
    """A step of the selection: its groups, and how many of everybody are unknown."""

    key: str
    label: str
    lines: list[Line]
    considered: int
    advanced: int
    unknown_considered: int
    unknown_advanced: int


@dataclass(frozen=True)
class Sensitivity:
    """The bottom line of one group with those who withdrew undecided counted as considered and not selected."""

    label: str
    withdrew: int | None
    ratio: str


@dataclass(frozen=True)
class View:
    """One way of grouping people: gender, race and ethnicity, minority."""

    key: str
    title: str
    steps: list[Step]
    known: int
    total: int
    sensitivity: list[Sensitivity]

    @property
    def response(self) -> Fraction | None:
        """Known of everybody who was sorted."""
        return Fraction(self.known, self.total) if self.total else None

    @property
    def response_figure(self) -> str:
        """The response rate as a percentage, or a dash."""
        return "–" if self.response is None else f"{percent(self.response)}%"

    @property
    def is_point(self) -> bool:
        """Whether enough answered for one figure; else bounds are shown."""
        return self.response is not None and self.response >= FULL_RESPONSE

    @property
    def bottom(self) -> Step:
        """The bottom line."""
        return self.steps[-1]


@dataclass(frozen=True)
class Impact:
    """The page."""

    pool: Pool
    views: list[View]

    @property
    def flags(self) -> list[tuple[View, Step, Line]]:
        """What should be looked at first: every flag, then every watch."""
        found = [(view, step, line) for view in self.views for step in view.steps for line in step.lines]
        return [each for verdict in (Verdict.FLAG, Verdict.WATCH) for each in found if each[2].verdict == verdict]


Grouping = tuple[str, str, list[str], Callable[[frozenset[str], str], str | None]]

RACES: Final = [*RACE_LABELS.values(), MULTIRACIAL]
WHITE: Final = RACE_LABELS[Race.WHITE]


def _gender(_races: frozenset[str], gender: str) -> str | None:
    return None if gender in ("", Gender.DECLINED) else GENDER_LABELS[Gender(gender)]


def _minority(races: frozenset[str], _gender: str) -> str | None:
    member = is_minority(races)
    return None if member is None else MINORITY if member else MAJORITY


def _woman(_races: frozenset[str], gender: str) -> str | None:
    known = _gender(_races, gender)
    return None if known is None else WOMEN if gender == Gender.WOMAN else NOT_WOMEN


WOMEN, NOT_WOMEN = "Women", "Not women"
IN_TWO: Final[Grouping] = ("gender", "Gender, in two", [WOMEN, NOT_WOMEN], _woman)
"""Where too few are non-binary or another to be shown, men cannot be shown either: the page of the class shows women and everybody
who answered. Then everybody who answered is divided in two, as by minority."""

GROUPINGS: Final[dict[str, Grouping]] = {
    "gender": ("gender", "Gender", [GENDER_LABELS[g] for g in (Gender.WOMAN, Gender.MAN, Gender.ANOTHER)], _gender),
    "minority": ("minority", "Minority", [MINORITY, MAJORITY], _minority),
    "race": ("race", "Race and ethnicity", RACES, lambda races, _gender: exclusive_category(races)),
}
"""Minority: any selection other than White alone (SPD 15), so "not minority" is the row White of race and ethnicity."""


def views_of(answers: Sequence[Answered], pool: Pool) -> list[View]:
    """The three views. What one hides, none of the others gives away: "not minority" and White alone are the same people."""
    groupings = dict(GROUPINGS)
    tables = {key: _table(answers, grouping) for key, grouping in groupings.items()}
    if min(stages_shown(tables["gender"]).values()) < len(STAGES):
        groupings["gender"], tables["gender"] = IN_TWO, _table(answers, IN_TWO)
    shown = {key: stages_shown(table) for key, table in tables.items() if key != "race"}
    shown["race"] = stages_shown(tables["race"], at_most={WHITE: min(shown["minority"].values())})
    level = min(*shown["minority"].values(), shown["race"][WHITE])
    shown["minority"] = dict.fromkeys(tables["minority"], level)
    return [_view(grouping, tables[key], shown[key], answers, pool) for key, grouping in groupings.items()]


def _table(answers: Sequence[Answered], grouping: Grouping) -> dict[str, tuple[int, ...]]:
    _, _, labels, of = grouping
    sums = {label: [0] * len(STAGES) for label in labels}
    for one in answers:
        if (label := of(one.races, one.gender)) is not None:
            sums[label] = [a + b for a, b in zip(sums[label], one.reached, strict=True)]
    return {label: tuple(row) for label, row in sums.items()}


def _view(
    grouping: Grouping,
    table: Mapping[str, tuple[int, ...]],
    shown: Mapping[str, int],
    answers: Sequence[Answered],
    pool: Pool,
) -> View:
    key, title, _, of = grouping
    known = tuple(sum(column) for column in zip(*table.values(), strict=True))
    total = pool.reached[0]
    is_point = bool(total) and Fraction(known[0], total) >= FULL_RESPONSE
    steps = [_step(step, table, shown, known, pool, is_point=is_point) for step in STEPS]
    withdrew: Counter[str | None] = Counter()
    for one in answers:
        withdrew[of(one.races, one.gender)] += one.withdrew
    sensitivity = _sensitivity(steps[-1], table, withdrew) if is_point and key != "race" else []
    return View(key, title, steps, known[0], total, sensitivity)


def _step(
    step: tuple[str, str, int, int],
    table: Mapping[str, tuple[int, ...]],
    shown: Mapping[str, int],
    known: tuple[int, ...],
    pool: Pool,
    *,
    is_point: bool,
) -> Step:
    key, label, first, last = step
    groups = {name: Group(name, row[first], row[last]) for name, row in table.items() if shown[name] > last}
    unknown = [everybody - some for everybody, some in zip(pool.reached, known, strict=True)]
    beside = {each.focal.label: each for each in compare([*groups.values()], pool=pool.reached[first])}
    lines = [
        Line(
            name,
            groups.get(name),
            beside.get(name) if is_point else None,
            None
            if is_point or name not in groups
            else rate_bounds(groups[name], considered=unknown[first], advanced=unknown[last]),
        )
        for name in table
    ]
    return Step(key, label, lines, pool.reached[first], pool.reached[last], unknown[first], unknown[last])


def _sensitivity(
    bottom: Step, table: Mapping[str, tuple[int, ...]], withdrew: Mapping[str | None, int]
) -> list[Sensitivity]:
    """The bottom line once more with those who withdrew; nothing of a group where they are few, or it is hidden above."""
    if not any(withdrew[label] for label in table):
        return []
    counts = dict(zip(table, suppress([withdrew[label] for label in table]), strict=True))
    groups = [
        Group(line.label, line.group.considered + (counts[line.label] or 0), line.group.advanced)
        for line in bottom.lines
        if line.group is not None and counts[line.label] is not None
    ]
    beside = {each.focal.label: Line(each.focal.label, each.focal, each) for each in compare(groups)}
    return [Sensitivity(label, counts[label], beside[label].ratio if label in beside else "hidden") for label in table]


def adjust(views: list[View]) -> list[View]:
    """Holm over all groups and stages of the page that are shown, the benchmarks apart."""
    family = {
        f"{view.key}:{step.key}:{line.label}": line.comparison.p
        for view in views
        for step in view.steps
        for line in step.lines
        if line.comparison and line.comparison.ratio is not None and not line.comparison.is_benchmark
    }
    adjusted = holm(family)

    def with_it(view: View, step: Step) -> Step:
        lines = [
            Line(
                line.label,
                line.group,
                line.comparison,
                line.bounds,
                adjusted.get(f"{view.key}:{step.key}:{line.label}"),
            )
            for line in step.lines
        ]
        return Step(
            step.key, step.label, lines, step.considered, step.advanced, step.unknown_considered, step.unknown_advanced
        )

    return [
        View(
            view.key, view.title, [with_it(view, step) for step in view.steps], view.known, view.total, view.sensitivity
        )
        for view in views
    ]

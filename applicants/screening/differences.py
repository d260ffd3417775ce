"""Two versions of a rubric side by side, in words. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from applicants.screening.facts import FactDefinition
from applicants.screening.rubric import (
    Bands,
    BoundCriterion,
    BoundRule,
    ByOption,
    Families,
    PerItem,
    Rubric,
    YesNo,
    bind,
)

TESTS = {"is": "must be", "at_least": "must be at least", "at_most": "must be at most"}


@dataclass(frozen=True)
class Change:
    """One thing that is not the same: what, how it was, how it is. Empty where it was not there, or is not any more."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """A criterion or a minimum: `state` is added, removed, changed, moved or same; `changes` only for what both have."""

    name: str
    group: str
    state: str
    before: str
    after: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Everything that tells two versions apart. `criteria` and `rules` hold what stayed the same, too."""

    thresholds: tuple[Change, ...]
    criteria: tuple[Part, ...]
    rules: tuple[Part, ...]

    @property
    def count(self) -> int:
        """How many things differ."""
        return len(self.thresholds) + sum(part.state != "same" for part in (*self.criteria, *self.rules))

    @property
    def same_criteria(self) -> list[Part]:
        """The criteria that nothing changed in."""
        return [part for part in self.criteria if part.state == "same"]

    @property
    def same_rules(self) -> list[Part]:
        """The minimums that nothing changed in."""
        return [part for part in self.rules if part.state == "same"]

    def say(self) -> str:
        """What differs, in one sentence."""
        counts = [
            (sum(part.state == state for part in self.criteria), state)
            for state in ("added", "removed", "changed", "moved")
        ]
        said = [f"{count} {'criterion' if count == 1 else 'criteria'} {state}" for count, state in counts if count]
        if rules := sum(part.state != "same" for part in self.rules):
            said.append(f"{rules} {'minimum' if rules == 1 else 'minimums'} changed")
        said += [f"{change.what.lower()} {change.before} → {change.after}" for change in self.thresholds]
        return "; ".join(said).capitalize() + "." if said else "They say the same."


def differences(before: Rubric, after: Rubric, definitions: Sequence[FactDefinition]) -> Difference:
    """What tells `after` from `before`, on a form with these facts."""
    old, new = bind(before, definitions), bind(after, definitions)
    thresholds = [
        Change(what, f"{was:,}", f"{now:,}")
        for what, was, now in (
            ("Borderline from", before.borderline, after.borderline),
            ("Above from", before.above, after.above),
            ("Highest score", old.most, new.most),
        )
        if was != now
    ]
    criteria = _parts(
        [(each.criterion.key, each.criterion.name, each.criterion.group, _said(each)) for each in old.criteria],
        [(each.criterion.key, each.criterion.name, each.criterion.group, _said(each)) for each in new.criteria],
    )
    rules = _parts(
        [(each.rule.key, _asks(each), "", _said_rule(each)) for each in old.rules],
        [(each.rule.key, _asks(each), "", _said_rule(each)) for each in new.rules],
    )
    return Difference(tuple(thresholds), criteria, rules)


_Told = tuple[str, str, str, list[tuple[str, str]]]


def _parts(before: Sequence[_Told], after: Sequence[_Told]) -> tuple[Part, ...]:
    """In the order of `after`, then what was removed."""
    before, after = _told_apart(before), _told_apart(after)
    old = {key: (name, group, told) for key, name, group, told in before}
    kept = [key for key, *_ in before if key in {key for key, *_ in after}]
    order = [key for key, *_ in after if key in old]
    moved = set(_moved(kept, order))
    parts: list[Part] = []
    for key, name, group, told in after:
        if key not in old:
            parts.append(Part(name, group, "added", "", _in_short(told)))
            continue
        was = old[key][2]
        changes = _changes(was, told)
        state = "changed" if changes else "moved" if key in moved else "same"
        if key in moved:
            changes.append(Change("Place", _place(kept, key), _place(order, key)))
        parts.append(Part(name, group, state, _in_short(was), _in_short(told), tuple(changes)))
    there = {key for key, *_ in after}
    parts += [
        Part(name, group, "removed", _in_short(told), "") for key, name, group, told in before if key not in there
    ]
    return tuple(parts)


def _told_apart(parts: Sequence[_Told]) -> list[_Told]:
    """The same parts; a key that stands there twice (a problem, but a draft may have it) gets its number."""
    seen: dict[str, int] = {}
    told: list[_Told] = []
    for key, *rest in parts:
        seen[key] = number = seen.get(key, 0) + 1
        told.append((key if number == 1 else f"{key} {number}", *rest))  # type: ignore[arg-type]
    return told


def _moved(kept: list[str], order: list[str]) -> list[str]:
    """What must be lifted out so that the rest stands in the same order: all but a longest common run of both."""
    places = {key: place for place, key in enumerate(kept)}
    best: list[list[str]] = []
    for key in order:
        runs = [run for run in best if places[run[-1]] < places[key]]
        best.append([*_longest(runs), key])
    stays = set(_longest(best))
    return [key for key in order if key not in stays]


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=lambda run: len(run)) if runs else []


def _place(keys: list[str], key: str) -> str:
    return f"{keys.index(key) + 1} of {len(keys)}"


def _changes(was: list[tuple[str, str]], now: list[tuple[str, str]]) -> list[Change]:
    before, after = dict(was), dict(now)
    names = list(dict.fromkeys([*before, *after]))
    return [
        Change(name, before.get(name, ""), after.get(name, "")) for name in names if before.get(name) != after.get(name)
    ]


def _in_short(told: list[tuple[str, str]]) -> str:
    """What a criterion counts, in a line: without its words."""
    return "; ".join(f"{name}: {what}" for name, what in told if name not in ("Name", "Group", "Why", "Question"))


def _said(bound: BoundCriterion) -> list[tuple[str, str]]:
    """A criterion as (what, in words), each a thing that can change."""
    criterion = bound.criterion
    question = bound.definition.label if bound.definition else f"{criterion.fact} (not in this form)"
    told = [("Name", criterion.name), ("Group", criterion.group), ("Why", criterion.why), ("Question", question)]
    told += [("Weight", f"{criterion.weight:,}"), ("At most", f"{bound.most:,} points")]
    return told + scale(bound)


def scale(bound: BoundCriterion) -> list[tuple[str, str]]:
    """What each answer gives, before the weight, as (answer, points in words)."""
    kind = bound.kind
    options = bound.definition.question.options if bound.definition else ()
    match kind:
        case Bands():
            return [(kind.said(band), _points(band.points)) for band in kind.bands]
        case Families():
            return [("Subjects", ", ".join(kind.names)), ("Each", _points(kind.each)), ("Cap", _points(kind.cap))]
        case PerItem():
            labels = [label for place, (_, label) in enumerate(options) if kind.mask >> place & 1]
            return [("Items", "; ".join(labels)), ("Each", _points(kind.each)), ("Cap", _points(kind.cap))]
        case YesNo():
            return [("Yes", _points(kind.yes)), ("No", _points(kind.no))]
        case ByOption():
            return [(options[place - 1][1], _points(points)) for place, points in kind.by_position]


def _points(points: int) -> str:
    return f"{points:,} {'point' if points == 1 else 'points'}"


def _asks(bound: BoundRule) -> str:
    return bound.definition.question.label if bound.definition else f"{bound.rule.fact} (not in this form)"


def _said_rule(bound: BoundRule) -> list[tuple[str, str]]:
    rule = bound.rule
    unanswered = "passes, and a person asks" if rule.unanswered == "pass" else "is not enough"
    return [
        ("The answer", f"{TESTS[rule.test]} {say_value(bound)}"),
        ("No answer", unanswered),
        ("Reason", rule.reason),
    ]


def say_value(bound: BoundRule) -> str:
    """The value that a minimum asks for, in words."""
    value = bound.rule.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = dict(bound.definition.question.options) if bound.definition else {}
    if isinstance(value, int):
        return bound.definition.say(value) if bound.definition else f"{value:,}"
    named: list[str] = value if isinstance(value, list) else [str(value)]
    return " or ".join(labels.get(each, each) for each in named)

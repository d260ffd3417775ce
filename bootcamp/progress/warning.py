"""Early warning: plain rules that name somebody to talk to, and why. They decide nothing; a person acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from bootcamp.progress.attendance import Code, Sitting, attendance_share
from bootcamp.progress.marks import ModuleMark, State

RULES: Final[dict[str, str]] = {
    "unexcused": "Absent without excuse",
    "absence": "Absence",
    "missing": "Missing work",
    "below_pass": "Below the pass mark",
    "falling": "Marks falling",
}
"""The rules by key, with the short names people read, in the order in which they speak."""

ABOUT_MARKS: Final = frozenset({"missing", "below_pass", "falling"})
"""The rules whose reasons name marks, which learners read only once they are published."""

VERY_ABSENT: Final = 40
"""From so many per cent of the last sessions on, absence is for today and not for this week."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When each rule speaks."""

    absence_percent: Decimal = Decimal(10)
    last_sessions: int = 5
    unexcused_in_a_row: int = 2
    falling_points: Decimal = Decimal(10)
    missing_assessments: int = 2


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to talk to somebody, with the figure it rests on. Urgency 1 (this week) to 3 (today)."""

    rule: str
    reason: str
    urgency: int
    figure: str = ""


def absence(sittings: Sequence[Sitting], limits: Thresholds) -> Flag | None:
    """At least so much absence over the last sessions that were held (in time order); excused time is left out."""
    held = [sitting for sitting in sittings if sitting.code != Code.NOT_HELD][-limits.last_sessions :]
    share = attendance_share(held)
    if not share.scheduled or Fraction(share.missed * 100, share.scheduled) < Fraction(limits.absence_percent):
        return None
    percent = share.missed * 100 // share.scheduled
    sessions = "the last session" if len(held) == 1 else f"the last {len(held)} sessions"
    urgency = 3 if percent >= VERY_ABSENT else 2
    return Flag("absence", f"Missed {percent}% of {sessions}.", urgency, f"{percent}%")


def unexcused_in_a_row(sittings: Sequence[Sitting], limits: Thresholds) -> Flag | None:
    """So many unexcused absences one after the other, up to the last session that was held."""
    run = 0
    for sitting in reversed(sittings):
        if sitting.code == Code.NOT_HELD:
            continue
        if sitting.code != Code.UNEXCUSED:
            break
        run += 1
    if run < limits.unexcused_in_a_row:
        return None
    if run == 1:
        return Flag("unexcused", "Absent without excuse in the last session.", 3, "1")
    return Flag("unexcused", f"Absent without excuse {run} sessions in a row, up to the last one.", 3, str(run))


def below_pass(modules: Sequence[ModuleMark], limits: Thresholds) -> Flag | None:
    """Modules whose mark so far is below their pass mark, in one sentence."""
    below = [
        f"{module.title} {module.mark}{'' if module.is_final else ' so far'} of {module.pass_mark.normalize():f}"
        for module in modules
        if module.mark is not None and not module.reaches_pass
    ]
    if not below:
        return None
    return Flag("below_pass", f"Below the pass mark: {', '.join(below)}.", 2, str(len(below)))


def falling(modules: Sequence[ModuleMark], limits: Thresholds) -> Flag | None:
    """The last mark lies so many points under the one before it."""
    marked = [module for module in modules if module.mark is not None]
    for before, after in list(pairwise(marked))[-1:]:
        assert before.mark is not None
        assert after.mark is not None
        if before.mark - after.mark >= limits.falling_points:
            fell = before.mark - after.mark
            words = f"Fell {fell} points: {before.mark} in {before.title}, {after.mark} in {after.title}."
            return Flag("falling", words, 1, str(fell))
    return None


def missing_work(modules: Sequence[ModuleMark], limits: Thresholds, overdue: Sequence[str] = ()) -> Flag | None:
    """So many assessments missing over all modules.

    `overdue`: titles of work that was due, was not handed in, and that nobody has called missing yet; it counts as well.
    """
    titles = [line.title for module in modules for line in module.lines if line.state == State.MISSING]
    missing = sum(module.missing for module in modules) + len(overdue)
    if missing < limits.missing_assessments:
        return None
    named = [*titles, *overdue]
    words = "1 assessment is missing" if missing == 1 else f"{missing} assessments are missing"
    which = f": {', '.join(named)}" if len(named) == missing else ""
    return Flag("missing", f"{words}{which}.", 2, str(missing))


def early_warning(
    sittings: Sequence[Sitting],
    modules: Sequence[ModuleMark],
    limits: Thresholds | None = None,
    *,
    overdue: Sequence[str] = (),
) -> list[Flag]:
    """Every rule that speaks, the most urgent first. Sittings in time order, modules in the order of the programme."""
    limits = limits or Thresholds()
    found = [
        unexcused_in_a_row(sittings, limits),
        absence(sittings, limits),
        missing_work(modules, limits, overdue),
        below_pass(modules, limits),
        falling(modules, limits),
    ]
    return sorted((flag for flag in found if flag), key=lambda flag: -flag.urgency)


def first_to_contact(
    urgency: int, reasons: int, attended: int | None, name: str
) -> tuple[int, int, tuple[bool, int], str]:
    """Where somebody stands in the list: the most urgent first, then the most reasons, the least attended, by name.

    `attended`: the share in permille; None where nothing was noted, which stands behind every figure.
    """
    return -urgency, -reasons, (attended is None, attended or 0), name.casefold()

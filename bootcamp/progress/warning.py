"""Early warning: plain rules that name somebody to talk to, and why. They decide nothing; a person acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from bootcamp.progress.attendance import Code, Sitting, attendance_share
from bootcamp.progress.marks import ModuleMark


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
    """One reason to talk to somebody. Urgency 1 (this week) to 3 (today)."""

    rule: str
    reason: str
    urgency: int


def absence(sittings: Sequence[Sitting], limits: Thresholds) -> Flag | None:
    """At least so much absence over the last sessions that were held (in time order); excused time is left out."""
    held = [sitting for sitting in sittings if sitting.code != Code.NOT_HELD][-limits.last_sessions :]
    share = attendance_share(held)
    if not share.scheduled or Fraction(share.missed * 100, share.scheduled) < Fraction(limits.absence_percent):
        return None
    percent = share.missed * 100 // share.scheduled
    sessions = "the last session" if len(held) == 1 else f"the last {len(held)} sessions"
    return Flag("absence", f"Missed {percent}% of {sessions}.", 3 if percent >= 40 else 2)


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
    return Flag("unexcused", f"Absent without excuse {run} sessions in a row, up to the last one.", 3)


def below_pass(modules: Sequence[ModuleMark], limits: Thresholds) -> Flag | None:
    """Modules whose mark so far is below their pass mark, in one sentence."""
    below = [
        f"{module.title} {module.mark}{'' if module.is_final else ' so far'} of {module.pass_mark.normalize():f}"
        for module in modules
        if module.mark is not None and not module.reaches_pass
    ]
    return Flag("below_pass", f"Below the pass mark: {', '.join(below)}.", 2) if below else None


def falling(modules: Sequence[ModuleMark], limits: Thresholds) -> Flag | None:
    """The last mark lies so many points under the one before it."""
    marked = [module for module in modules if module.mark is not None]
    for before, after in list(pairwise(marked))[-1:]:
        assert before.mark is not None
        assert after.mark is not None
        if before.mark - after.mark >= limits.falling_points:
            return Flag(
                "falling",
                f"Fell {before.mark - after.mark} points: {before.mark} in {before.title}, {after.mark} in {after.title}.",
                1,
            )
    return None


def missing_work(modules: Sequence[ModuleMark], limits: Thresholds) -> Flag | None:
    """So many assessments missing over all modules."""
    missing = sum(module.missing for module in modules)
    if missing < limits.missing_assessments:
        return None
    return Flag("missing", f"{missing} assessments are missing.", 2)


def early_warning(
    sittings: Sequence[Sitting], modules: Sequence[ModuleMark], limits: Thresholds | None = None
) -> list[Flag]:
    """Every rule that speaks, the most urgent first. Sittings in time order, modules in the order of the programme."""
    limits = limits or Thresholds()
    found = [
        unexcused_in_a_row(sittings, limits),
        absence(sittings, limits),
        missing_work(modules, limits),
        below_pass(modules, limits),
        falling(modules, limits),
    ]
    return sorted((flag for flag in found if flag), key=lambda flag: -flag.urgency)

"""Completion: the rule, and what is missing, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bootcamp.progress.attendance import AttendanceShare
from bootcamp.progress.marks import ModuleMark


@dataclass(frozen=True, slots=True)
class Rule:
    """What completion asks for. Each part can be switched off; the pass marks stand with the modules."""

    attendance_min: Decimal = Decimal(90)
    every_module: bool = True
    examination: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the rule: met, failed so far, or not to be judged yet (`open`), with the reason in words."""

    title: str
    met: bool
    words: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """All parts of the rule."""

    checks: tuple[Check, ...]

    @property
    def met(self) -> bool:
        """Whether every part is met."""
        return all(check.met for check in self.checks)

    @property
    def open(self) -> list[Check]:
        """The parts that cannot be judged yet."""
        return [check for check in self.checks if check.open]

    @property
    def missing(self) -> list[str]:
        """The reasons of the parts that are not met."""
        return [check.words for check in self.checks if not check.met]


def judge(
    rule: Rule,
    *,
    attendance: AttendanceShare,
    modules: Sequence[ModuleMark],
    examination: ModuleMark | None,
    sessions_to_come: int = 0,
) -> Verdict:
    """Judge somebody by the rule. `sessions_to_come`: held later, or held and not marked yet."""
    checks = [check_attendance(rule.attendance_min, attendance, sessions_to_come)]
    if rule.every_module:
        checks += [check_module(module) for module in modules]
    if rule.examination:
        if examination is None:
            checks.append(Check("Examination", False, "This programme has no examination yet.", open=True))
        else:
            checks.append(check_module(examination))
    return Verdict(tuple(checks))


def check_attendance(minimum: Decimal, share: AttendanceShare, sessions_to_come: int) -> Check:
    """Attendance: at least `minimum` per cent, once every session has been marked."""
    if share.percent is None:
        return Check("Attendance", False, "No attendance has been marked yet.", open=True)
    minutes = f"{share.attended:,} of {share.scheduled:,} minutes"
    words = f"Attendance is {share.percent}% ({minutes}); {minimum.normalize():f}% is needed."
    if sessions_to_come:
        to_mark = "1 session is" if sessions_to_come == 1 else f"{sessions_to_come} sessions are"
        return Check("Attendance", False, f"{words} {to_mark} still to be marked.", open=True)
    return Check("Attendance", share.reaches(minimum), words)


def check_module(module: ModuleMark) -> Check:
    """A module or the examination: final, and at least its pass mark."""
    needed = f"{module.pass_mark.normalize():f} is needed"
    if module.mark is None and module.is_final:
        return Check(module.title, False, f"{module.title}: no mark, because everything in it was excused; {needed}.")
    if not module.is_final:
        left = "1 assessment is" if module.ungraded == 1 else f"{module.ungraded} assessments are"
        so_far = "" if module.mark is None else f" So far the mark is {module.mark}; {needed}."
        return Check(module.title, False, f"{module.title}: {left} not graded yet.{so_far}", open=True)
    words = f"{module.title}: the mark is {module.mark}; {needed}."
    if module.missing:
        words += f" Missing work: {module.missing}."
    return Check(module.title, module.reaches_pass, words)

"""The charts of a class and the tables under them: attendance by session, and where the marks of each module lie."""

from dataclasses import dataclass
from fractions import Fraction

from bootcamp.plotting import quantile
from bootcamp.progress import AttendanceShare
from bootcamp.selectors.overview import Overview, SessionRow, day_of
from careerpath.ui.plots.data import Chart, Curve, Mark

QUARTERS = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))


@dataclass(frozen=True, slots=True)
class SessionShare:
    """A session that was marked, and the share of its minutes that the class attended."""

    row: SessionRow
    share: AttendanceShare


@dataclass(frozen=True, slots=True)
class ModuleMarks:
    """Where the marks of a module lie: how many there are, how many below the pass mark, and the five figures, one decimal."""

    title: str
    people: int
    below: int
    pass_mark: str
    figures: tuple[str, ...] = ()

    @property
    def middle(self) -> str:
        """The median; empty without marks."""
        return self.figures[2] if self.figures else ""


@dataclass(frozen=True, slots=True)
class Glance:
    """Both charts with their tables."""

    attendance: Chart
    sessions: list[SessionShare]
    marks: Chart
    modules: list[ModuleMarks]


def glance(seen: Overview) -> Glance:
    """The charts of a class; asks the database nothing."""
    shares = [SessionShare(row, AttendanceShare(row.attended, row.scheduled)) for row in seen.sessions if row.scheduled]
    modules = marks_by_module(seen)
    return Glance(attendance_chart(seen, shares), shares, marks_chart(modules), modules)


def attendance_chart(seen: Overview, shares: list[SessionShare]) -> Chart:
    """Per cent of the minutes attended, session by session."""
    points = tuple((float(x), float(one.share.percent or 0)) for x, one in enumerate(shares))
    ticks = tuple(f"{day_of(one.row.session, seen.cohort):%-d %b}" for one in shares)
    said = "; ".join(f"{tick}: {one.share.percent}%" for tick, one in zip(ticks, shares, strict=True))
    return Chart("lines", "Attendance by session", said, unit="%", curves=(Curve("Attended", points),), ticks=ticks)


def marks_by_module(seen: Overview) -> list[ModuleMarks]:
    """Each module, the examination last, as the worker stored the marks so far."""
    examination = seen.plan.examination
    parts = [module for module in seen.plan.modules if module is not examination]
    parts += [examination] if examination else []
    stored = [person.early_warning.marks for person in seen.people if hasattr(person, "early_warning")]
    found = []
    for place, module in enumerate(parts):
        here = (row[place] for row in stored if place < len(row))
        marks = sorted(mark for mark in here if mark is not None)
        figures = tuple(f"{float(quantile(marks, share)) / 10:.1f}" for share in QUARTERS) if marks else ()
        below = sum(mark < module.pass_mark * 10 for mark in marks)
        found.append(ModuleMarks(module.title, len(marks), below, f"{module.pass_mark.normalize():f}", figures))
    return found


def marks_chart(modules: list[ModuleMarks]) -> Chart:
    """The median of each module with the middle half of the class around it."""
    marks = tuple(
        Mark(
            one.title,
            float(one.middle),
            low=float(one.figures[1]),
            high=float(one.figures[3]),
            text=f"{one.middle}, {one.below} below {one.pass_mark}" if one.below else one.middle,
        )
        for one in modules
        if one.figures
    )
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return Chart(
        "dots", "Marks by module: the median, and the middle half of the class", said, marks=marks, first_label="Median"
    )

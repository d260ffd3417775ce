"""How somebody stands: attendance, marks, completion, early warning. Plain Python: knows no database and no clock.

Everything is computed exactly (whole minutes, fractions) and rounded once, at the end, half up.
"""

from bootcamp.progress.attendance import AttendanceShare, Code, Sitting, attendance_share, check_minutes
from bootcamp.progress.completion import Check, Rule, Verdict, judge
from bootcamp.progress.dropping import choose_dropped
from bootcamp.progress.marks import (
    CourseMark,
    Line,
    ModuleMark,
    Result,
    State,
    course_mark,
    module_mark,
    round_half_up,
    started_days_late,
)
from bootcamp.progress.warning import Flag, Thresholds, early_warning

__all__ = [
    "AttendanceShare",
    "Check",
    "Code",
    "CourseMark",
    "Flag",
    "Line",
    "ModuleMark",
    "Result",
    "Rule",
    "Sitting",
    "State",
    "Thresholds",
    "Verdict",
    "attendance_share",
    "check_minutes",
    "choose_dropped",
    "course_mark",
    "early_warning",
    "judge",
    "module_mark",
    "round_half_up",
    "started_days_late",
]

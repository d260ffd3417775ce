"""Attendance reports of meeting tools: reading them, and what somebody's joins come to in a session. Plain Python.

What Zoom and Teams export is written down in docs/boot-camp.md. A report names people as they called themselves; who of the class
they are is decided elsewhere.
"""

from bootcamp.meeting_reports.intervals import Stay, code_of, stay
from bootcamp.meeting_reports.likeness import Suggestion, plain, suggest
from bootcamp.meeting_reports.reading import MOST_BYTES, read_report
from bootcamp.meeting_reports.shape import Attendee, Join, Report, Unreadable

__all__ = [
    "MOST_BYTES",
    "Attendee",
    "Join",
    "Report",
    "Stay",
    "Suggestion",
    "Unreadable",
    "code_of",
    "plain",
    "read_report",
    "stay",
    "suggest",
]

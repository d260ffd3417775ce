"""Calendars as the boot camp knew them first; they are everybody's now (`careerpath.calendars`)."""

from careerpath.calendars import Entry, Party, changes, invitation, make_calendar

__all__ = ["Entry", "Party", "changes", "invitation", "make_calendar"]

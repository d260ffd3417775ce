"""Mentors, whom they mentor, and the work they do together."""

from mentorship.models.mentor import Mentor
from mentorship.models.mentorship import Mentorship, MentorshipStatusChange
from mentorship.models.work import CheckIn, Goal, MentoringSession, PrivateNote

__all__ = [
    "CheckIn",
    "Goal",
    "Mentor",
    "MentoringSession",
    "Mentorship",
    "MentorshipStatusChange",
    "PrivateNote",
]

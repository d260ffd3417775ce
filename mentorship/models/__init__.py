"""Mentors, whom they mentor, and the work they do together."""

from mentorship.models.escalation import Escalation, EscalationAnswer
from mentorship.models.mentor import Mentor
from mentorship.models.mentorship import Mentorship, MentorshipStatusChange
from mentorship.models.work import (
    CheckIn,
    Goal,
    GoalStep,
    Meeting,
    MentoringSession,
    SealedNote,
    SessionAction,
    SessionChange,
)

__all__ = [
    "CheckIn",
    "Escalation",
    "EscalationAnswer",
    "Goal",
    "GoalStep",
    "Meeting",
    "Mentor",
    "MentoringSession",
    "Mentorship",
    "MentorshipStatusChange",
    "SealedNote",
    "SessionAction",
    "SessionChange",
]

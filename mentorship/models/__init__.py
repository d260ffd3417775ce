"""Mentors, whom they mentor, and the work they do together."""

from mentorship.models.escalation import Escalation, EscalationAnswer
from mentorship.models.following import AnotherMentor
from mentorship.models.goals import CheckIn, Goal, GoalStep
from mentorship.models.mentor import (
    AgreementGiven,
    Mentor,
    MentorConflict,
    MentoringAgreement,
    MentoringRules,
    MentorPause,
)
from mentorship.models.mentorship import Mentorship, MentorshipStatusChange
from mentorship.models.nudging import Nudge, NudgeChoice
from mentorship.models.wishes import MenteeLiked, MenteeWish, MentorRank
from mentorship.models.work import (
    Meeting,
    MentoringSession,
    SealedNote,
    SessionAction,
    SessionChange,
)

__all__ = [
    "AgreementGiven",
    "AnotherMentor",
    "CheckIn",
    "Escalation",
    "EscalationAnswer",
    "Goal",
    "GoalStep",
    "Meeting",
    "MenteeLiked",
    "MenteeWish",
    "Mentor",
    "MentorConflict",
    "MentorPause",
    "MentorRank",
    "MentoringAgreement",
    "MentoringRules",
    "MentoringSession",
    "Mentorship",
    "MentorshipStatusChange",
    "Nudge",
    "NudgeChoice",
    "SealedNote",
    "SessionAction",
    "SessionChange",
]

"""The boot camp's tables, by what they are for."""

from bootcamp.models.enrolment import Completion, Enrolment, EnrolmentStatusChange, FollowUp
from bootcamp.models.last_mile import (
    Credential,
    CredentialAttempt,
    CredentialAward,
    Track,
    TrackEnrolment,
    TrackEnrolmentStatusChange,
)
from bootcamp.models.marking import Attendance, AttendanceCode, AttendanceRecord, Grade, GradeRecord, GradeState
from bootcamp.models.onboarding import OnboardingDone, OnboardingTask
from bootcamp.models.programme import (
    Assessment,
    Holiday,
    Module,
    Programme,
    Section,
    Session,
    SessionChange,
    Teaching,
)
from bootcamp.models.publishing import MarkPublication
from bootcamp.models.templates import (
    ProgrammeTemplate,
    TemplateAssessment,
    TemplateModule,
    TemplateSession,
    TemplateTask,
)
from bootcamp.models.warning import (
    EarlyWarning,
    HandOver,
    Snooze,
    SupportNote,
    SupportPlan,
    SupportStep,
    WarningChange,
    WarningRules,
)

__all__ = [
    "Assessment",
    "Attendance",
    "AttendanceCode",
    "AttendanceRecord",
    "Completion",
    "Credential",
    "CredentialAttempt",
    "CredentialAward",
    "EarlyWarning",
    "Enrolment",
    "EnrolmentStatusChange",
    "FollowUp",
    "Grade",
    "GradeRecord",
    "GradeState",
    "HandOver",
    "Holiday",
    "MarkPublication",
    "Module",
    "OnboardingDone",
    "OnboardingTask",
    "Programme",
    "ProgrammeTemplate",
    "Section",
    "Session",
    "SessionChange",
    "Snooze",
    "SupportNote",
    "SupportPlan",
    "SupportStep",
    "Teaching",
    "TemplateAssessment",
    "TemplateModule",
    "TemplateSession",
    "TemplateTask",
    "Track",
    "TrackEnrolment",
    "TrackEnrolmentStatusChange",
    "WarningChange",
    "WarningRules",
]

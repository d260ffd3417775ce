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
from bootcamp.models.templates import (
    ProgrammeTemplate,
    TemplateAssessment,
    TemplateModule,
    TemplateSession,
    TemplateTask,
)
from bootcamp.models.publishing import MarkPublication

__all__ = [
    "Assessment",
    "Attendance",
    "AttendanceCode",
    "AttendanceRecord",
    "Completion",
    "Credential",
    "CredentialAttempt",
    "CredentialAward",
    "Enrolment",
    "EnrolmentStatusChange",
    "FollowUp",
    "Grade",
    "GradeRecord",
    "GradeState",
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
    "Teaching",
    "TemplateAssessment",
    "TemplateModule",
    "TemplateSession",
    "TemplateTask",
    "Track",
    "TrackEnrolment",
    "TrackEnrolmentStatusChange",
]

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
from bootcamp.models.programme import Assessment, Module, Programme, Section, Session, Teaching
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
    "MarkPublication",
    "Module",
    "Programme",
    "Section",
    "Session",
    "Teaching",
    "Track",
    "TrackEnrolment",
    "TrackEnrolmentStatusChange",
]

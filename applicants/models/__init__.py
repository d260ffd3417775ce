"""The applicants app's tables, by what they are for."""

from applicants.models.application import Applicant, Application, ApplicationStatusChange
from applicants.models.corrections import AnswerChange, Correction
from applicants.models.deciding import Decision, DecisionRelease, Review
from applicants.models.documents import CheckedFile, Document, DocumentDownload, DocumentText, FileState
from applicants.models.drafts import DraftKey, EmailProof
from applicants.models.duplicates import DuplicatePair, MatchKey, Merge
from applicants.models.fairness import Reconsideration, SecondReading, SignOff, SignOffRuleChange
from applicants.models.importing import ImportBatch
from applicants.models.interviews import AnotherTime, Interview, InterviewVersion
from applicants.models.keeping import Erasure, LegalHold, Restriction, RetentionSwitch, TalentConsent
from applicants.models.letters import Letter, LetterTemplate
from applicants.models.listing import ApplicationTag, ApplicationWords, SavedView, Tag, WordsDue
from applicants.models.next_class import AnnouncedRubric, NextClassInterest, NextClassTold
from applicants.models.notices import MailPreference, Notice, NoticeKind
from applicants.models.operations import BulkChunk, BulkOperation, BulkOperationStatusChange, BulkOutcome
from applicants.models.outgoing import Outgoing
from applicants.models.partners import UniversityConsent, UniversityConsentChange
from applicants.models.screening import (
    ApplicationFacts,
    Rubric,
    RubricVersion,
    ScreeningBatch,
    ScreeningResult,
    ScreeningRun,
    ScreeningRunStatusChange,
)

__all__ = [
    "AnnouncedRubric",
    "AnotherTime",
    "AnswerChange",
    "Applicant",
    "Application",
    "ApplicationFacts",
    "ApplicationStatusChange",
    "ApplicationTag",
    "ApplicationWords",
    "BulkChunk",
    "BulkOperation",
    "BulkOperationStatusChange",
    "BulkOutcome",
    "CheckedFile",
    "Correction",
    "Decision",
    "DecisionRelease",
    "Document",
    "DocumentDownload",
    "DocumentText",
    "DraftKey",
    "DuplicatePair",
    "EmailProof",
    "Erasure",
    "FileState",
    "ImportBatch",
    "Interview",
    "InterviewVersion",
    "LegalHold",
    "Letter",
    "LetterTemplate",
    "MailPreference",
    "MatchKey",
    "Merge",
    "NextClassInterest",
    "NextClassTold",
    "Notice",
    "NoticeKind",
    "Outgoing",
    "Reconsideration",
    "Restriction",
    "RetentionSwitch",
    "Review",
    "Rubric",
    "RubricVersion",
    "SavedView",
    "ScreeningBatch",
    "ScreeningResult",
    "ScreeningRun",
    "ScreeningRunStatusChange",
    "SecondReading",
    "SignOff",
    "SignOffRuleChange",
    "Tag",
    "TalentConsent",
    "UniversityConsent",
    "UniversityConsentChange",
    "WordsDue",
]

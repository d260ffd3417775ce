"""The applicants app's tables, by what they are for."""

from applicants.models.application import Applicant, Application, ApplicationStatusChange, Document
from applicants.models.deciding import Decision, DecisionRelease, Review
from applicants.models.importing import ImportBatch
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
    "Applicant",
    "Application",
    "ApplicationFacts",
    "ApplicationStatusChange",
    "Decision",
    "DecisionRelease",
    "Document",
    "ImportBatch",
    "Review",
    "Rubric",
    "RubricVersion",
    "ScreeningBatch",
    "ScreeningResult",
    "ScreeningRun",
    "ScreeningRunStatusChange",
]

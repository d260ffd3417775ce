"""Clients, what they look for, whom they take, and what must be in order before a first day."""

from placements.models.client import Client, ClientContact, ClientSite, Opening, OpeningRate, OpeningRequest
from placements.models.documents import DocumentKind, PlacementDocument
from placements.models.evaluation import Evaluation, EvaluationChange, EvaluationReminder, OfferAnswer
from placements.models.evidence import OnboardingEvent, OnboardingEvidence, OnboardingFile
from placements.models.logo import ClientLogo
from placements.models.matching import MatchBan, MatchLine, MatchRun, MatchWeights
from placements.models.onboarding import (
    FLAGGED_AT_MOST,
    FLAGGED_FROM,
    NO_FILES,
    OnboardingItem,
    OnboardingRequirement,
    RequirementKind,
)
from placements.models.placement import EndReason, Placement, PlacementDates, PlacementStatusChange
from placements.models.portal import ClientFeedback, InterviewRequest
from placements.models.profile import GraduateProfile, PortalRule, ProfileDecision, ProfilePart, ProfileView
from placements.models.yearly import YearlySurvey

__all__ = [
    "FLAGGED_AT_MOST",
    "FLAGGED_FROM",
    "NO_FILES",
    "Client",
    "ClientContact",
    "ClientFeedback",
    "ClientLogo",
    "ClientSite",
    "DocumentKind",
    "EndReason",
    "Evaluation",
    "EvaluationChange",
    "EvaluationReminder",
    "GraduateProfile",
    "InterviewRequest",
    "MatchBan",
    "MatchLine",
    "MatchRun",
    "MatchWeights",
    "OfferAnswer",
    "OnboardingEvent",
    "OnboardingEvidence",
    "OnboardingFile",
    "OnboardingItem",
    "OnboardingRequirement",
    "Opening",
    "OpeningRate",
    "OpeningRequest",
    "Placement",
    "PlacementDates",
    "PlacementDocument",
    "PlacementStatusChange",
    "PortalRule",
    "ProfileDecision",
    "ProfilePart",
    "ProfileView",
    "RequirementKind",
    "YearlySurvey",
]

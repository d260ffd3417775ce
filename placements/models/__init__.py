"""Clients, what they look for, whom they take, and what must be in order before a first day."""

from placements.models.client import Client, ClientContact, Opening
from placements.models.onboarding import OnboardingItem, OnboardingRequirement
from placements.models.placement import EndReason, Placement, PlacementStatusChange
from placements.models.portal import ClientFeedback, InterviewRequest

__all__ = [
    "Client",
    "ClientContact",
    "ClientFeedback",
    "EndReason",
    "InterviewRequest",
    "OnboardingItem",
    "OnboardingRequirement",
    "Opening",
    "Placement",
    "PlacementStatusChange",
]

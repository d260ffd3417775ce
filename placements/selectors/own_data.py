"""What placements know of a person, for that person (`applicants.own_data`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from placements.models import OnboardingEvidence, OnboardingItem, Placement


def own_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Where they were presented and placed, and what was in order before the first day; three queries. Not what clients said."""
    mine = Placement.objects.filter(enrolment__application__in=applications).select_related("opening__client")
    items = OnboardingItem.objects.filter(placement__enrolment__application__in=applications).select_related(
        "requirement__client"
    )
    shown = OnboardingEvidence.objects.filter(
        item__placement__enrolment__application__in=applications, given_by=user_id
    ).select_related("item__requirement", "document")
    return [
        Part(
            "placements",
            _("Your placements"),
            "",
            [
                [
                    Field("client", _("Client"), each.opening.client.name),
                    Field("role", _("Role"), each.opening.title),
                    Field("status", _("Status"), each.status, each.get_status_display()),
                    Field("presented_at", _("Presented"), each.presented_at),
                    Field("starts_on", _("First day agreed"), each.starts_on),
                    Field("ends_on", _("Last day planned"), each.ends_on),
                    Field("ended_on", _("Last day"), each.ended_on),
                ]
                for each in mine.order_by("presented_at", "pk")
            ],
        ),
        Part(
            "onboarding",
            _("Before the first day"),
            "",
            [
                [
                    Field("client", _("Client"), each.requirement.client.name),
                    Field("requirement", _("Requirement"), each.requirement.kind, str(each.requirement)),
                    Field("due_on", _("Due"), each.due_on),
                    Field("verified_on", _("Verified"), each.verified_on),
                    Field("expires_on", _("Expires"), each.expires_on),
                    Field("waived_on", _("Waived"), each.waived_on),
                ]
                for each in items.order_by("due_on", "pk")
            ],
        ),
        Part(
            "onboarding_evidence",
            _("What you gave for it"),
            "",
            [
                [
                    Field("requirement", _("Requirement"), each.kind, str(each.item.requirement)),
                    Field("reference", _("Reference"), each.reference),
                    Field("dated_on", _("Its date"), each.dated_on),
                    Field("file", _("File"), _file_name(each)),
                    Field("given_at", _("When"), each.given_at),
                    Field("sent_back", _("Why it was sent back"), each.sent_back_because),
                ]
                for each in shown.order_by("given_at", "pk")
            ],
        ),
    ]


def _file_name(evidence: OnboardingEvidence) -> str:
    document = getattr(evidence, "document", None)
    return document.original_name if document is not None else ""

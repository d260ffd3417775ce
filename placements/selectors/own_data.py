"""What placements know of a person, for that person (`applicants.own_data`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from placements.models import OnboardingItem, Placement


def own_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Where they were presented and placed, and what was in order before the first day; two queries. Not what clients said."""
    mine = Placement.objects.filter(enrolment__application__in=applications).select_related("opening__client")
    items = OnboardingItem.objects.filter(placement__enrolment__application__in=applications).select_related(
        "requirement__client"
    )
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
    ]

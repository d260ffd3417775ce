"""What a person told clients, decided to show, and who looked, for that person (`applicants.own_data`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from placements.models import GraduateProfile, ProfileDecision, ProfilePart, ProfileView


def _labels(parts: Sequence[str]) -> str:
    return ", ".join(str(ProfilePart(part).label) for part in parts if part in ProfilePart.values)


def profile_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """The profile, each decision, and each time that somebody at a client looked; three queries."""
    profiles = GraduateProfile.objects.filter(enrolment__application__in=applications).order_by("pk")
    decided = ProfileDecision.objects.filter(profile__enrolment__application__in=applications).order_by("at", "pk")
    looked = (
        ProfileView.objects.filter(placement__enrolment__application__in=applications)
        .select_related("placement__opening__client", "by")
        .order_by("at", "pk")
    )
    return [
        Part(
            "client_profile",
            _("Your profile for clients"),
            _("Clients see only the parts that you show."),
            [
                [
                    Field("summary", _("About you"), each.summary),
                    Field("skills", _("Skills"), list(each.skills), ", ".join(each.skills)),
                    Field("languages", _("Languages"), list(each.languages), ", ".join(each.languages)),
                    Field("city", _("City"), each.city),
                    Field("state", _("State"), each.state),
                    Field("may_relocate", _("Would move for a placement"), each.may_relocate),
                    Field("remote_only", _("Remote work only"), each.remote_only),
                    Field("shown", _("What clients see"), list(each.shown), _labels(each.shown)),
                    Field("decided_at", _("Decided"), each.decided_at),
                ]
                for each in profiles
            ],
        ),
        Part(
            "client_profile_decisions",
            _("What you decided to show"),
            "",
            [
                [
                    Field("at", _("Decided"), each.at),
                    Field("shown", _("What clients see"), list(each.shown), _labels(each.shown)),
                ]
                for each in decided
            ],
        ),
        Part(
            "client_profile_views",
            _("Who looked at your profile"),
            _("Each person at a client once an hour."),
            [
                [
                    Field("client", _("Client"), each.placement.opening.client.name),
                    Field("by", _("Who"), each.by.name),
                    Field("at", _("In the hour from"), each.at),
                    Field("name_shown", _("With your name"), each.name_shown),
                ]
                for each in looked
            ],
        ),
    ]

"""What the boot camp knows of somebody's last mile, for that person (`applicants.own_data`)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import TrackEnrolment, TrackInterest, TrackProposal, UpkeepActivity


def is_over(proposal: TrackProposal) -> bool:
    """Whether the boot camp of whom it is for was signed: then the marks are on their transcript."""
    return proposal.enrolment.status == EnrolmentStatus.COMPLETED


def last_mile_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Choices, seats that matching proposed with the reasons, tracks, and what was done to keep certificates; four queries."""
    mine = {"enrolment__application__in": applications}
    chosen = TrackInterest.objects.filter(**mine).select_related("track").order_by("enrolment", "rank")
    proposed = (
        TrackProposal.objects.filter(**mine).select_related("intake__track", "enrolment").order_by("proposed_at", "pk")
    )
    tracks = TrackEnrolment.objects.filter(**mine).select_related("track", "intake").order_by("pk")
    upkeep = UpkeepActivity.objects.filter(**mine).select_related("credential").order_by("done_on", "pk")
    return [
        Part(
            "track_choices",
            _("The tracks you would like"),
            "",
            [
                [
                    Field("choice", _("Choice"), each.rank),
                    Field("track", _("Track"), each.track.name),
                    Field("why", _("Why"), each.why),
                ]
                for each in chosen
            ],
        ),
        Part(
            "track_proposals",
            _("Seats that were proposed for you"),
            _("Matching proposes; a person decides."),
            [
                [
                    Field("track", _("Track"), each.intake.track.name),
                    Field("proposed_at", _("Proposed"), each.proposed_at),
                    # They rest on marks, which before the end are not all published.
                    Field("points", _("Points"), each.points if is_over(each) else None),
                    Field("reasons", _("Reasons"), " ".join(each.reasons) if is_over(each) else None),
                    Field("confirmed_at", _("Confirmed"), each.confirmed_at),
                ]
                for each in proposed
            ],
        ),
        Part(
            "tracks",
            _("Your tracks"),
            "",
            [
                [
                    Field("track", _("Track"), each.track.name),
                    Field("status", _("Status"), each.status, each.get_status_display()),
                    Field("starts_on", _("Begins"), each.intake.starts_on if each.intake else None),
                ]
                for each in tracks
            ],
        ),
        Part(
            "upkeep",
            _("What you did to keep certificates"),
            "",
            [
                [
                    Field("credential", _("Certificate"), each.credential.name),
                    Field("title", _("What it was"), each.title),
                    Field("done_on", _("Done on"), each.done_on),
                    Field("hours", _("Hours"), each.hours),
                    Field("evidence", _("Evidence"), each.evidence_url or each.evidence_note),
                    Field("verified_at", _("Verified"), each.verified_at),
                ]
                for each in upkeep
            ],
        ),
    ]

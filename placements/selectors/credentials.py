"""What graduates hold and prepared for, as placements need it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bootcamp.lifecycle import TrackStatus
from bootcamp.models import CredentialAward, TrackEnrolment
from bootcamp.selectors.last_mile import with_expiry


@dataclass(frozen=True, slots=True)
class Held:
    """One award of a credential. `expires_on` None: it does not expire."""

    credential_id: int
    code: str
    name: str
    issuer: str
    awarded_on: date
    expires_on: date | None

    def valid_on(self, day: date) -> bool:
        """Whether it holds on a day; its last day still counts."""
        return self.awarded_on <= day and (self.expires_on is None or self.expires_on >= day)


def held_by(enrolments: Collection[int]) -> defaultdict[int, list[Held]]:
    """Enrolment id -> what they hold, by name. Every award is there: a renewal does not hide the gap before it. One query."""
    held: defaultdict[int, list[Held]] = defaultdict(list)
    awards = with_expiry(CredentialAward.objects.filter(enrolment__in=enrolments)).select_related("credential")
    for award in awards.order_by("credential__name", "awarded_on"):
        credential, expires_on = award.credential, award.expires_on  # type: ignore[attr-defined]  # annotated
        held[award.enrolment_id].append(
            Held(credential.pk, credential.code, credential.name, credential.issuer, award.awarded_on, expires_on)
        )
    return held


def newest_of_each(held: Collection[Held]) -> list[Held]:
    """One row a credential for showing: the award that lasts longest."""
    best: dict[int, Held] = {}
    for one in held:
        now = best.get(one.credential_id)
        if now is None or (one.expires_on or date.max) > (now.expires_on or date.max):
            best[one.credential_id] = one
    return sorted(best.values(), key=lambda one: one.name)


def tracks_of(enrolments: Collection[int]) -> dict[int, str]:
    """Enrolment id -> the last-mile track they prepared in (the latest). One query."""
    rows = TrackEnrolment.objects.filter(enrolment__in=enrolments).exclude(status=TrackStatus.LEFT).order_by("pk")
    return dict(rows.values_list("enrolment_id", "track__name"))

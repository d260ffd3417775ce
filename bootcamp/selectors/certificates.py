"""Certificates as they are read: one by its number, those of a class, one's own, and what somebody pasted."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from bootcamp.badges.signing import LONGEST, NotSigned, verify
from bootcamp.models import BadgeKey, Certificate, Enrolment
from careerpath.accounts.models import User

COMPACT: Final = re.compile(r"(?<![\w-])[\w-]{20,}+\.[\w-]{20,}+\.[\w-]{20,}+", re.ASCII)
"""Whole words and nothing given back: whoever pastes 60,000 letters costs us no more than one look at each."""
NUMBER: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


class State(StrEnum):
    """What a pasted credential turned out to be."""

    VALID = "valid"
    REVOKED = "revoked"
    CHANGED = "changed"
    NOT_OURS = "not_ours"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer, with the certificate where there is one."""

    state: State
    certificate: Certificate | None = None


def certificates() -> QuerySet[Certificate]:
    """All, with what their pages say of them at hand."""
    return Certificate.objects.select_related(
        "enrolment__application__applicant", "enrolment__cohort", "enrolment__completion__meeting"
    )


def certificate_by(public_id: UUID) -> Certificate | None:
    """One by the number that stands on it."""
    return certificates().filter(public_id=public_id).first()


def latest_of(user: User) -> Certificate | None:
    """A learner's own: the one that stands, else the last that was revoked."""
    own = certificates().filter(enrolment__application__applicant__user=user)
    return own.order_by("-issued_at", "-pk").first()


def of_class(enrolment_ids: list[int]) -> dict[int, Certificate]:
    """The latest certificate of each person of a class, by enrolment id; one query."""
    found = Certificate.objects.filter(enrolment_id__in=enrolment_ids).defer("credential")
    return {each.enrolment_id: each for each in found.order_by("issued_at", "pk")}


def without_certificate(cohort_id: int) -> QuerySet[Enrolment]:
    """Those of a class whose completion is signed and who never had a certificate."""
    return Enrolment.objects.filter(cohort=cohort_id, completion__isnull=False, certificates=None)


def look_at(pasted: str) -> Finding:
    """What a pasted credential is: a compact JWS, or a JSON or SVG with one in it. At most four queries."""
    found = COMPACT.search(pasted[: 3 * LONGEST])
    if found is None or len(found[0]) > LONGEST:
        return Finding(State.NOTHING)
    try:
        document = verify(found[0], public_key_of)
    except NotSigned as wrong:
        return Finding(State.CHANGED if wrong.known else State.NOT_OURS)
    number = NUMBER.search(str(document.get("id", "")))
    certificate = certificate_by(UUID(number[0])) if number else None
    if certificate is None:
        return Finding(State.NOT_OURS)
    return Finding(State.VALID if certificate.is_valid else State.REVOKED, certificate)


def public_key_of(kid: str) -> dict[str, Any] | None:
    """The public key that a credential names, if it is one of ours that still counts."""
    return BadgeKey.objects.filter(kid=kid, withdrawn_at=None).values_list("public", flat=True).first()


def public_keys() -> list[dict[str, Any]]:
    """All public keys that count, as JWKs, the oldest first."""
    return list(BadgeKey.objects.filter(withdrawn_at=None).order_by("pk").values_list("public", flat=True))


def key_by(thumbprint: str) -> dict[str, Any] | None:
    """One public key by its thumbprint."""
    keys = BadgeKey.objects.filter(thumbprint=thumbprint, withdrawn_at=None).order_by("-pk")
    return keys.values_list("public", flat=True).first()


def revoked() -> QuerySet[Certificate]:
    """What was revoked, in the order of that."""
    return Certificate.objects.filter(revoked_at__isnull=False).defer("credential").order_by("revoked_at", "pk")

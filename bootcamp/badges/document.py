"""The credential as a document: an OpenBadgeCredential of Open Badges 3.0 in the Verifiable Credentials Data Model 2.0.

What it says of its holder is a number and the digest of their e-mail address with a salt: who knows the address can see that it
is theirs, nobody can read it out of it. Neither the name nor the address stands in it.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

CONTEXT: Final = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
"""The third names `1EdTechRevocationList`."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards it. `id` is the address of this profile."""

    id: str
    name: str
    url: str
    email: str

    def profile(self) -> dict[str, Any]:
        """As a Profile, within a credential and on its own."""
        return {"id": self.id, "type": ["Profile"], "name": self.name, "url": self.url, "email": self.email}


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is awarded: the same for everybody of a class."""

    id: str
    name: str
    description: str
    narrative: str
    image: str
    language: str = "en"

    def document(self) -> dict[str, Any]:
        """As an Achievement, within a credential and on its own."""
        return {
            "id": self.id,
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "name": self.name,
            "description": self.description,
            "criteria": {"narrative": self.narrative},
            "image": {"id": self.image, "type": "Image", "caption": self.name},
            "inLanguage": self.language,
        }


@dataclass(frozen=True, slots=True)
class Award:
    """One certificate: its address, whose it is, from when on, and where it is said to be revoked."""

    id: str
    subject: str
    email: str
    salt: str
    valid_from: datetime
    revocations: str


def identity_hash(email: str, salt: str) -> str:
    """The digest as the specification has it (IdentityObject): SHA-256 of the address, in small letters, followed by the salt."""
    return "sha256$" + hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()


def say_moment(moment: datetime) -> str:
    """A dateTimeStamp in UTC, whole seconds: the `nbf` claim has no more."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def credential(issuer: Issuer, achievement: Achievement, award: Award) -> dict[str, Any]:
    """The credential of an award, unsigned."""
    return {
        "@context": CONTEXT,
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name,
        "issuer": issuer.profile(),
        "validFrom": say_moment(award.valid_from),
        "credentialSubject": {
            "id": award.subject,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": identity_hash(award.email, award.salt),
                    "identityType": "emailAddress",
                    "salt": award.salt,
                }
            ],
            "achievement": achievement.document(),
        },
        "credentialStatus": {"id": award.revocations, "type": "1EdTechRevocationList"},
    }

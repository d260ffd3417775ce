"""What a person can show of what they hold and can do, each with what proves it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from bootcamp.models import Certificate, CredentialAward
from bootcamp.selectors.competencies import competencies_of_class
from bootcamp.selectors.last_mile import with_expiry
from careerpath.ui.links import site_link


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate as a client sees it. `link` proves it at who gave it; empty before the name, since it leads to the name."""

    credential_id: int | None
    """None: our own certificate of the boot camp."""
    name: str
    issuer: str
    code: str
    since: date
    until: date | None
    link: str
    is_verified: bool
    """Whether somebody of the programme saw the evidence (ours always)."""

    def valid_on(self, day: date) -> bool:
        """Whether it holds on a day; its last day still counts."""
        return self.since <= day and (self.until is None or self.until >= day)


@dataclass(frozen=True, slots=True)
class Ability:
    """A competency as a client sees it: how far (1 to 4), the word of that level, and what it means."""

    name: str
    level: int
    word: str
    anchor: str


def proofs_of(enrolments: Collection[int]) -> defaultdict[int, list[Proof]]:
    """What they hold: our certificate while it stands, then of each credential the award that lasts longest; two queries."""
    found: defaultdict[int, list[Proof]] = defaultdict(list)
    ours = Certificate.objects.filter(enrolment__in=enrolments, revoked_at__isnull=True)
    for person, public_id, issued_at in ours.values_list("enrolment_id", "public_id", "issued_at"):
        link = site_link("check:certificate", public_id)
        found[person].append(_our_certificate(issued_at, link))
    best: dict[tuple[int, int], Proof] = {}
    awards = with_expiry(CredentialAward.objects.filter(enrolment__in=enrolments)).select_related("credential")
    for award in awards.order_by("credential__name", "awarded_on", "pk"):
        credential, until = award.credential, award.expires_on  # type: ignore[attr-defined]  # annotated
        proof = Proof(
            credential.pk,
            credential.name,
            credential.issuer,
            credential.code,
            award.awarded_on,
            until,
            _safe(award.evidence_url) if award.verified_at else "",
            award.verified_at is not None,
        )
        now = best.get((award.enrolment_id, credential.pk))
        if now is None or (until or date.max) > (now.until or date.max):
            best[award.enrolment_id, credential.pk] = proof
    for (person, _credential), proof in best.items():
        found[person].append(proof)
    return found


def _our_certificate(issued_at: datetime, link: str) -> Proof:
    return Proof(None, _("Boot camp completed"), _("the programme"), "", issued_at.date(), None, link, is_verified=True)


def _safe(url: str) -> str:
    """The address of evidence, if a browser opens it as a page and nothing else."""
    return url if url.startswith(("https://", "http://")) else ""


def abilities_of(enrolments: Collection[int]) -> dict[int, list[Ability]]:
    """Their competencies as they may read them themselves; two queries."""
    if not enrolments:
        return {}
    return {
        person: [Ability(one.competency.name, one.reading.level, str(one.level.label), one.anchor) for one in attained]
        for person, attained in competencies_of_class(enrolments, published=True).items()
    }

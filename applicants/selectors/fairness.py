"""Reading signatures, second readings and reconsiderations. No figure of any group of people is here."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from applicants.models import SignOff, SignOffRuleChange
from applicants.selectors.deciding import pending
from cohorts.models import Cohort


def digest_of(decisions: Iterable[tuple[int, str]]) -> str:
    """SHA-256 over (id of the application, kind) of each decision, in the order of the ids."""
    text = "\n".join(f"{application}:{kind}" for application, kind in sorted(decisions))
    return hashlib.sha256(text.encode()).hexdigest()


def pending_digest(cohort: Cohort, kinds: Collection[str] | None = None) -> str:
    """The digest of what is pending in a cohort now, or of those of some kinds; one query."""
    return digest_of(pending(cohort, kinds).order_by().values_list("application_id", "kind"))


def signature(cohort: Cohort, digest: str) -> SignOff | None:
    """The newest signature for exactly this set under which nothing has been released yet: one signature, one release."""
    return (
        SignOff.objects.filter(cohort=cohort, digest=digest, releases__isnull=True).select_related("signed_by").first()
    )


@dataclass(frozen=True)
class Signature:
    """What the recruiter's page says of the rule: whether it holds here, and who signed for what is pending now.

    `stale` is the newest signature where it was for another set than what is pending now.
    """

    is_required: bool
    pending: int
    valid: SignOff | None
    stale: SignOff | None

    @property
    def lets_release(self) -> bool:
        """Whether what is pending could be released as far as the rule is concerned."""
        return not self.is_required or self.valid is not None


def signature_of(cohort: Cohort) -> Signature:
    """How it stands with the signature of a cohort's pending decisions now; three queries at most.

    Why and by whom the rule was switched off stands on the cohort (`sign_off_waived_*`) and in `rule_changes`.
    """
    waiting = list(pending(cohort).order_by().values_list("application_id", "kind"))
    valid = signature(cohort, digest_of(waiting)) if waiting else None
    newest = None
    if waiting and valid is None:
        newest = SignOff.objects.filter(cohort=cohort, releases__isnull=True).select_related("signed_by").first()
    return Signature(cohort.sign_off_waived_at is None, len(waiting), valid, newest)


def sign_offs(cohort: Cohort) -> QuerySet[SignOff]:
    """Every signature of a cohort, newest first."""
    return SignOff.objects.filter(cohort=cohort).select_related("signed_by")


def rule_changes(cohort: Cohort) -> QuerySet[SignOffRuleChange]:
    """Every switch of the rule in a cohort, newest first."""
    return SignOffRuleChange.objects.filter(cohort=cohort).select_related("by")

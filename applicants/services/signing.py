"""The signature without which nothing is released, and the rule's switch.

Somebody of the compliance role looks at the impact of what is pending (a page of `reports`) and signs for exactly that set: a
digest of who becomes what. What is staged or dropped afterwards changes the digest and needs a new signature. No figure of any
group of people passes through here.
"""

from collections.abc import Collection, Iterable

from django.db import transaction

from applicants.models import SignOff, SignOffRuleChange
from applicants.selectors.deciding import pending
from applicants.selectors.fairness import digest_of, pending_digest, signature
from applicants.services.refusals import DecisionRefused
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort

__all__ = [
    "NotSigned",
    "SigningRefused",
    "check_can_sign",
    "check_signed",
    "digest_of",
    "pending_digest",
    "sign_off",
    "unwaive",
    "waive",
]


class NotSigned(DecisionRefused):
    """A release that nobody of the compliance role has signed for; the message says so in words."""


class SigningRefused(ValueError):
    """A signature or a switch of the rule that cannot be had; the message is the reason in words."""


def check_can_sign(cohort: Cohort, *, by: User) -> None:
    """Raise SigningRefused where this person may not sign for what is pending, or nothing is."""
    if not has_role(by, Role.COMPLIANCE):
        raise SigningRefused(f"Only the role “{Role.COMPLIANCE}” signs for a release.")
    waiting = pending(cohort)
    if not waiting.exists():
        raise SigningRefused("Nothing is pending, so there is nothing to sign.")
    if waiting.filter(staged_by=by).exists():
        raise SigningRefused("You staged some of these decisions. Somebody else of the role has to sign for them.")


@transaction.atomic
def sign_off(cohort: Cohort, *, by: User, note: str, seen: str | None = None) -> SignOff:
    """Record that this person looked at what releasing everything pending would do, and what they considered.

    `seen` is the digest of the set that the page showed them: where it has changed since, nothing is signed. Raises SigningRefused.
    """
    check_can_sign(cohort, by=by)
    if not note.strip():
        raise SigningRefused("Write what you considered: a sentence is enough, and it stays on record.")
    decisions = list(pending(cohort).order_by().values_list("application_id", "kind"))
    digest = digest_of(decisions)
    if seen is not None and seen != digest:
        raise SigningRefused("What is pending has changed since you opened this page. Look at the figures again.")
    return SignOff.objects.create(
        cohort=cohort, digest=digest, decisions=len(decisions), note=note.strip(), signed_by=by, signed_at=clock.now()
    )


def check_signed(
    cohort: Cohort, kinds: Collection[str] | None = None, *, exactly: Iterable[tuple[int, str]] | None = None
) -> SignOff | None:
    """The signature that a release of these pending decisions goes out under; None where the rule is switched off.

    It must be for exactly this set, or for everything pending of which these kinds are a part. A release passes the rows it has
    locked as `exactly`, (id of the application, kind), so that what is carried out is what was signed for, whatever somebody
    stages meanwhile. A signature serves one release. Raises NotSigned in words.
    """
    if cohort.sign_off_waived_at is not None:
        return None
    ours = pending_digest(cohort, kinds) if exactly is None else digest_of(exactly)
    if found := signature(cohort, ours):
        return found
    if kinds is not None and (found := signature(cohort, pending_digest(cohort))):
        return found
    if SignOff.objects.filter(cohort=cohort).exists():
        raise NotSigned(
            "What is pending is not what was signed for: something was staged, dropped or released since the last signature. "
            "Somebody of the compliance role looks at the impact again and signs before this can be released."
        )
    raise NotSigned(
        "Nobody has signed for these decisions yet. "
        "Somebody of the compliance role looks at their impact and signs before they can be released."
    )


def waive(cohort: Cohort, *, by: User, why: str) -> Cohort:
    """Switch the rule off for a cohort: it is released without a signature. Raises SigningRefused."""
    return _switch(cohort, by=by, why=why, is_on=False)


def unwaive(cohort: Cohort, *, by: User, why: str) -> Cohort:
    """Switch the rule on again. Raises SigningRefused."""
    return _switch(cohort, by=by, why=why, is_on=True)


@transaction.atomic
def _switch(cohort: Cohort, *, by: User, why: str, is_on: bool) -> Cohort:
    if not has_role(by, Role.MANAGER):
        raise SigningRefused(f"Only the role “{Role.MANAGER}” switches the rule off or on.")
    if not why.strip():
        raise SigningRefused("Say why. The reason stays on record, and everybody who releases reads it.")
    locked = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if (locked.sign_off_waived_at is None) is is_on:
        raise SigningRefused(f"The rule is switched {'on' if is_on else 'off'} already.")
    now = clock.now()
    locked.sign_off_waived_at = None if is_on else now
    locked.sign_off_waived_by = None if is_on else by
    locked.sign_off_waived_why = "" if is_on else why.strip()
    locked.save(update_fields=["sign_off_waived_at", "sign_off_waived_by", "sign_off_waived_why"])
    SignOffRuleChange.objects.create(cohort=locked, is_on=is_on, why=why.strip(), by=by, at=now)
    for name in ("sign_off_waived_at", "sign_off_waived_by", "sign_off_waived_why"):
        setattr(cohort, name, getattr(locked, name))
    return cohort

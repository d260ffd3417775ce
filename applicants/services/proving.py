"""Proving an address by a code: then the draft of a browser belongs to a person, whose account is made or found.

The code follows from a nonce and the server's key and is kept nowhere. What is said until the right code has come is the same for
every address, so that nobody learns who has an account.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applicants.models import Application, EmailProof
from applicants.models.notices import NoticeKind
from applicants.services.applying_rules import ApplyingRefused, check_is_draft, check_takes_drafts, gone
from applicants.services.attaching import Attached, attach
from applicants.services.notices import write_notice
from careerpath.accounts.access import roles_of
from careerpath.accounts.models import User
from careerpath.pipeline import clock

ALPHABET: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No letter that is taken for a digit, and no vowel, so that no code is a word."""
LENGTH: Final = 6
GOOD_FOR: Final = timedelta(minutes=15)
TRIES: Final = 5
AGAIN_AFTER: Final = timedelta(seconds=20)
"""Asked for again sooner, the mail that is on its way is the answer: a double click sends one."""


class WrongCode(ApplyingRefused):
    """A code that does not prove the address; the message says why and what to do. `over`: a new one must be asked for."""

    def __init__(self, words: str, *, over: bool = False) -> None:
        super().__init__(words)
        self.over = over


@dataclass(frozen=True)
class Proved:
    """Whose address it is now. `may_sign_in` is False where the account asks for more than a mailed code."""

    user: User
    may_sign_in: bool
    attached: Attached


def normal(email: str) -> str:
    """An address as accounts keep it."""
    return email.strip().lower()


def open_proof(application: Application) -> EmailProof | None:
    """The newest address that a code was asked for."""
    return application.proofs.filter(proved_at__isnull=True).order_by("-pk").first()


def ask_for_code(application: Application, *, email: str, at: datetime | None = None) -> EmailProof:
    """Mail a code to an address. Asked again for the same address, the same code comes again, and is good for longer.

    Raises ApplyingRefused where the draft can no longer be sent anyway.
    """
    moment, email = at or clock.now(), normal(email)
    check_is_draft(application)
    check_takes_drafts(application.cohort, moment)
    with transaction.atomic():
        if not Application.objects.select_for_update(no_key=True).filter(pk=application.pk).values("pk"):
            raise gone()
        proof = open_proof(application)
        if proof and (proof.email != email or proof.tries >= TRIES or proof.expires_at <= moment):
            proof = None
        if proof and moment - proof.asked_at < AGAIN_AFTER:
            return proof
        if proof:
            proof.asked_at, proof.expires_at = moment, moment + GOOD_FOR
            proof.save(update_fields=["asked_at", "expires_at"])
        else:
            proof = EmailProof.objects.create(
                application=application,
                email=email,
                nonce=secrets.token_bytes(16),
                asked_at=moment,
                expires_at=moment + GOOD_FOR,
            )
        write_notice(
            NoticeKind.CODE,
            to=email,
            language=application.applicant.language or get_language() or "",
            values={"proof_id": proof.pk, "minutes": int(GOOD_FOR / timedelta(minutes=1))},
            once=f"code:{proof.pk}:{proof.asked_at.timestamp():.0f}",
            application=application,
            good_until=proof.expires_at,
        )
    return proof


def code_of(proof: EmailProof) -> str:
    """The code of a proof: about 28 bits, which five tries do not find."""
    said = f"applicants.proving:{proof.application_id}:{proof.email}".encode()
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), bytes(proof.nonce) + said, sha256), "big")
    code = ""
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        code += ALPHABET[letter]
    return code


def late_code(proof_id: int) -> str | None:
    """The code for a notice that is being sent; None where it is not good any more."""
    proof = EmailProof.objects.filter(pk=proof_id, proved_at__isnull=True, expires_at__gt=clock.now()).first()
    return code_of(proof) if proof else None


def prove(application: Application, *, code: str, at: datetime | None = None) -> Proved:
    """Take a code: the account of the address is made or found, and the draft is attached to it (`attaching.attach`).

    Each try is counted before it is compared, so that many at once are no more than one after another. Raises WrongCode, or
    ApplyingRefused where the draft can no longer be attached.
    """
    moment = at or clock.now()
    proof = application.proofs.order_by("-pk").first()
    if proof is None or (proof.proved_at is None and proof.expires_at <= moment):
        raise WrongCode(_("This code has expired. Ask for a new one."), over=True)
    counted = EmailProof.objects.filter(pk=proof.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    if not counted:
        raise WrongCode(_("This code was tried too often. Ask for a new one."), over=True)
    typed = "".join(char for char in code.upper() if char.isalnum())
    if not hmac.compare_digest(typed.encode(), code_of(proof).encode()):
        if proof.tries + 1 >= TRIES:
            raise WrongCode(_("That is not the code either. Ask for a new one."), over=True)
        raise WrongCode(_("That is not the code. Look at the newest mail from us, and type it as it stands there."))
    with transaction.atomic():
        EmailProof.objects.filter(pk=proof.pk).update(proved_at=moment)
        user = account_of(proof.email, name=application.applicant.name)
        attached = attach(application, user=user, email=proof.email, at=moment)
    return Proved(user, may_sign_in_by_code(user), attached)


def account_of(email: str, *, name: str = "") -> User:
    """The account of an address that was just proved, made where there is none; the address is verified from now on."""
    email = normal(email)
    known = EmailAddress.objects.select_related("user").filter(email=email, verified=True).first()
    if known:
        return known.user
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, name=name)
        except IntegrityError:  # somebody else's request was quicker
            user = User.objects.get(email=email)
    address, made = EmailAddress.objects.get_or_create(
        user=user,
        email=email,
        defaults={"verified": True, "primary": not EmailAddress.objects.filter(user=user, primary=True).exists()},
    )
    if not made and not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    return user


def may_sign_in_by_code(user: User) -> bool:
    """Whether a mailed code is enough to sign in: not for an account with a second factor, nor for one with a role."""
    if not user.is_active or user.is_staff or user.is_superuser or roles_of(user):
        return False
    return not is_mfa_enabled(user)

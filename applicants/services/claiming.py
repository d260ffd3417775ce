"""Bringing people and their applications together: whoever proves an address gets what was imported under it."""

import logging
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from applicants.models import Applicant, Application, Merge
from applicants.selectors.applying import records_of, verified_addresses
from careerpath.accounts.models import User
from careerpath.ui.links import site_link

log = logging.getLogger(__name__)

SALT: Final = "applicants.claim"
VALID_FOR: Final = timedelta(days=14)


class ClaimRefused(ValueError):
    """Why an application cannot be claimed, in words for the person who tries."""


def applicant_of(user: User) -> Applicant | None:
    """The user's own applicant record. The first time, what was imported under a verified address of theirs becomes theirs.

    Where their record was merged into another, that one: it stands for the person, whichever account they sign in with.
    """
    found = Applicant.objects.select_related("merged_into").filter(user=user).first() or _take_over_imported(user)
    return (found.merged_into or found) if found else None


def ensure_applicant(user: User) -> Applicant:
    """The user's applicant record, made if there is none. Safe when asked twice at once.

    Raises ClaimRefused where somebody else's record holds the address and this user has not proved it to be theirs.
    """
    if found := applicant_of(user):
        return found
    try:
        with transaction.atomic():
            return Applicant.objects.create(user=user, name=user.name, email=user.email)
    except IntegrityError:
        if found := Applicant.objects.select_related("merged_into").filter(user=user).first():
            return found.merged_into or found
        raise ClaimRefused(
            _("There is already an application under %(email)s. Confirm that this address is yours, then come back.")
            % {"email": user.email}
        ) from None


def claim_token(application: Application, email: str) -> str:
    """The signed token that lets the owner of `email` claim the application, for VALID_FOR from now."""
    return signing.dumps({"application": str(application.public_id), "email": email.strip().lower()}, salt=SALT)


def invite_to_claim(application: Application, *, email: str, by: User | None) -> None:
    """Mail somebody a link to claim an imported application.

    Raises ClaimRefused where the application already has an account or the address is not one.
    """
    if application.applicant.user_id is not None:
        raise ClaimRefused(_("This application already belongs to an account."))
    try:
        validate_email(email)
    except ValidationError:
        raise ClaimRefused(_("“%(email)s” is not an e-mail address.") % {"email": email}) from None
    words: dict[str, Any] = {
        "cohort": application.cohort,
        "link": site_link("applicants:claim", claim_token(application, email)),
        "days": VALID_FOR.days,
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
    send_mail(
        subject=_("Your application to %(cohort)s") % {"cohort": application.cohort},
        message=render_to_string("applicants/mail/claim.txt", words),
        from_email=None,
        recipient_list=[email],
    )
    log.info("Invited to claim application %s, by user %s", application.pk, by.pk if by else None)


def claim(token: str, *, user: User) -> Application:
    """Make the application of a token the user's own, and return it. Claiming one's own again changes nothing.

    Raises ClaimRefused, in words: for a token that is forged, too old or used by another account, for an address that the user has
    not proved, and where the user has applied to the same cohort already.
    """
    public_id, email = _read(token)
    if email not in verified_addresses(user):
        raise ClaimRefused(
            _("This invitation was sent to %(email)s. Sign in with that address to claim the application.")
            % {"email": email}
        )
    mine = applicant_of(user)
    own = records_of(user)
    with transaction.atomic():
        application = (
            Application.objects.select_for_update(of=("self", "applicant"))
            .select_related("applicant")
            .filter(public_id=public_id)
            .first()
        )
        if application is None:
            raise ClaimRefused(_("This application is no longer here. Write to us if you expected one."))
        holder = application.applicant
        if holder.user_id == user.pk or own.filter(pk=holder.pk).exists():
            return application
        if holder.merged_into_id is not None or (mine is not None and holder.merged_from.exists()):
            raise ClaimRefused(
                _("This application was put together with another one. Write to us, and a person will help you to it.")
            )
        if holder.user_id is not None:
            raise ClaimRefused(_("This invitation was used before, by another account."))
        if mine is None:
            _link(holder, user, email)
        else:
            _move(application, holder, mine)
    return application


def _read(token: str) -> tuple[str, str]:
    try:
        content = signing.loads(token, salt=SALT, max_age=VALID_FOR)
        return content["application"], content["email"]
    except signing.SignatureExpired:
        raise ClaimRefused(
            _("This invitation is older than %(days)s days. Ask us for a new one.") % {"days": VALID_FOR.days}
        ) from None
    except (signing.BadSignature, KeyError, TypeError):
        raise ClaimRefused(_("This link is not complete. Open it again from the e-mail, or copy all of it.")) from None


@transaction.atomic
def _take_over_imported(user: User) -> Applicant | None:
    """Link the oldest record without an account that stands under one of the user's verified addresses."""
    addresses = verified_addresses(user)
    if not addresses:
        return None
    # Imported addresses are kept as they were written; the unique index is on their lower case.
    found = (
        Applicant.objects.select_for_update(of=("self",))
        .select_related("merged_into")
        .annotate(address=Lower("email"))
        .filter(user__isnull=True, address__in=addresses)
        .order_by("pk")
        .first()
    )
    if found and found.merged_into and found.merged_into.user_id is None:
        Applicant.objects.filter(pk=found.merged_into.pk, user__isnull=True).update(user=user)
        return found.merged_into
    if found:
        _link(found, user, found.email or user.email)
    return found


def _link(applicant: Applicant, user: User, email: str) -> None:
    """`email` is the address that the user has proved: from now on the programme writes to it."""
    applicant.user = user
    applicant.email = email
    applicant.name = applicant.name or user.name
    applicant.save(update_fields=["user", "email", "name"])


def _move(application: Application, holder: Applicant, mine: Applicant) -> None:
    """Give an application to an applicant who has an account; an imported record that is left empty goes."""
    if Application.objects.filter(applicant=mine, cohort=application.cohort_id).exists():
        raise ClaimRefused(
            _(
                "You have already applied to %(cohort)s with this account. Write to us, and a person will put the two together."
            )
            % {"cohort": application.cohort}
        )
    application.applicant = mine
    application.save(update_fields=["applicant", "updated_at"])
    if not holder.applications.exists() and not Merge.objects.filter(Q(kept=holder) | Q(merged=holder)).exists():
        holder.delete()

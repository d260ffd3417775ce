"""Certificates: issued with their credential for any number in one go, shown with a name or not, revoked with a reason."""

import base64
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from applicants.models import NoticeKind
from applicants.services.notices import compose, insert
from bootcamp.badges.document import Achievement, Award, Issuer, credential
from bootcamp.badges.signing import sign
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Certificate, Completion, Enrolment, Programme
from bootcamp.services.keys import signing_key
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.ui.links import absolute, site_link
from careerpath.ui.moments import say_day
from cohorts.models import Cohort


class CertificateRefused(ValueError):
    """What cannot be done with a certificate, in words."""


def issuer() -> Issuer:
    """Who awards: this site."""
    return Issuer(site_link("badges:issuer"), settings.SITE_NAME, absolute("/"), settings.CONTACT_EMAIL)


def achievement_of(cohort: Cohort, programme: Programme | None) -> Achievement:
    """What everybody of a class is awarded, with the rule it takes. In English: machines of others read it."""
    rule = []
    if programme:
        rule.append(f"attended at least {programme.attendance_min.normalize():f}% of the scheduled time")
        rule += ["passed every module"] if programme.every_module_needed else []
        rule += ["passed the final examination"] if programme.examination_needed else []
    narrative = f"The holder {', '.join(rule[:-1])}{' and ' if rule[1:] else ''}{rule[-1] if rule else 'completed it'}."
    return Achievement(
        id=site_link("badges:achievement", cohort.slug),
        name="Digital health boot camp: certificate of completion",
        description=(
            f"Six weeks of full-time training in healthcare, IT and project management, change management, clinical informatics "
            f"and professional skills, in the class “{cohort.name}”. This certificate is {settings.SITE_NAME}’s own. It is not a "
            "CHIME certificate, and CHIME has not issued or reviewed it."
        ),
        narrative=f"{narrative} The board of the programme signed the completion.",
        image=site_link("badges:image", cohort.slug),
    )


@transaction.atomic
def issue_many(enrolment_ids: Iterable[int], *, by: User | None, at: datetime | None = None) -> list[Certificate]:
    """Issue a certificate to everybody named whose completion is signed and who has none that stands; the learner is told.

    Constant statements; signing one takes less than a millisecond. Raises NoKey where there is nothing to sign with. Two who press
    the button at once take turns, and the second finds nothing left to do.
    """
    at = (at or clock.now()).replace(microsecond=0)
    enrolment_ids = list(enrolment_ids)
    # Before it is read who has one: a statement that waited for a lock does not look at other tables anew.
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=enrolment_ids).order_by("pk").values_list("pk"))
    people = list(
        Enrolment.objects.filter(pk__in=enrolment_ids, status=EnrolmentStatus.COMPLETED)
        .exclude(certificates__revoked_at=None, certificates__isnull=False)
        .filter(completion__isnull=False)
        .select_related("application__applicant__user", "cohort__programme")
        .order_by("pk")
    )
    if not people:
        return []
    key, row = signing_key()
    from_whom, revocations = issuer(), site_link("badges:revoked")
    achievements = {each.cohort_id: achievement_of(each.cohort, each.cohort.programme) for each in people}
    made = []
    for person in people:
        public_id, salt = uuid.uuid4(), secrets.token_hex(16)
        award = Award(
            id=check_address(public_id),
            subject=f"urn:uuid:{person.public_id}",
            email=address_of(person),
            salt=salt,
            valid_from=at,
            revocations=revocations,
        )
        made.append(
            Certificate(
                public_id=public_id,
                enrolment=person,
                holder=person.name,
                issued_at=at,
                issued_by=by,
                key=row,
                credential=sign(credential(from_whom, achievements[person.cohort_id], award), key, kid=row.kid),
                transcript_code=new_code(),
            )
        )
    Certificate.objects.bulk_create(made)
    insert(
        [
            compose(
                NoticeKind.CERTIFICATE,
                to=address,
                language=each.enrolment.application.applicant.language,
                values={
                    "name": each.holder,
                    "cohort": partial(each.enrolment.cohort.said, "name"),
                    "link": absolute(reverse("bootcamp:my-certificate")),
                    "check": check_address(each.public_id),
                    "signed_on": partial(say_day, at.astimezone(each.enrolment.cohort.tz).date()),
                },
                once=f"certificate:{each.public_id}",
                application_id=each.enrolment.application_id,
            )
            for each in made
            if (address := address_of(each.enrolment))
        ]
    )
    return made


def address_of(enrolment: Enrolment) -> str:
    """Where mail to a learner goes; empty where there is no address."""
    applicant = enrolment.application.applicant
    return applicant.email or (applicant.user.email if applicant.user else "")


def check_address(public_id: uuid.UUID) -> str:
    """The public page that says whether a certificate stands; also its `id` in the credential."""
    return site_link("check:certificate", public_id)


def new_code() -> str:
    """Twelve letters and digits: 60 bits that nobody guesses at the pace we answer."""
    return base64.b32encode(secrets.token_bytes(8)).decode()[:12]


def check_can_revoke(user: User) -> None:
    """Raise CertificateRefused where somebody may not take certificates back."""
    if not has_role(user, Role.MANAGER):
        raise CertificateRefused("Only a programme manager revokes a certificate.")


@transaction.atomic
def revoke(certificate: Certificate, *, because: str, note: str, by: User) -> Certificate:
    """Take a certificate back: it stays, and says from now on that it does not count. Raises CertificateRefused in words.

    `because` is what the public reads (`Certificate.Reason`), `note` what the programme keeps.
    """
    check_can_revoke(by)
    if because not in Certificate.Reason.values:
        raise CertificateRefused("Choose the reason that the public reads.")
    if not note.strip():
        raise CertificateRefused("Write down why, for the programme's own record.")
    found = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if found.revoked_at:
        raise CertificateRefused("This certificate is revoked already.")
    found.revoked_at, found.revoked_by = clock.now(), by
    found.revoked_because, found.revoked_note = because, note.strip()
    found.save(update_fields=["revoked_at", "revoked_by", "revoked_because", "revoked_note"])
    return found


@transaction.atomic
def issue_again(enrolment: Enrolment, *, by: User) -> Certificate:
    """Issue a new certificate to somebody whose last one was revoked: their name was wrong, say. Raises CertificateRefused."""
    check_can_revoke(by)
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if not Completion.objects.filter(enrolment=enrolment).exists():
        raise CertificateRefused("Their completion is not signed, so there is nothing to certify.")
    made = issue_many([enrolment.pk], by=by)
    if not made:
        raise CertificateRefused("They have a certificate that stands. Revoke it first.")
    return made[0]


def show_name(certificate: Certificate, *, shows: bool) -> None:
    """The holder's choice whether their name stands on the public page."""
    Certificate.objects.filter(pk=certificate.pk).update(shows_name=shows)
    certificate.shows_name = shows

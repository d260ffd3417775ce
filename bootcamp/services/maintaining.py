"""Keeping a credential: what a holder did for it, who saw the evidence, and its renewal."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from bootcamp.models import Credential, CredentialAward, CredentialRelease, Enrolment, UpkeepActivity
from bootcamp.selectors.last_mile import with_expiry
from bootcamp.selectors.upkeep import hours_in_term
from bootcamp.services.holding import held
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day

Maintenance = Credential.Maintenance


class UpkeepRefused(ValueError):
    """Something about a credential's upkeep that may not be, in words."""


@transaction.atomic
def add_upkeep(
    enrolment: Enrolment,
    *,
    credential: Credential,
    done_on: date,
    title: str,
    by: User | None,
    hours: Decimal | None = None,
    release: CredentialRelease | None = None,
    evidence_url: str = "",
    evidence_note: str = "",
) -> UpkeepActivity:
    """Record hours of continuing education, or the update for a release. It counts once somebody else verified it.

    Raises UpkeepRefused for what the credential does not ask for, a day that has not come, or no evidence at all.
    """
    locked = held(enrolment.pk)
    if not CredentialAward.objects.filter(enrolment=locked, credential=credential).exists():
        raise UpkeepRefused(f"{credential.name} is not held, so there is nothing to keep.")
    if done_on > clock.now().date():
        raise UpkeepRefused("This day is still to come. Record it once it is done.")
    if not (evidence_url.strip() or evidence_note.strip()):
        raise UpkeepRefused("Give a link to the evidence, or say in words where it can be seen.")
    if release is not None:
        if release.credential_id != credential.pk or credential.maintenance != Maintenance.RELEASE:
            raise UpkeepRefused(f"{credential.name} has no such release.")
        if UpkeepActivity.objects.filter(enrolment=locked, release=release).exists():
            raise UpkeepRefused(f"The update for {release.name} is recorded already.")
        hours = None
    elif credential.maintenance != Maintenance.EDUCATION:
        raise UpkeepRefused(f"{credential.name} is not kept by continuing education.")
    elif hours is None or hours <= 0:
        raise UpkeepRefused("Give the hours, more than 0.")
    return UpkeepActivity.objects.create(
        enrolment=locked,
        credential=credential,
        release=release,
        title=title.strip()[:160] or (release.name if release else credential.name),
        done_on=done_on,
        hours=hours,
        evidence_url=evidence_url.strip(),
        evidence_note=evidence_note.strip()[:300],
        holder_id=locked.application.applicant.user_id,
        added_by=by,
        added_at=clock.now(),
    )


def check_can_verify(item: UpkeepActivity | CredentialAward, by: User) -> None:
    """Raise UpkeepRefused for one's own, or where there is nothing to look at."""
    if by.pk in (item.holder_id, item.enrolment.application.applicant.user_id):
        raise UpkeepRefused("Nobody verifies their own evidence. Ask somebody else in the programme.")
    if not (item.evidence_url or item.evidence_note):
        raise UpkeepRefused("There is no evidence to verify yet.")


@transaction.atomic
def verify(item: UpkeepActivity | CredentialAward, *, by: User) -> UpkeepActivity | CredentialAward:
    """Record that somebody saw the evidence; twice changes nothing. Raises UpkeepRefused."""
    locked: UpkeepActivity | CredentialAward = (
        type(item)
        .objects.select_for_update(of=("self",), no_key=True)
        .select_related("enrolment__application__applicant")
        .get(pk=item.pk)
    )
    check_can_verify(locked, by)
    if locked.verified_at is None:
        locked.verified_by, locked.verified_at = by, clock.now()
        locked.holder_id = locked.enrolment.application.applicant.user_id
        locked.save(update_fields=["verified_by", "verified_at", "holder"])
    return locked


@transaction.atomic
def refuse_upkeep(item: UpkeepActivity, *, by: User) -> None:
    """Take out something that its evidence does not show and that nobody verified yet."""
    deleted, _ = UpkeepActivity.objects.filter(pk=item.pk, verified_at__isnull=True).delete()
    if not deleted:
        raise UpkeepRefused("It was verified already, so it stays.")


@transaction.atomic
def give_evidence(award: CredentialAward, *, evidence_url: str = "", evidence_note: str = "") -> CredentialAward:
    """Say where the certificate can be seen. What somebody verified already is not exchanged. Raises UpkeepRefused."""
    if not (evidence_url.strip() or evidence_note.strip()):
        raise UpkeepRefused("Give a link to the evidence, or say in words where it can be seen.")
    locked = CredentialAward.objects.select_for_update(no_key=True).get(pk=award.pk)
    if locked.verified_at is not None:
        raise UpkeepRefused("This evidence was verified already. Ask the programme if it has to change.")
    locked.evidence_url, locked.evidence_note = evidence_url.strip(), evidence_note.strip()[:300]
    locked.save(update_fields=["evidence_url", "evidence_note"])
    return locked


@transaction.atomic
def renew(
    award: CredentialAward,
    *,
    on: date,
    by: User | None,
    certificate_number: str = "",
    evidence_url: str = "",
    evidence_note: str = "",
) -> CredentialAward:
    """Record that the issuer renewed a credential: one more award, whose term begins where this one ends.

    With continuing education the hours must be there (verified); what is kept by releases or by sitting again is not renewed here.
    After the last day there is nothing to renew: it is sat for again. Raises UpkeepRefused with the reason.
    """
    enrolment = held(award.enrolment_id)
    current = with_expiry(CredentialAward.objects.filter(pk=award.pk)).select_related("credential").get()
    credential, until = current.credential, current.expires_on  # type: ignore[attr-defined]  # annotated
    if until is None:
        raise UpkeepRefused(f"{credential.name} does not expire, so there is nothing to renew.")
    if credential.maintenance == Maintenance.RELEASE:
        raise UpkeepRefused(f"{credential.name} is kept by the update with each release. Record that.")
    if credential.maintenance == Maintenance.RETAKE:
        raise UpkeepRefused(f"{credential.name} is kept by taking it again. Record the attempt.")
    if on > clock.now().date():
        raise UpkeepRefused("This day is still to come. Record the renewal once the issuer confirmed it.")
    if not current.awarded_on < on <= until:
        raise UpkeepRefused(f"It holds until {say_day(until)}. A renewal lies after the award and not after that day.")
    if (needed := credential.maintenance_hours) and credential.maintenance == Maintenance.EDUCATION:
        got = hours_in_term(current, until)
        if got < needed:
            raise UpkeepRefused(f"{got.normalize():f} of {needed} hours are verified. The others come first.")
    if CredentialAward.objects.filter(enrolment=enrolment, credential=credential, awarded_on__gt=current.awarded_on):
        raise UpkeepRefused(f"{credential.name} was renewed already. Renew the latest.")
    return CredentialAward.objects.create(
        enrolment=enrolment,
        credential=credential,
        awarded_on=on,
        term_from=until,
        certificate_number=certificate_number,
        evidence_url=evidence_url.strip(),
        evidence_note=evidence_note.strip()[:300],
        holder_id=enrolment.application.applicant.user_id,
        recorded_by=by,
    )

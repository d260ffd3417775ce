"""What is done about one item before a first day: evidence is given, looked at by somebody else, signed off, or waived."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from applicants.services.documents.keeping import store, stored_or_gone
from applicants.services.documents.receiving import check_document
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.lifecycle import COMMITTED
from placements.models import (
    ClientContact,
    OnboardingEvent,
    OnboardingEvidence,
    OnboardingFile,
    OnboardingItem,
    OnboardingRequirement,
    Placement,
)
from placements.sensitive import SSN_REFUSAL, looks_like_ssn

What, Owner, Evidence = OnboardingEvent.What, OnboardingRequirement.Owner, OnboardingRequirement.Evidence


class CannotVerify(ValueError):
    """An item cannot be verified or waived like this. The message is the reason, in words for people."""


class CannotGive(ValueError):
    """Evidence cannot be given like this. The message is the reason, in words for the person who gives it."""


def today_at(placement: Placement) -> date:
    """Today where the client is."""
    return clock.now().astimezone(placement.opening.client.tz).date()


def held_item(pk: int) -> OnboardingItem:
    """An item with all around it, its row locked until the transaction ends."""
    return (
        OnboardingItem.objects.select_for_update(of=("self",), no_key=True)
        .select_related("requirement", "placement__opening__client", "placement__enrolment__application__applicant")
        .get(pk=pk)
    )


def record(item: OnboardingItem, what: str, *, by: User | None, note: str = "") -> OnboardingEvent:
    """A line for the record, not yet saved."""
    return OnboardingEvent(item=item, what=what, by=by, note=note[:400], at=clock.now())


def subject_of(item: OnboardingItem) -> int | None:
    """The account of the person an item is about; the one of today, where they had none when the checklist was made."""
    return item.subject_id or item.placement.enrolment.application.applicant.user_id


def _refuse_subject(item: OnboardingItem, by: User) -> None:
    if subject_of(item) == by.pk:
        raise CannotVerify("Nobody signs off their own onboarding. Ask somebody else in the programme.")


def _refuse_ssn(*texts: str) -> None:
    if any(map(looks_like_ssn, texts)):
        raise CannotVerify(SSN_REFUSAL)


def why_not_give(item: OnboardingItem, *, by: User) -> str:
    """Why somebody cannot give evidence for an item, in words; empty where they can. At most two queries.

    The person gives what is theirs to do, a contact of the client what is the client's; the programme may give anything for others.
    """
    owner = item.requirement.owner
    if item.placement.status not in COMMITTED:
        return _("This placement is not before its first day any more, nor under way.")
    if item.waived_on is not None:
        return _("The client does without this for you. There is nothing to do.")
    if subject_of(item) == by.pk and owner != Owner.PERSON:
        return _("This is done by %(owner)s. There is nothing for you to do.") % {
            "owner": item.requirement.get_owner_display()
        }
    contact = ClientContact.objects.filter(user=by, client=item.placement.opening.client_id, is_active=True)
    if owner != Owner.CLIENT and subject_of(item) != by.pk and contact.exists():
        return _("This is not done by the client. There is nothing for you to do.")
    if OnboardingEvidence.objects.filter(item=item, checked_at__isnull=True).exists():
        return _("Something was given already and is being checked.")
    return ""


def give_evidence(
    item: OnboardingItem, *, by: User, reference: str = "", dated_on: date | None = None, file: File | None = None
) -> OnboardingEvidence:
    """Record what shows that an item is done, for somebody else to check: a day, a reference with its day, or a file.

    `by` is the person, a contact of the client, or somebody of the programme; whose it is, is checked here. A verified item
    stays verified while its renewal waits. Raises CannotGive, or DocumentRefused for a file that is not taken.
    """
    reference = reference.strip()
    if looks_like_ssn(reference):
        raise CannotGive(
            _(
                "This looks like a social security number. It is not kept here: leave it out. If it is another number of nine "
                "digits, write the issuer's name and its last four digits."
            )
        )
    checked = None if file is None else check_document(file)
    with stored_or_gone() as stored, transaction.atomic():
        locked = held_item(item.pk)
        requirement = locked.requirement
        if why := why_not_give(locked, by=by):
            raise CannotGive(why)
        if file is not None and not requirement.takes_files:
            raise CannotGive(
                _("No file is kept for this: it could hold a result or a private detail. Give the day instead.")
            )
        if requirement.evidence == Evidence.FILE and file is None:
            raise CannotGive(_("Choose the file that shows it."))
        if requirement.evidence == Evidence.REFERENCE and not (reference and dated_on):
            raise CannotGive(_("Give the reference, such as the number of the certificate, and its date."))
        if requirement.evidence == Evidence.NONE and dated_on is None:
            raise CannotGive(_("Give the day on which it was done."))
        if dated_on is not None and dated_on > today_at(locked.placement):
            raise CannotGive(_("The day cannot be in the future."))
        made = OnboardingEvidence.objects.create(
            item=locked, kind=locked.kind, given_by=by, reference=reference, dated_on=dated_on, given_at=clock.now()
        )
        if file is not None and checked is not None:
            store(OnboardingFile(evidence=made, kind=made.kind), file, checked, stored)
        record(locked, What.GIVEN, by=by, note=reference).save()
    return made


@transaction.atomic
def withdraw_evidence(evidence: OnboardingEvidence, *, by: User) -> None:
    """Take back what one gave oneself, while nobody has checked it; its file goes too. Raises CannotGive."""
    locked = OnboardingEvidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if locked is None or locked.checked_at is not None or locked.given_by_id != by.pk:
        raise CannotGive(_("It was checked meanwhile, and stays."))
    _forget_file(locked)
    locked.delete()


def _forget_file(evidence: OnboardingEvidence) -> None:
    document = OnboardingFile.objects.filter(evidence=evidence).first()
    if document is not None and (name := document.file.name):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


@transaction.atomic
def send_back(evidence: OnboardingEvidence, *, by: User, because: str) -> OnboardingEvidence:
    """What was given does not show it: its giver reads why, and gives something else. Raises CannotVerify."""
    item = held_item(evidence.item_id)
    _refuse_subject(item, by)
    because = because.strip()
    _refuse_ssn(because)
    if not because:
        raise CannotVerify("Say in a few words what is missing, so that they can put it right.")
    locked = OnboardingEvidence.objects.select_for_update().get(pk=evidence.pk)
    if locked.checked_at is not None:
        raise CannotVerify("Somebody checked it meanwhile.")
    if locked.given_by_id == by.pk:
        raise CannotVerify("Nobody checks what they gave themselves. Ask somebody else in the programme.")
    locked.checked_at, locked.checked_by, locked.sent_back_because = clock.now(), by, because
    locked.save()
    record(item, What.SENT_BACK, by=by, note=because).save()
    return locked


def expiry_of(requirement: OnboardingRequirement, verified_on: date) -> date | None:
    """The last day on which something verified on a day is valid; None where it does not expire."""
    return verified_on + timedelta(days=requirement.valid_for_days) if requirement.valid_for_days else None


@transaction.atomic
def verify_item(
    item: OnboardingItem, *, by: User, on: date | None = None, expires_on: date | None = None
) -> OnboardingItem:
    """Record that something was seen to be in order, and until when. Verifying again renews it.

    It counts from the date of the evidence, where it has one. Raises CannotVerify for the person's own item, for evidence that `by`
    gave, where evidence is asked for and none waits, for a day that has not come, and for an expiry before the day.
    """
    locked = held_item(item.pk)
    _refuse_subject(locked, by)
    today = today_at(locked.placement)
    verified_on = on or today
    if verified_on > today:
        raise CannotVerify("Give the day on which it was seen: it cannot be in the future.")
    evidence = _waiting(locked, by)
    locked.expires_on = expires_on or expiry_of(
        locked.requirement, evidence.dated_on if evidence and evidence.dated_on else verified_on
    )
    if locked.expires_on is not None and locked.expires_on < verified_on:
        raise CannotVerify("It would expire before it was seen. Look at the two dates again.")
    locked.verified_on, locked.verified_by = verified_on, by
    locked.evidence_by = evidence.given_by if evidence is not None else None
    locked.waived_on, locked.waived_by, locked.waiver_reason, locked.waiver_agreed_by = None, None, "", ""
    locked.save()
    if evidence is not None:
        evidence.checked_at, evidence.checked_by = clock.now(), by
        evidence.save(update_fields=["checked_at", "checked_by"])
    record(locked, What.VERIFIED, by=by).save()
    return locked


def _waiting(item: OnboardingItem, by: User) -> OnboardingEvidence | None:
    """The evidence that waits to be looked at, if it may be accepted by this person."""
    evidence = (
        OnboardingEvidence.objects.select_for_update(of=("self",))
        .select_related("given_by", "document")
        .filter(item=item, checked_at__isnull=True)
        .first()
    )
    if evidence is None:
        if item.requirement.evidence != Evidence.NONE:
            asked = item.requirement.get_evidence_display()
            raise CannotVerify(f"Nothing has been shown for it yet. Asked for: {asked}.")
        return None
    if evidence.given_by_id == by.pk:
        raise CannotVerify("Nobody signs off what they gave themselves. Ask somebody else in the programme.")
    document = getattr(evidence, "document", None)
    if document is not None and not document.is_clean:
        raise CannotVerify(
            "The file was refused. Send it back, so that they can give another."
            if document.is_refused
            else "The file is still being checked for anything harmful. Try again in a minute."
        )
    return evidence


@transaction.atomic
def waive_item(item: OnboardingItem, *, by: User, reason: str, agreed_by: str = "") -> OnboardingItem:
    """Record that the client does without it for this person: why, and who at the client agreed. Raises CannotVerify."""
    locked = held_item(item.pk)
    _refuse_subject(locked, by)
    reason, agreed_by = reason.strip(), agreed_by.strip()
    if not reason:
        raise CannotVerify("Say in a few words why it is waived.")
    if not agreed_by:
        raise CannotVerify("Say who at the client agreed.")
    _refuse_ssn(reason, agreed_by)
    locked.waived_on, locked.waived_by = today_at(locked.placement), by
    locked.waiver_reason, locked.waiver_agreed_by = reason, agreed_by
    locked.save()
    record(locked, What.WAIVED, by=by, note=f"{reason} Agreed by {agreed_by}.").save()
    return locked


@transaction.atomic
def verify_all(placements: Sequence[Placement], *, by: User, on: date) -> int:
    """Sign off every open item of some placements on a day, as one, for what was seen together on that day; returns how many.

    Raises CannotVerify for one's own items, and for what one gave oneself.
    """
    items = list(
        OnboardingItem.objects.select_for_update(of=("self",), no_key=True)
        .filter(placement__in=placements, verified_on__isnull=True, waived_on__isnull=True)
        .select_related("requirement", "placement__enrolment__application__applicant")
        .order_by("pk")
    )
    waiting = OnboardingEvidence.objects.select_for_update().filter(item__in=items, checked_at__isnull=True)
    givers = dict(waiting.values_list("item_id", "given_by_id"))
    if by.pk in givers.values():
        raise CannotVerify("Nobody signs off what they gave themselves. Ask somebody else in the programme.")
    for item in items:
        _refuse_subject(item, by)
        item.verified_on, item.verified_by, item.evidence_by_id = on, by, givers.get(item.pk)
        item.expires_on = expiry_of(item.requirement, on)
    OnboardingItem.objects.bulk_update(
        items, ["verified_on", "verified_by", "evidence_by", "expires_on"], batch_size=500
    )
    OnboardingEvidence.objects.filter(item__in=givers, checked_at__isnull=True).update(
        checked_at=clock.now(), checked_by=by
    )
    OnboardingEvent.objects.bulk_create([record(item, What.VERIFIED, by=by) for item in items], batch_size=1000)
    return len(items)

"""Mentors: what they bring, their room, agreement and training, and whom they do not mentor."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from bootcamp.models import Enrolment
from careerpath.accounts.access import give_role, roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from mentorship.models import (
    AgreementGiven,
    Mentor,
    MentorConflict,
    MentoringAgreement,
    MentoringRules,
    MentorPause,
)
from mentorship.selectors.mentors import current_agreement, rules
from placements.models import Client

OWN_FIELDS: Final = (
    "title", "about", "skills", "products", "industries", "languages", "seeks", "time_zone", "capacity", "is_paused",
)  # fmt: skip
"""What a mentor edits of themselves; the coordinator edits the training too."""


class MentorRefused(ValueError):
    """Something that cannot be kept of a mentor. The message is the reason, in words for people."""


@transaction.atomic
def make_mentor(*, user: User, by: User | None, **fields: Any) -> Mentor:
    """Make somebody a mentor; they get the role. Raises ValidationError for what is not valid."""
    mentor = Mentor(user=user, **fields)
    mentor.full_clean()
    mentor.save()
    give_role(user, Role.MENTOR)
    return mentor


def _check_may_edit(mentor: Mentor, by: User) -> bool:
    """Whether they are a coordinator; raises MentorRefused where they are neither that nor the mentor."""
    coordinator = Role.MANAGER in roles_of(by)
    if not coordinator and mentor.user_id != by.pk:
        raise MentorRefused("Only the mentor and the coordinator can change this.")
    return coordinator


@transaction.atomic
def edit_profile(mentor: Mentor, changes: Mapping[str, Any], *, by: User) -> Mentor:
    """Change fields of a profile. Raises MentorRefused for somebody else's, ValidationError for what is not valid."""
    coordinator = _check_may_edit(mentor, by)
    allowed = {*OWN_FIELDS, *(("trained_in", "trained_on") if coordinator else ())}
    if unknown := set(changes) - allowed:
        raise MentorRefused(f"This cannot be changed here: {', '.join(sorted(unknown))}.")
    locked = Mentor.objects.select_for_update(no_key=True).get(pk=mentor.pk)
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.full_clean()
    locked.save(update_fields=list(changes))
    return locked


def pause(mentor: Mentor, *, by: User | None, paused: bool = True) -> Mentor:
    """Give a mentor nobody new for now (or again). The mentees they have stay."""
    mentor.is_paused = paused
    mentor.save(update_fields=["is_paused"])
    return mentor


def add_pause(mentor: Mentor, *, from_on: date, until_on: date, by: User) -> MentorPause:
    """Keep days on which a mentor takes nobody new. Raises MentorRefused with the reason."""
    _check_may_edit(mentor, by)
    if until_on < from_on:
        raise MentorRefused("The last day comes before the first. Change one of them.")
    return MentorPause.objects.get_or_create(mentor=mentor, from_on=from_on, until_on=until_on)[0]


def remove_pause(found: MentorPause, *, by: User) -> None:
    """Take a pause back."""
    _check_may_edit(found.mentor, by)
    found.delete()


@transaction.atomic
def publish_agreement(*, text: str, by: User | None, at: datetime | None = None) -> MentoringAgreement:
    """A new version of the agreement: every mentor is asked again. Raises MentorRefused for no text or the same one."""
    said = text.strip()
    now = current_agreement()
    if not said:
        raise MentorRefused("Write the text that mentors agree to.")
    if now is not None and now.text == said:
        raise MentorRefused("This is the text that counts now. Nothing was published.")
    number = (MentoringAgreement.objects.aggregate(n=Max("number"))["n"] or 0) + 1
    try:
        with transaction.atomic():
            return MentoringAgreement.objects.create(
                number=number, text=said, published_at=at or clock.now(), published_by=by
            )
    except IntegrityError as error:
        raise MentorRefused("Somebody published a version just now. Read it first.") from error


def agree(mentor: Mentor, agreement: MentoringAgreement, *, by: User, at: datetime | None = None) -> AgreementGiven:
    """A mentor agrees, by their own click. Raises MentorRefused for another's, and for a version that no longer counts."""
    if mentor.user_id != by.pk:
        raise MentorRefused("Only the mentor can agree.")
    now = current_agreement()
    if now is None or now.pk != agreement.pk:
        raise MentorRefused("There is a newer version. Read it, then agree.")
    return AgreementGiven.objects.get_or_create(
        mentor=mentor, agreement=agreement, defaults={"agreed_at": at or clock.now()}
    )[0]


@transaction.atomic
def set_rules(*, by: User, **changes: Any) -> MentoringRules:
    """Change what is asked of mentors and when it is asked again. Raises ValidationError for days out of range."""
    MentoringRules.objects.get_or_create(pk=1)
    rule = MentoringRules.objects.select_for_update(no_key=True).get(pk=1)
    for name, value in changes.items():
        setattr(rule, name, value)
    rule.full_clean()
    rule.save()
    return rule


@transaction.atomic
def declare_conflict(
    mentor: Mentor,
    *,
    by: User,
    enrolment: Enrolment | None = None,
    client: Client | None = None,
    name_said: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> MentorConflict:
    """This mentor does not mentor this person, or nobody at this client. Raises MentorRefused with the reason.

    A mentor names a person in words (`name_said`); only a coordinator gives the person.
    """
    Mentor.objects.select_for_update(no_key=True).get(pk=mentor.pk)  # a pair that begins now either sees it, or is seen
    coordinator = _check_may_edit(mentor, by)
    if enrolment is not None and not coordinator:
        raise MentorRefused("Write the name; the coordinator finds the person.")
    one = MentorConflict(
        mentor=mentor,
        enrolment=enrolment,
        client=client,
        name_said=name_said.strip(),
        reason=reason.strip(),
        declared_by=by,
        declared_at=at or clock.now(),
    )
    try:
        one.full_clean()
    except ValidationError as error:
        message = "Say one thing: a person or a client, which is not in the list yet."
        raise MentorRefused(message) from error
    one.save()
    return one


def find_person(conflict: MentorConflict, enrolment: Enrolment, *, by: User) -> MentorConflict:
    """The coordinator found whom a mentor meant. Raises MentorRefused where it is found or declared already."""
    if Role.MANAGER not in roles_of(by):
        raise MentorRefused("The coordinator finds the person.")
    if MentorConflict.objects.filter(mentor=conflict.mentor_id, enrolment=enrolment).exists():
        raise MentorRefused("A conflict with this person is in the list already. Take this one out.")
    found = MentorConflict.objects.filter(pk=conflict.pk, enrolment=None, client=None).update(enrolment=enrolment)
    if not found:
        raise MentorRefused("Somebody found this person already.")
    conflict.enrolment = enrolment
    return conflict


def withdraw_conflict(conflict: MentorConflict, *, by: User) -> None:
    """Take a conflict back: a mentor their own, the coordinator any. Raises MentorRefused."""
    if Role.MANAGER not in roles_of(by) and conflict.declared_by_id != by.pk:
        raise MentorRefused("Whoever declared it, or the coordinator, can take it back.")
    conflict.delete()


__all__ = [
    "OWN_FIELDS", "MentorRefused", "add_pause", "agree", "declare_conflict", "edit_profile", "find_person", "make_mentor",
    "pause", "publish_agreement", "remove_pause", "rules", "set_rules", "withdraw_conflict",
]  # fmt: skip

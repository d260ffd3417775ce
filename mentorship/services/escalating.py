"""Concerns: raised to the coordinator in words, taken, answered, closed. Mail about them has no content and no name."""

import uuid
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from applicants.models import NoticeKind
from applicants.services.notices import compose, insert
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from mentorship.cadence import working_days_after
from mentorship.models import CheckIn, Escalation, EscalationAnswer, Mentorship
from mentorship.services.working import CannotLog, check_side

ANSWER_WITHIN = 2
"""Working days."""


def answer_by(mentorship: Mentorship, raised_at: datetime) -> datetime:
    """The end of the second working day after it was raised, where the mentor is."""
    zone = mentorship.mentor.tz
    day = working_days_after(raised_at.astimezone(zone).date(), ANSWER_WITHIN)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


@sensitive_variables("words")
def raise_concern(
    mentorship: Mentorship,
    *,
    by: User,
    category: str,
    words: str,
    other_may_know: bool = False,
    urgent: bool = False,
    sent_id: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Escalation:
    """Tell the coordinator of a concern. The same form sent again gives the concern that it made. Raises CannotLog.

    Possible while a mentorship is proposed or active, and after its end: a concern may be why it ended.
    """
    side = check_side(mentorship, by, "mentor", "mentee")
    if not words.strip():
        raise CannotLog(_("Say in your own words what it is about."))
    moment = at or clock.now()
    number = sent_id or uuid.uuid4()
    try:
        with transaction.atomic():
            concern = Escalation.objects.create(
                public_id=number,
                mentorship=mentorship,
                raised_by=by,
                side=side,
                category=category,
                words=words.strip(),
                other_may_know=other_may_know,
                urgent=urgent,
                raised_at=moment,
                answer_by=answer_by(mentorship, moment),
            )
            tell_coordinators("raised", once=f"escalation:{number}", link="mentorship:concern", args=[number])
    except IntegrityError:  # the other click was quicker
        if there := Escalation.objects.filter(public_id=number, raised_by=by).first():
            return there
        raise
    return concern


def tell_coordinators(what: str, *, once: str, link: str, args: list[object], why: str = "") -> int:
    """Write to every programme manager that something waits: no name, no content, a link. In the caller's transaction.

    `why` is for `parted` alone: the rule of pairing that speaks against two people, which names nobody.
    """
    managers = User.objects.filter(is_active=True, groups__name=Role.MANAGER.value).order_by("pk").distinct()
    return insert(
        [
            compose(
                NoticeKind.ESCALATION,
                to=one.email,
                language="en",
                once=f"{once}:{one.pk}",
                values={"what": what, "name": one.name, "link": site_link(link, *args), "why": why},
            )
            for one in managers
        ]
    )


def tell_of_doubt(check_in: CheckIn) -> int:
    """Somebody’s check-in says that staying is in doubt: the coordinators are told where to look."""
    return tell_coordinators("doubt", once=f"doubt:{check_in.pk}", link="mentorship:coordinator", args=[])


def _locked(concern: Escalation, by: User) -> Escalation:
    locked = (
        Escalation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("raised_by", "mentorship__mentor", "mentorship__placement__enrolment__application__applicant")
        .get(pk=concern.pk)
    )
    if locked.raised_by_id == by.pk:
        raise CannotLog("You raised this yourself: somebody else of the programme answers it.")
    if locked.closed_at is not None:
        raise CannotLog("This is closed already.")
    return locked


@transaction.atomic
def take(concern: Escalation, *, by: User) -> Escalation:
    """A coordinator takes it; of two who click at once one has it, and the other reads who. Raises CannotLog."""
    locked = _locked(concern, by)
    if locked.taken_by_id == by.pk:
        return locked
    if locked.taken_by is not None:
        raise CannotLog(f"{locked.taken_by.name or 'Somebody else'} has taken this already.")
    locked.taken_by, locked.taken_at = by, clock.now()
    locked.save(update_fields=["taken_by", "taken_at"])
    return locked


@sensitive_variables("text")
@transaction.atomic
def answer(concern: Escalation, *, by: User, text: str, close: bool = False) -> Escalation:
    """A coordinator answers, and on request closes it; whoever raised it gets a mail that an answer is there. Raises CannotLog.

    Who answers first has taken it.
    """
    locked = _locked(concern, by)
    if not text.strip():
        raise CannotLog("Write an answer first.")
    moment = clock.now()
    locked.taken_by, locked.taken_at = locked.taken_by or by, locked.taken_at or moment
    locked.answered_at = locked.answered_at or moment
    if close:
        locked.closed_by, locked.closed_at = by, moment
    locked.save(update_fields=["taken_by", "taken_at", "answered_at", "closed_by", "closed_at"])
    said = EscalationAnswer.objects.create(escalation=locked, by=by, from_programme=True, text=text.strip(), at=moment)
    _tell_raiser(locked, said)
    return locked


@transaction.atomic
def close(concern: Escalation, *, by: User) -> Escalation:
    """Close it. What nobody answered is not closed. Raises CannotLog."""
    locked = _locked(concern, by)
    if locked.answered_at is None:
        raise CannotLog("Answer first: whoever raised it should read what was done.")
    locked.closed_by, locked.closed_at = by, clock.now()
    locked.save(update_fields=["closed_by", "closed_at"])
    return locked


@sensitive_variables("text")
@transaction.atomic
def add_words(concern: Escalation, *, by: User, text: str) -> EscalationAnswer:
    """Whoever raised it says more. Raises CannotLog."""
    locked = Escalation.objects.select_for_update(no_key=True).get(pk=concern.pk)
    if locked.raised_by_id != by.pk:
        raise CannotLog(_("Only whoever raised it can add to it."))
    if locked.closed_at is not None:
        raise CannotLog(_("This is closed. If it is not over, raise it again."))
    if not text.strip():
        raise CannotLog(_("Say in your own words what it is about."))
    return EscalationAnswer.objects.create(
        escalation=locked, by=by, from_programme=False, text=text.strip(), at=clock.now()
    )


def _tell_raiser(concern: Escalation, said: EscalationAnswer) -> None:
    person = concern.raised_by
    applicant = concern.mentorship.placement.enrolment.application.applicant
    insert(
        [
            compose(
                NoticeKind.ESCALATION,
                to=person.email,
                language=applicant.language if concern.side == "mentee" else "en",
                once=f"escalation-answer:{said.pk}",
                values={
                    "what": "answered",
                    "name": person.name,
                    "link": site_link("mentorship:my-concern", concern.public_id),
                },
            )
        ]
    )

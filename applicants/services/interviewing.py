"""Interviews: set, moved, cancelled, and asked for at another time. Each change tells the applicant, by mail and on their page."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import AnotherTime, Application, Interview, InterviewVersion, NoticeKind
from applicants.selectors.interviews import current_interview, newest
from applicants.selectors.telling import told
from applicants.services.notices import write_notice
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment

FOLLOWED: Final[list[Callable[[Interview, InterviewVersion | None, User], None]]] = []
"""Called in the same transaction when an interview is set, moved (its new version) or called off (None), and by whom.

Apps above put in what follows there."""


class InterviewRefused(ValueError):
    """Why an interview cannot be set or asked about; the message is the reason in words."""


def check_can_set(application: Application) -> None:
    """Raise InterviewRefused where the application is not at its interview."""
    if application.status != S.INTERVIEW:
        raise InterviewRefused("Invite to the interview first: the application is not at that step.")


@transaction.atomic
def set_interview(
    application: Application,
    *,
    starts_at: datetime,
    minutes: int,
    place: str = "",
    link: str = "",
    note: str = "",
    by: User,
    zone: tzinfo | None = None,
) -> InterviewVersion:
    """Set the interview, or move the one that is set: a new version, told to the applicant. Raises InterviewRefused.

    Saving what stands there already changes nothing. An open wish for another time counts as answered by it. They are told the
    time of `zone`, or of the cohort's.
    """
    locked = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort", "applicant")
    application = locked.get(pk=application.pk)
    check_can_set(application)
    if not (place or link):
        raise InterviewRefused("Say where: a place, a telephone number or a link.")
    if starts_at <= clock.now():
        raise InterviewRefused("That moment is over. Choose one that is still to come.")
    interview = current_interview(application)
    if interview is None:
        interview = Interview.objects.create(application=application)
    last = newest(interview)
    said = {"starts_at": starts_at, "minutes": minutes, "place": place, "link": link, "note": note}
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last
    version = InterviewVersion.objects.create(
        interview=interview, number=last.number + 1 if last else 0, by=by, at=clock.now(), **said
    )
    interview.asked_for_another_time.filter(answered_at__isnull=True).update(answered_at=clock.now(), answered_by=by)
    for follow in FOLLOWED:
        follow(interview, version, by)
    _tell(application, interview, version, change="moved" if last else "set", zone=zone)
    return version


@transaction.atomic
def cancel_interview(interview: Interview, *, by: User, zone: tzinfo | None = None) -> Interview:
    """Call an interview off, and tell the applicant the time of `zone` or of the cohort's. Calling it off twice tells once."""
    locked = (
        Interview.objects.select_for_update(no_key=True, of=("self",))
        .select_related("application__cohort", "application__applicant")
        .get(pk=interview.pk)
    )
    if locked.cancelled_at is not None:
        return locked
    locked.cancelled_at, locked.cancelled_by = clock.now(), by
    locked.save(update_fields=["cancelled_at", "cancelled_by"])
    locked.asked_for_another_time.filter(answered_at__isnull=True).update(answered_at=clock.now(), answered_by=by)
    for follow in FOLLOWED:
        follow(locked, None, by)
    if version := newest(locked):
        theirs = locked.application.applicant.user_id == by.pk
        _tell(locked.application, locked, version, change="given_back" if theirs else "cancelled", zone=zone)
    return locked


def check_can_ask(application: Application, interview: Interview | None) -> Interview:
    """The interview for which another time can be asked. Raises InterviewRefused."""
    if interview is None or told(application).status != S.INTERVIEW:
        raise InterviewRefused(_("There is no interview to move."))
    if interview.asked_for_another_time.filter(answered_at__isnull=True).exists():
        raise InterviewRefused(_("You have asked already. A person answers, and you read it here."))
    return interview


@transaction.atomic
def ask_for_another_time(application: Application, *, by: User, text: str) -> AnotherTime:
    """The applicant cannot come then. Raises InterviewRefused; one open wish at a time."""
    interview = check_can_ask(application, current_interview(application))
    if application.applicant.user_id != by.pk:
        raise InterviewRefused(_("Only the applicant can ask for this."))
    if not text.strip():
        raise InterviewRefused(_("Write when you can: a day and a time, or several."))
    try:
        with transaction.atomic():
            return AnotherTime.objects.create(interview=interview, text=text.strip(), asked_at=clock.now())
    except IntegrityError:
        raise InterviewRefused(_("You have asked already. A person answers, and you read it here.")) from None


@transaction.atomic
def keep_time(wish: AnotherTime, *, answer: str, by: User) -> AnotherTime:
    """Say, in words that the applicant reads, that the time stays. Raises InterviewRefused without words, and when answered."""
    if not answer.strip():
        raise InterviewRefused("Write why it stays, or set another time.")
    now = clock.now()
    open_one = AnotherTime.objects.filter(pk=wish.pk, answered_at__isnull=True)
    if not open_one.update(answered_at=now, answered_by=by, answer=answer.strip()):
        raise InterviewRefused("Somebody answered this a moment ago.")
    wish.refresh_from_db()
    return wish


def _tell(
    application: Application,
    interview: Interview,
    version: InterviewVersion,
    *,
    change: str,
    zone: tzinfo | None = None,
) -> None:
    person, cohort = application.applicant, application.cohort
    link = site_link("applicants:status", application.public_id)
    write_notice(
        NoticeKind.INTERVIEW,
        to=person.email,
        language=person.language,
        values={
            "change": change,
            "name": person.name,
            "cohort": cohort.name,
            "when": partial(say_moment, version.starts_at, zone or cohort.tz),
            "minutes": version.minutes,
            "place": version.place,
            "link": version.link,
            "note": version.note,
            "status_link": link,
        },
        once=f"interview:{interview.pk}:{change}:{version.number}",
        application=application,
    )

"""Sessions: logged in under two minutes, edited for a week, with the actions that follow from them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from mentorship.lifecycle import MentorshipStatus
from mentorship.models import Meeting, MentoringSession, Mentorship, SessionAction, SessionChange
from mentorship.sealing import NoNoteKeys, mark_now
from mentorship.services.notes import rewrite_note, write_notes
from mentorship.services.pairing import side_of

EDITABLE_FOR: Final = timedelta(days=7)


class CannotLog(ValueError):
    """Something cannot be recorded like this. The message is the reason, in words for people."""


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """What one of the two does next: in words, who (`mentee` or `mentor`), and by when. `pk` is that of an action that stands."""

    what: str
    who: str = SessionAction.Who.MENTEE
    due_on: date | None = None
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One meeting to record: the day, minutes, how, topics (`MentoringSession.Topic`), what follows, and the texts.

    `sent_id` is that of the form: sent twice, it is one session. `meeting` is the planned one that took place.
    """

    met_on: date
    minutes: int = 30
    mode: str = MentoringSession.Mode.VIDEO
    topics: Sequence[str] = ()
    actions: Sequence[ActionEntry] = ()
    shared_notes: str = ""
    private_note: str = field(default="", repr=False)
    keep_note: bool = False
    """Leave the private note as it is: it does not open now, and its author could not see what they would overwrite."""
    next_on: date | None = None
    sent_id: uuid.UUID | None = None
    meeting: Meeting | None = None


def today_of(mentorship: Mentorship) -> date:
    """Today where the mentor is."""
    return clock.now().astimezone(mentorship.mentor.tz).date()


def check_side(mentorship: Mentorship, by: User, *sides: str) -> str:
    """Which of these sides somebody is. Raises CannotLog for anybody else."""
    side = side_of(mentorship, by)
    if side not in sides:
        raise CannotLog(_("Only the two people of this mentorship can do this."))
    return side


def check_active(mentorship: Mentorship) -> date:
    """The day the mentorship began. Raises CannotLog where it has not, or is over."""
    if mentorship.status != MentorshipStatus.ACTIVE or mentorship.began_on is None:
        raise CannotLog(_("This is possible once you have both confirmed, and until the mentorship is over."))
    return mentorship.began_on


def check_can_log(mentorship: Mentorship, *, by: User, met_on: date) -> None:
    """Raise CannotLog with the reason, if there is one."""
    check_side(mentorship, by, "mentor")
    if mentorship.status != MentorshipStatus.ACTIVE or mentorship.began_on is None:
        raise CannotLog("Sessions are logged once you have both confirmed, and until the mentorship is over.")
    if met_on > today_of(mentorship):
        raise CannotLog("This day is still ahead. Log the session when it has taken place.")
    if met_on < mentorship.began_on:
        raise CannotLog("This day lies before the mentorship began.")


@sensitive_variables()
def _check_entry(mentorship: Mentorship, entry: SessionEntry, by: User) -> None:
    check_can_log(mentorship, by=by, met_on=entry.met_on)
    if entry.next_on is not None and entry.next_on <= entry.met_on:
        raise CannotLog("The next meeting must come after this one.")
    if entry.meeting is not None and entry.meeting.mentorship_id != mentorship.pk:
        raise CannotLog("This meeting is not one of this mentorship.")
    if entry.private_note.strip() and not entry.keep_note:
        try:
            mark_now()
        except NoNoteKeys as reason:
            raise CannotLog(f"Your private note cannot be kept now: {reason} Nothing else was lost.") from None


@sensitive_variables()
@transaction.atomic
def log_sessions(
    mentorship: Mentorship, entries: Sequence[SessionEntry], *, by: User, at: datetime | None = None
) -> list[MentoringSession]:
    """Record meetings, oldest first; all or none. Three inserts at any number. Raises CannotLog with the reason.

    Needs `mentor` and `placement.enrolment.application.applicant` selected. `at` (default now) is when they were written down.
    """
    for entry in entries:
        _check_entry(mentorship, entry, by)
    moment = at or clock.now()
    sessions = MentoringSession.objects.bulk_create(
        [
            MentoringSession(
                sent_id=entry.sent_id or uuid.uuid4(),
                mentorship=mentorship,
                meeting=entry.meeting,
                met_on=entry.met_on,
                minutes=entry.minutes,
                mode=entry.mode,
                topics=list(entry.topics),
                shared_notes=entry.shared_notes,
                next_on=entry.next_on,
                logged_by=by,
                logged_at=moment,
            )
            for entry in entries
        ]
    )
    pairs = list(zip(sessions, entries, strict=True))
    SessionAction.objects.bulk_create([_action(session, one) for session, entry in pairs for one in entry.actions])
    write_notes([(session, entry.private_note) for session, entry in pairs], author=by)
    return sessions


def _action(session: MentoringSession, entry: ActionEntry) -> SessionAction:
    return SessionAction(
        mentorship_id=session.mentorship_id, session=session, what=entry.what, who=entry.who, due_on=entry.due_on
    )


@sensitive_variables()
def log_session(mentorship: Mentorship, *, by: User, at: datetime | None = None, **entry: Any) -> MentoringSession:
    """Record one meeting (fields of SessionEntry). The same form sent again gives the session that it made.

    Raises CannotLog with the reason.
    """
    given = SessionEntry(**entry)
    if given.sent_id and (there := _logged_before(mentorship, given.sent_id, by)):
        return there
    try:
        with transaction.atomic():
            return log_sessions(mentorship, [given], by=by, at=at)[0]
    except IntegrityError:  # the other click was quicker
        if given.sent_id and (there := _logged_before(mentorship, given.sent_id, by)):
            return there
        if given.meeting is None:
            raise
        raise CannotLog("This planned meeting is logged already.") from None


def _logged_before(mentorship: Mentorship, sent_id: uuid.UUID, by: User) -> MentoringSession | None:
    return MentoringSession.objects.filter(mentorship=mentorship, sent_id=sent_id, logged_by=by).first()


def check_can_edit(session: MentoringSession, *, by: User, now: datetime | None = None) -> None:
    """Raise CannotLog with the reason, if there is one."""
    if session.logged_by_id != by.pk:
        raise CannotLog("Only whoever logged a session can change it.")
    if (now or clock.now()) >= session.logged_at + EDITABLE_FOR:
        raise CannotLog("A session can be changed for 7 days after it was logged.")


@sensitive_variables()
@transaction.atomic
def edit_session(session: MentoringSession, entry: SessionEntry, *, by: User, at: datetime | None = None) -> bool:
    """Change a session one logged; what both read and stood there before is kept. Whether anything shared changed.

    Two at once: one after the other, each kept in the history. A blank private note takes it away. Raises CannotLog.
    """
    moment = at or clock.now()
    locked = (
        MentoringSession.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentorship__mentor", "mentorship__placement__enrolment__application__applicant")
        .get(pk=session.pk)
    )
    check_can_edit(locked, by=by, now=moment)
    _check_entry(locked.mentorship, entry, by)
    new: Mapping[str, Any] = {name: getattr(entry, name) for name in MentoringSession.SHARED} | {
        "topics": list(entry.topics)
    }
    was = {name: _plain(getattr(locked, name)) for name in new if getattr(locked, name) != new[name]}
    for name, value in new.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(new))
    if (before := _change_actions(locked, entry.actions)) is not None:
        was["actions"] = before
    if was:
        SessionChange.objects.create(session=locked, was=was, by=by, at=moment)
    if not entry.keep_note:
        rewrite_note(locked, entry.private_note, author=by)
    return bool(was)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _change_actions(session: MentoringSession, entries: Sequence[ActionEntry]) -> list[str] | None:
    """Make the open actions of a session these; the words before, or None where nothing changed. Done ones stay as they are."""
    everything = list(SessionAction.objects.select_for_update().filter(session=session).order_by("pk"))
    before = [one.what for one in everything]
    standing = {one.pk: one for one in everything if one.done_at is None}
    changed = False
    for entry in entries:
        if one := standing.pop(entry.pk or 0, None):
            if (one.what, one.who, one.due_on) != (entry.what, entry.who, entry.due_on):
                one.what, one.who, one.due_on = entry.what, entry.who, entry.due_on
                one.save(update_fields=["what", "who", "due_on"])
                changed = True
        elif entry.pk is None:
            _action(session, entry).save()
            changed = True
    if standing:
        SessionAction.objects.filter(pk__in=standing, done_at__isnull=True).delete()
        changed = True
    return before if changed else None


def tick(action: SessionAction, *, by: User, done: bool = True, at: datetime | None = None) -> bool:
    """Say that an action is done, or is not after all; whether that changed anything. Either of the two may. Raises CannotLog."""
    check_side(action.mentorship, by, "mentor", "mentee")
    one = SessionAction.objects.filter(pk=action.pk, done_at__isnull=done)
    values: dict[str, Any] = (
        {"done_at": at or clock.now(), "done_by": by} if done else {"done_at": None, "done_by": None}
    )
    return bool(one.update(**values))

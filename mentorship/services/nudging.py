"""Nudges: a mail to mentor and mentee when a contact is due. Once for each contact, one a week at most, none for who stopped it.

One mail speaks of all contacts of a person that are due. The turn is taken at `NudgeChoice`, one row a person: two workers at once
lock different people, and a task delivered twice finds the week not over.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.db.models import F, Q

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, insert
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from mentorship.models import Nudge, NudgeChoice
from mentorship.selectors.mentors import rules

WEEK: Final = timedelta(days=7)
LATEST: Final = timedelta(days=120)
"""A contact that is due longer is for the coordinator to speak about."""
LOT: Final = 500
"""People in one transaction."""
SALT: Final = "mentorship.nudge.stop"
_DUE: Final = """
    SELECT pair.id, 'mentor', mentor.user_id, pair.due_on
      FROM mentorship_mentorship AS pair JOIN mentorship_mentor AS mentor ON mentor.id = pair.mentor_id
     WHERE pair.status = 'active' AND pair.due_on BETWEEN %(from)s AND %(to)s
       AND NOT EXISTS (SELECT FROM mentorship_nudge AS told
                        WHERE told.mentorship_id = pair.id AND told.side = 'mentor' AND told.due_on = pair.due_on)
    UNION ALL
    SELECT pair.id, 'mentee', applicant.user_id, pair.due_on
      FROM mentorship_mentorship AS pair
      JOIN placements_placement AS placement ON placement.id = pair.placement_id
      JOIN bootcamp_enrolment AS enrolment ON enrolment.id = placement.enrolment_id
      JOIN applicants_application AS application ON application.id = enrolment.application_id
      JOIN applicants_applicant AS applicant ON applicant.id = application.applicant_id
     WHERE pair.status = 'active' AND pair.due_on BETWEEN %(from)s AND %(to)s AND applicant.user_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM mentorship_nudge AS told
                        WHERE told.mentorship_id = pair.id AND told.side = 'mentee' AND told.due_on = pair.due_on)
"""


class NudgeRefused(ValueError):
    """A link that does not stop anything. The message says so."""


@dataclass(frozen=True, slots=True)
class Due:
    """One contact about which one side is not written to yet."""

    mentorship: int
    side: str
    user: int
    due_on: date


def due_contacts(today: date, days: int) -> list[Due]:
    """Contacts due for so many days and more, of which nobody wrote to a side; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"from": today - LATEST, "to": today - timedelta(days=days)})
        return [Due(*row) for row in cursor.fetchall()]


def nudge_due(*, most: int = LOT) -> int:
    """Write the nudges of today, in lots; how many mails. Called twice, or by two workers at once, each is written once."""
    today, written = clock.now().date(), 0
    by_user = defaultdict(list)
    for one in due_contacts(today, rules().nudge_days):
        by_user[one.user].append(one)
    people = sorted(by_user)
    for start in range(0, len(people), most):
        lot = people[start : start + most]
        written += _nudge_lot({user: by_user[user] for user in lot})
    return written


@transaction.atomic
def _nudge_lot(due: dict[int, list[Due]]) -> int:
    """One lot: whose turn it is, what is still not told, the mails."""
    now = clock.now()
    NudgeChoice.objects.bulk_create([NudgeChoice(user_id=user) for user in sorted(due)], ignore_conflicts=True)
    free = Q(stopped_at=None) & (Q(last_at=None) | Q(last_at__lte=now - WEEK))
    turns = list(
        NudgeChoice.objects.select_for_update(skip_locked=True)
        .filter(free, user__in=list(due))
        .order_by("user")
        .values_list("user", flat=True)
    )
    wanted = [one for user in turns for one in due[user]]
    if not wanted:
        return 0
    told = set(
        Nudge.objects.filter(mentorship__in={one.mentorship for one in wanted}).values_list(
            "mentorship", "side", "due_on"
        )
    )
    fresh = [one for one in wanted if (one.mentorship, one.side, one.due_on) not in told]
    Nudge.objects.bulk_create(
        [Nudge(mentorship_id=one.mentorship, side=one.side, due_on=one.due_on, at=now) for one in fresh]
    )
    users = {one.user for one in fresh}
    NudgeChoice.objects.filter(user__in=users).update(last_at=now)
    return insert(_mails(fresh, f"{now:%Y%m%d}")) if fresh else 0


def _mails(fresh: list[Due], day: str) -> list[Notice]:
    sides, people = defaultdict[int, list[Due]](list), {}
    for one in fresh:
        sides[one.user].append(one)
    for row in User.objects.filter(pk__in=list(sides)).annotate(speaks=F("applicant__language")).distinct():
        people[row.pk] = row
    mails = []
    for user, contacts in sorted(sides.items()):
        person, side = people[user], "mentor" if any(one.side == "mentor" for one in contacts) else "mentee"
        if not person.email:
            continue
        language = (person.speaks or settings.LANGUAGE_CODE) if side == "mentee" else settings.LANGUAGE_CODE
        stop = stop_link(user)
        mails.append(
            compose(
                NoticeKind.NUDGE,
                to=person.email,
                language=language,
                values={
                    "name": person.name,
                    "side": side,
                    "count": len(contacts),
                    "link": site_link("mentorship:home" if side == "mentor" else "mentorship:mine"),
                },
                once=f"nudge:{user}:{day}",
                stop_link=stop,
            )
        )
    return mails


def stop_link(user: int) -> str:
    """The page that stops nudges with one click; good for ever."""
    return site_link("mentorship:nudges-stop", signing.dumps(user, salt=SALT))


def read_stop_token(token: str) -> User:
    """Whose link it is. Raises NudgeRefused where it is not ours, or they are here no more."""
    try:
        user = User.objects.filter(pk=int(signing.loads(token, salt=SALT))).first()
    except (signing.BadSignature, TypeError, ValueError):
        user = None
    if user is None:
        raise NudgeRefused("This link is not complete. Open it again from the e-mail, or copy all of it.")
    return user


def wants_nudges(user: User) -> bool:
    """Whether somebody gets them."""
    return not NudgeChoice.objects.filter(user=user, stopped_at__isnull=False).exists()


def choose_nudges(user: User, *, wanted: bool) -> None:
    """Stop them, or have them again."""
    NudgeChoice.objects.update_or_create(user=user, defaults={"stopped_at": None if wanted else clock.now()})

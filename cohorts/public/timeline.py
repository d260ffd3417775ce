"""What happens when in a class: its dates with words, in order, and how long is left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from careerpath.ui.moments import say_day
from cohorts.models import Cohort

DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Step:
    """One step. `moment` is a time of day in the cohort's zone; `days` are words where days are enough; either may be empty."""

    title: str
    text: str
    icon: str
    state: str
    moment: datetime | None = None
    days: str = ""


def _state(begins: datetime | date | None, ends: datetime | date | None, now: datetime, today: date) -> str:
    def before(point: datetime | date) -> bool:
        return point < now if isinstance(point, datetime) else point < today

    def reached(point: datetime | date) -> bool:
        return point <= now if isinstance(point, datetime) else point <= today

    if ends is not None and before(ends):
        return DONE
    return NOW if begins is not None and reached(begins) else NEXT


def steps(cohort: Cohort, now: datetime | None = None) -> list[Step]:
    """The steps of a class from the day applications open. No query."""
    now = now or timezone.now()
    today = now.astimezone(cohort.tz).date()
    made = [
        Step(
            gettext("Applications open"),
            gettext("You can begin, stop and come back. Every field is saved as you write."),
            "file-pen",
            _state(cohort.opens_at, cohort.closes_at, now, today),
            moment=cohort.opens_at,
        ),
        Step(
            gettext("Applications close"),
            grace_in_words(cohort) or gettext("The last second counts."),
            "calendar-clock",
            _state(None, cohort.closes_at, now, today),
            moment=cohort.closes_at,
        ),
    ]
    answers = cohort.decisions_by
    made.append(
        Step(
            gettext("We read"),
            gettext("Every application. Your own page says at any time where yours stands."),
            "book-open",
            _state(cohort.closes_at + timedelta.resolution, answers or cohort.bootcamp_starts, now, today),
        )
    )
    offer = ngettext(
        "With an offer you have %(n)s day to say yes. With a no come the main reasons and how to have it looked at again.",
        "With an offer you have %(n)s days to say yes. With a no come the main reasons and how to have it looked at again.",
        cohort.offer_days,
    ) % {"n": cohort.offer_days}
    made.append(
        Step(
            gettext("Everybody has an answer"),
            offer,
            "mail-check",
            _state(answers, answers, now, today) if answers else NEXT,
            days=gettext("by %(day)s") % {"day": say_day(answers)} if answers else "",
        )
    )
    made.append(
        Step(
            gettext("Boot camp"),
            gettext("Full time, five modules, with an examination at the end."),
            "graduation-cap",
            _state(cohort.bootcamp_starts, cohort.bootcamp_ends, now, today),
            days=bootcamp_in_words(cohort),
        )
    )
    made.append(
        Step(
            gettext("Last mile, work and a mentor"),
            gettext("The training that one client’s project needs, then work on it, with a mentor beside you."),
            "handshake",
            _state(cohort.bootcamp_ends + timedelta(days=1), None, now, today),
        )
    )
    return made


def bootcamp_in_words(cohort: Cohort) -> str:
    """`Monday 1 February 2027 to Friday 12 March 2027`."""
    return gettext("%(first)s to %(last)s") % {
        "first": say_day(cohort.bootcamp_starts),
        "last": say_day(cohort.bootcamp_ends),
    }


def grace_in_words(cohort: Cohort) -> str:
    """What somebody who began in time may still do after the deadline; empty where there is no grace."""
    minutes = cohort.grace_minutes
    if not minutes:
        return ""
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext(
            "If you began before, you have %(n)s more hour to finish and send.",
            "If you began before, you have %(n)s more hours to finish and send.",
            hours,
        ) % {"n": hours}
    return ngettext(
        "If you began before, you have %(n)s more minute to finish and send.",
        "If you began before, you have %(n)s more minutes to finish and send.",
        minutes,
    ) % {"n": minutes}


def closes_in_words(cohort: Cohort, now: datetime | None = None) -> str:
    """How long is left, as people say it: days by the calendar of the cohort's zone, hours and minutes on the last day."""
    now = now or timezone.now()
    left = cohort.closes_at - now
    if left < timedelta(0):
        return gettext("closed")
    if left < timedelta(hours=1):
        minutes = max(1, int(left / timedelta(minutes=1)))
        return ngettext("closes in %(n)s minute", "closes in %(n)s minutes", minutes) % {"n": minutes}
    if left < timedelta(hours=12):
        hours = int(left / timedelta(hours=1))
        return ngettext("closes in %(n)s hour", "closes in %(n)s hours", hours) % {"n": hours}
    days = (cohort.closes_at.astimezone(cohort.tz).date() - now.astimezone(cohort.tz).date()).days
    if days == 0:
        return gettext("closes today")
    if days == 1:
        return gettext("closes tomorrow")
    return ngettext("closes in %(n)s day", "closes in %(n)s days", days) % {"n": days}

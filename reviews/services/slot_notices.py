"""What is written about times of interviews: to whoever offers them, and to whoever is to choose one."""

from functools import partial
from typing import Any

from applicants.models import Notice, NoticeKind
from applicants.services.notices import compose, write_notice
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day, say_moment
from reviews.lifecycle import RoundStatus
from reviews.models import InterviewSlot, RoundEntry, SlotCompanion
from reviews.selectors.slots import zone_of

FOR_INTERVIEWER = "slot:"
"""Notices to interviewers have a `once` that begins so, followed by the id of the time."""
FOR_COMPANION = "companion:"
"""Those to second interviewers: followed by the id of their row at the time."""


def tell_interviewer(slot: InterviewSlot, change: str) -> bool:
    """Tell the interviewer that their time was chosen, is free again, or withdrawn. Without a name: a link, and a file."""
    user = slot.interviewer.user
    return write_notice(
        NoticeKind.INTERVIEW,
        to=user.email,
        language="en",
        values={
            "side": "interviewer",
            "change": change,
            "name": user.name,
            "cohort": slot.round.cohort.name,
            "when": partial(say_moment, slot.starts_at, slot.round.cohort.tz),
            "minutes": slot.minutes,
            "link": site_link("interviewing:slot", slot.public_id),
        },
        once=f"{FOR_INTERVIEWER}{slot.pk}:{slot.sequence}:{change}",
    )


def tell_companion(slot: InterviewSlot, companion: SlotCompanion, change: str) -> bool:
    """Tell a second interviewer what became of a time: `chosen`, `free`, `withdrawn`, or of them: `joined`, `left`. With a file.

    Reads the round's cohort, the interviewer's user and the companion's; no applicant is named.
    """
    user = companion.reader.user
    page = site_link("interviewing:home") if change == "left" else site_link("interviewing:slot", slot.public_id)
    return write_notice(
        NoticeKind.INTERVIEW,
        to=user.email,
        language="en",
        values={
            "side": "companion",
            "change": change,
            "name": user.name,
            "host": str(slot.interviewer.user),
            "cohort": slot.round.cohort.name,
            "when": partial(say_moment, slot.starts_at, slot.round.cohort.tz),
            "minutes": slot.minutes,
            "link": page,
        },
        once=f"{FOR_COMPANION}{companion.pk}:{companion.sequence}:{change}",
    )


def to_choose(entry: RoundEntry, change: str, once: str) -> Notice | None:
    """The mail that asks somebody to choose a time: `first`, `reminder`, `again` (it did not take place). None without an address.

    Needs the entry's round with cohort, and application with applicant.
    """
    applicant, round = entry.application.applicant, entry.round
    if not applicant.email:
        return None
    return compose(
        NoticeKind.CHOOSE_TIME,
        to=applicant.email,
        language=applicant.language,
        once=once,
        application_id=entry.application_id,
        values=_values(entry, change),
        good_until=round.closes_at,
    )


def _values(entry: RoundEntry, change: str) -> dict[str, Any]:
    round = entry.round
    return {
        "change": change,
        "name": entry.application.applicant.name,
        "cohort": round.cohort.name,
        "until": partial(say_day, round.closes_at, round.cohort.tz) if round.closes_at else "",
        "link": site_link("interview:choose", entry.public_id),
    }


def ask_again(slot: InterviewSlot) -> None:
    """Ask whoever had this time to choose another one, while the round is open. Twice is once."""
    if slot.entry is None or slot.round.status != RoundStatus.OPEN or slot.again_at is not None:
        return
    slot.again_at = clock.now()
    slot.save(update_fields=["again_at"])
    applicant = slot.entry.application.applicant
    write_notice(
        NoticeKind.CHOOSE_TIME,
        to=applicant.email,
        language=applicant.language,
        once=f"choose-time:{slot.entry_id}:again:{slot.pk}",
        application=slot.entry.application,
        values=_values(slot.entry, "again"),
    )


def reminder(slot: InterviewSlot, side: str, companion: SlotCompanion | None = None) -> Notice | None:
    """The reminder of an interview that is near, for the `applicant` or the `interviewer`. None without an address.

    With a companion it goes to them, who are an interviewer too. Reads who else comes.
    """
    if slot.entry is None:
        return None
    applicant, user = slot.entry.application.applicant, (companion.reader if companion else slot.interviewer).user
    theirs = side == "applicant"
    to = applicant.email if theirs else user.email
    if not to:
        return None
    return compose(
        NoticeKind.INTERVIEW_NEAR,
        to=to,
        language=applicant.language if theirs else "en",
        once=f"interview-near:{slot.pk}:{slot.sequence}:{side}{f':{companion.pk}' if companion else ''}",
        application_id=slot.entry.application_id if theirs else None,
        values={
            "side": side,
            "name": applicant.name if theirs else user.name,
            "cohort": slot.round.cohort.name,
            "when": partial(say_moment, slot.starts_at, zone_of(slot) if theirs else slot.round.cohort.tz),
            "minutes": slot.minutes,
            "people": slot.n_people,
            "place": slot.place,
            "link": slot.link,
            "page": site_link("interview:choose", slot.entry.public_id)
            if theirs
            else site_link("interviewing:slot", slot.public_id),
        },
        good_until=slot.starts_at,
    )

"""A learner's calendar: what takes place for them and what is due. Nothing in it is about anybody else."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from applicants.services.notices import spoken
from bootcamp.lifecycle import IN_CLASS
from bootcamp.models import Assessment, Enrolment, Session
from careerpath.calendars import Entry, make_calendar
from careerpath.ui.links import site_link

SHOWN_BEFORE_DUE: Final = timedelta(minutes=30)
"""A calendar has no moment without a length: work stands in the half hour before it is due."""


MORE: Final[list[Callable[[Enrolment], Iterable[Entry]]]] = []
"""What later stages put into the calendar that somebody follows: filled in `AppConfig.ready`."""


def sessions_in_calendar(enrolment: Enrolment) -> list[Session]:
    """The sessions of somebody's class and section in time order, with those that are called off.

    Of who left the class, those that were over before they left.
    """
    own = Q(section__isnull=True) | Q(section=enrolment.section_id) if enrolment.section_id else Q(section__isnull=True)
    found = Session.objects.filter(own, module__programme=enrolment.cohort_id)
    if enrolment.status not in IN_CLASS:
        found = found.filter(ends_at__lte=enrolment.status_changed_at)
    return list(found.select_related("module").order_by("starts_at", "pk"))


def work_in_calendar(enrolment: Enrolment) -> list[Assessment]:
    """What is due in somebody's class, in the order of time; of who left, what was due before."""
    found = Assessment.objects.filter(module__programme=enrolment.cohort_id)
    if enrolment.status not in IN_CLASS:
        found = found.filter(due_at__lte=enrolment.status_changed_at)
    return list(found.select_related("module").order_by("due_at", "pk"))


def calendar_of(enrolment: Enrolment) -> bytes:
    """Somebody's calendar in their language (RFC 5545). Two queries, and those of later stages.

    Needs `cohort` and `application.applicant` selected.
    """
    cohort = enrolment.cohort
    with override(spoken(enrolment.application.applicant.language)):
        entries = [session_entry(session) for session in sessions_in_calendar(enrolment)]
        entries += [due_entry(assessment) for assessment in work_in_calendar(enrolment)]
        for more in MORE:
            entries += more(enrolment)
        return make_calendar(
            entries,
            name=cohort.name,
            about=_("Your sessions and when your work is due. It follows every change by itself."),
            zone=cohort.tz,
        )


def session_entry(session: Session) -> Entry:
    """A session as it stands in a calendar. The same identifier always; a place that is a link is a link."""
    about = [session.module.title]
    if session.cancelled_because:
        about.append(_("Called off: %(reason)s") % {"reason": session.cancelled_because})
    elif session.meeting_url:
        about.append(_("Join here: %(link)s") % {"link": session.meeting_url})
    online = session.mode == Session.Mode.ONLINE
    return Entry(
        uid=f"{session.uid}@{host()}",
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        sequence=session.sequence,
        changed_at=session.changed_at,
        place=session.place or (_("Online") if online else ""),
        url=session.meeting_url or site_link("bootcamp:learner-calendar"),
        about="\n".join(about),
        kind=_("Session"),
        called_off=session.cancelled_at is not None,
    )


def due_entry(assessment: Assessment) -> Entry:
    """When work is due."""
    return Entry(
        uid=f"assessment-{assessment.pk}@{host()}",
        title=_("Due: %(title)s") % {"title": assessment.title},
        starts_at=assessment.due_at - SHOWN_BEFORE_DUE,
        ends_at=assessment.due_at,
        sequence=assessment.sequence,
        changed_at=assessment.changed_at,
        url=site_link("bootcamp:learner-assignment", assessment.pk),
        about=assessment.module.title,
        kind=_("Due"),
        takes_time=False,
    )


def host() -> str:
    """What makes an identifier of ours unlike anybody else's."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"

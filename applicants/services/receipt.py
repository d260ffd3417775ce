"""The receipt by mail: put into the outbox with the sending itself, so that one does not happen without the other.

Its words are made when it is sent: the person who sends an application waits for the page, nobody for the mail.
"""

from functools import partial

from applicants.letters.shipped import Words
from applicants.models import Application
from applicants.models.notices import Notice, NoticeKind
from applicants.selectors.applying import all_in_words
from applicants.services.notices import words_of, write_notice
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day, say_moment


def write_receipt(application: Application) -> bool:
    """Write to the applicant that their application has arrived, all that they sent, and what comes next; once for each sending."""
    if application.submitted_at is None:
        return False
    return write_notice(
        NoticeKind.RECEIPT,
        to=application.applicant.email,
        language=application.applicant.language,
        values=None,
        once=once_of(application),
        application=application,
    )


def once_of(application: Application) -> str:
    """The key of the receipt of one sending."""
    return f"receipt:{application.pk}:{application.submitted_at and application.submitted_at.isoformat()}"


def words_of_receipt(notice: Notice) -> Words | None:
    """The words of a receipt; None where what it acknowledges was taken back since."""
    application = Application.objects.select_related("cohort", "applicant", "question_set").get(
        pk=notice.application_id or 0
    )
    sent_at = application.submitted_at
    if sent_at is None or once_of(application) != notice.once:
        return None
    cohort = application.cohort
    return words_of(
        NoticeKind.RECEIPT,
        language=notice.language,
        values={
            "application": application,
            "applicant": application.applicant,
            "cohort": cohort,
            "answers": partial(all_in_words, application),
            "decisions_by": partial(say_day, cohort.decisions_by) if cohort.decisions_by else "",
            "sent": partial(say_moment, sent_at, cohort.tz),
            "link": site_link("applicants:status", application.public_id),
        },
    )

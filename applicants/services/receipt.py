"""The receipt by mail: written into the outbox with the sending itself, so that one does not happen without the other."""

from functools import partial

from django.conf import settings
from django.urls import reverse

from applicants.models import Application
from applicants.models.notices import NoticeKind
from applicants.selectors.applying import all_in_words
from applicants.services.notices import write_notice
from careerpath.ui.moments import say_day, say_moment


def write_receipt(application: Application) -> bool:
    """Write to the applicant that their application has arrived, all that they sent, and what comes next; once for each sending."""
    sent_at = application.submitted_at
    if sent_at is None:
        return False
    cohort, applicant = application.cohort, application.applicant
    return write_notice(
        NoticeKind.RECEIPT,
        to=applicant.email,
        language=applicant.language,
        values={
            "application": application,
            "applicant": applicant,
            "cohort": cohort,
            "answers": partial(all_in_words, application),
            "decisions_by": partial(say_day, cohort.decisions_by) if cohort.decisions_by else "",
            "sent": partial(say_moment, sent_at, cohort.tz),
            "link": f"{settings.SITE_URL.rstrip('/')}{reverse('applicants:status', args=[application.public_id])}",
        },
        once=f"receipt:{application.pk}:{sent_at.isoformat()}",
        application=application,
    )

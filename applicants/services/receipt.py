"""The receipt by mail. The application is sent whether or not the mail goes out."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.models import Application
from careerpath.ui.moments import say_day, say_moment

log = logging.getLogger(__name__)


def mail_receipt(application: Application) -> None:
    """Write to the applicant that their application has arrived, and what comes next."""
    address = application.applicant.email
    if not address:
        return
    words = {
        "application": application,
        "cohort": application.cohort,
        "decisions_by": say_day(application.cohort.decisions_by) if application.cohort.decisions_by else "",
        "sent": say_moment(application.submitted_at, application.cohort.tz) if application.submitted_at else "",
        "link": f"{settings.SITE_URL.rstrip('/')}{reverse('applicants:status', args=[application.public_id])}",
        "site_name": settings.SITE_NAME,
        "contact_email": settings.CONTACT_EMAIL,
    }
    try:
        send_mail(
            subject=_("We have your application to %(cohort)s") % {"cohort": application.cohort},
            message=render_to_string("applicants/mail/receipt.txt", words),
            from_email=None,
            recipient_list=[address],
        )
    except (smtplib.SMTPException, OSError):
        log.exception("The receipt of application %s could not be mailed", application.pk)

"""Offers that run out, and seats that become free."""

import logging

from celery import shared_task

from applicants.services import offers, waitlist
from cohorts.models import Cohort

log = logging.getLogger(__name__)


@shared_task(name="applicants.tasks.promote_waitlist")
def promote_waitlist(cohort_id: int) -> None:
    """Offer the free seats of a cohort to the next on its waitlist. Delivered twice, or for one that is gone, it does nothing."""
    cohort = Cohort.objects.filter(pk=cohort_id).first()
    if cohort is not None and (made := waitlist.promote_waitlist(cohort)):
        log.info("Offered free seats of %s to its waitlist in %s releases", cohort.slug, len(made))


@shared_task(name="applicants.tasks.expire_offers")
def expire_offers() -> None:
    """Decline the offers that ran out unanswered, and fill the seats that are free. Beat calls it every minute."""
    expired, offered = offers.expire_offers(), waitlist.promote_waitlists()
    if expired or offered:
        log.info("%s offers ran out, %s seats offered to waitlists", expired, offered)

"""The links of a university into the classes that are open: made where one is missing."""

from collections.abc import Sequence

from careerpath.accounts.models import User
from cohorts.models import Cohort, ReferralLink, University
from cohorts.services import make_referral_link


def links_of(university: University, cohorts: Sequence[Cohort], *, by: User) -> list[ReferralLink]:
    """One for each cohort, in their order; one query where all are there."""
    found = {link.cohort_id: link for link in ReferralLink.objects.filter(university=university, cohort__in=cohorts)}
    links = [found.get(one.pk) or make_referral_link(cohort=one, university=university, by=by) for one in cohorts]
    for link, cohort in zip(links, cohorts, strict=True):
        link.cohort, link.university = cohort, university
    return links

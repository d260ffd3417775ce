"""Partner universities on the workbench, and what an applicant has allowed theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Prefetch, Q

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, UniversityConsent
from careerpath.ui.links import site_link
from cohorts.models import ReferralLink, University, UniversityContact
from cohorts.selectors import open_cohorts

NOT_NAMED: Final = frozenset({S.DRAFT, S.WITHDRAWN, S.DUPLICATE})
"""Who has not applied, or does not any more, is not named to anybody."""
NAMED: Final = (
    UniversityConsent.IN_FORCE
    & Q(application__applicant__merged_into__isnull=True)
    & ~Q(application__status__in=NOT_NAMED)
    & Q(application__restriction__isnull=True)
)
"""Consents by which a university sees a name now."""


@dataclass(frozen=True)
class Partner:
    """A university with everybody who ever was its contact, and its links into the cohorts that are open."""

    university: University
    contacts: Sequence[UniversityContact]
    links: Sequence[ReferralLink]


def partners() -> list[University]:
    """Every university, with how many may open its page (`active_contacts`). One query."""
    open_to = Count("contacts", filter=Q(contacts__is_active=True))
    return list(University.objects.annotate(active_contacts=open_to).order_by("-is_active", "name"))


def partner(pk: int) -> Partner:
    """One university; three queries. Raises University.DoesNotExist."""
    contacts = UniversityContact.objects.select_related("user", "added_by", "removed_by").order_by("-is_active", "pk")
    links = (
        ReferralLink.objects.filter(cohort__in=open_cohorts()).select_related("cohort").order_by("cohort__closes_at")
    )
    found = University.objects.prefetch_related(
        Prefetch("contacts", queryset=contacts, to_attr="everybody"),
        Prefetch("referral_links", queryset=links, to_attr="open_links"),
    ).get(pk=pk)
    return Partner(found, found.everybody, found.open_links)


def consent_of(application: Application) -> UniversityConsent | None:
    """The consent in force for an application; one query where a university sent it, none where not."""
    if application.university_id is None:
        return None
    return UniversityConsent.objects.filter(UniversityConsent.IN_FORCE, application=application).first()


def referral_address(link: ReferralLink) -> str:
    """The short address of a referral link in full, as it is shown, printed, and held by the QR code."""
    return site_link("applicants:refer", link.code)

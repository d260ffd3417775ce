"""What keeps a credential: hours gathered, releases to update, until when it holds. Computed on each reading."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from bootcamp.models import Credential, CredentialAward, CredentialRelease, UpkeepActivity
from bootcamp.selectors.last_mile import with_expiry
from cohorts.models import Cohort

SOON: Final = 90
"""Days before its end from which a credential is to be renewed."""
LATELY: Final = 365
"""Days after its end for which staff still see a credential in the list."""
PAGE: Final = 50
Maintenance = Credential.Maintenance


@dataclass(frozen=True, slots=True)
class Kept:
    """One credential of one person, as it stands on a day: the award that lasts longest, and what keeps it.

    `hours` are verified ones in the present term, `waiting` are not verified yet. `releases` are those to update, the next first.
    """

    award: CredentialAward
    expires_on: date | None
    hours: Decimal
    waiting: Decimal
    releases: tuple[CredentialRelease, ...]
    activities: tuple[UpkeepActivity, ...]
    today: date

    @property
    def credential(self) -> Credential:
        """What is held."""
        return self.award.credential

    @property
    def holds(self) -> bool:
        """Whether it holds today."""
        return self.award.awarded_on <= self.today and (self.expires_on is None or self.expires_on >= self.today)

    @property
    def days_left(self) -> int | None:
        """Days to the last one on which it holds; below 0 where it lapsed. None: no end."""
        return None if self.expires_on is None else (self.expires_on - self.today).days

    @property
    def is_due(self) -> bool:
        """Whether it holds and ends soon."""
        return self.holds and self.days_left is not None and self.days_left <= SOON

    @property
    def hours_shown(self) -> int:
        """Verified hours, whole."""
        return int(self.hours)

    @property
    def hours_missing(self) -> Decimal:
        """Hours that are not verified yet."""
        return max(Decimal(self.credential.maintenance_hours or 0) - self.hours, Decimal(0))

    @property
    def may_be_renewed(self) -> bool:
        """Whether a renewal can be recorded now."""
        return (
            self.holds
            and self.expires_on is not None
            and self.credential.maintenance in (Maintenance.EDUCATION, Maintenance.NONE)
            and not self.hours_missing
        )

    @property
    def state(self) -> str:
        """`lapsed`, `due` or `holds`."""
        return "due" if self.is_due else "holds" if self.holds else "lapsed"


def term_start(award: CredentialAward) -> date:
    """The day from which the term of an award counts, and hours with it."""
    return award.term_from or award.awarded_on


def hours_in_term(award: CredentialAward, until: date) -> Decimal:
    """Verified hours in the term of an award, both ends included. One query."""
    found = UpkeepActivity.objects.filter(
        enrolment=award.enrolment_id,
        credential=award.credential_id,
        verified_at__isnull=False,
        release__isnull=True,
        done_on__range=(term_start(award), until),
    )
    return found.aggregate(total=Sum("hours"))["total"] or Decimal(0)


def longest(awards: QuerySet[CredentialAward]) -> QuerySet[CredentialAward]:
    """Of several awards of a person for a credential the one that lasts longest, with `expires_on`."""
    last = F("expires_on").desc(nulls_first=True)
    ordered = with_expiry(awards).order_by("enrolment_id", "credential_id", last, "-awarded_on")
    return ordered.distinct("enrolment_id", "credential_id")


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def may_end(awards: QuerySet[CredentialAward], first: date, last: date) -> QuerySet[CredentialAward]:
    """Of these awards those that may end between two days, and a few more, told by the month of their beginning alone.

    The end itself is worked out for each award; among 190,000 that takes 0.5 s and more, and this leaves few. Two queries.
    """
    released = CredentialRelease.objects.filter(due_on__range=(first, last)).order_by().values_list("credential")
    wanted = Q(credential__in={pk for (pk,) in released})
    for pk, months in Credential.objects.values_list("pk", "validity_months"):
        if months is None:
            continue
        begins = {"begins__gte": months_before(first, months), "begins__lt": months_before(last, months - 1)}
        wanted |= Q(credential=pk, **begins)
    return awards.annotate(begins=Coalesce("term_from", "awarded_on")).filter(wanted)


def ending_between(awards: QuerySet[CredentialAward], first: date, last: date) -> QuerySet[CredentialAward]:
    """Of these awards those that end between two days, both included, with `expires_on`; not what was renewed (`longest`)."""
    same = CredentialAward.objects.filter(enrolment=OuterRef("enrolment"), credential=OuterRef("credential"))
    longer = with_expiry(same.exclude(pk=OuterRef("pk"))).filter(
        Q(expires_on__isnull=True)
        | Q(expires_on__gt=OuterRef("expires_on"))
        | Q(expires_on=OuterRef("expires_on"), awarded_on__gt=OuterRef("awarded_on"))
    )
    ending = with_expiry(may_end(awards, first, last)).filter(Q(expires_on__range=(first, last)))
    return ending.filter(~Exists(longer))


def kept_by(enrolments: Collection[int], today: date) -> dict[int, list[Kept]]:
    """Enrolment id -> what they hold or held, by name. Three queries at any number."""
    awards = list(longest(CredentialAward.objects.filter(enrolment__in=enrolments)).select_related("credential"))
    activities: defaultdict[tuple[int, int], list[UpkeepActivity]] = defaultdict(list)
    for one in (
        UpkeepActivity.objects.filter(enrolment__in=enrolments).select_related("release").order_by("done_on", "pk")
    ):
        activities[one.enrolment_id, one.credential_id].append(one)
    releases: defaultdict[int, list[CredentialRelease]] = defaultdict(list)
    for release in CredentialRelease.objects.filter(
        credential__in={one.credential_id for one in awards}, credential__maintenance=Maintenance.RELEASE
    ).order_by("due_on"):
        releases[release.credential_id].append(release)
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    for award in sorted(awards, key=lambda one: one.credential.name):
        mine = activities[award.enrolment_id, award.credential_id]
        found[award.enrolment_id].append(_kept(award, mine, releases[award.credential_id], today))
    return dict(found)


def _kept(
    award: CredentialAward, mine: Sequence[UpkeepActivity], releases: Sequence[CredentialRelease], today: date
) -> Kept:
    until: date | None = award.expires_on  # type: ignore[attr-defined]  # annotated
    in_term = [one for one in mine if one.hours is not None and term_start(award) <= one.done_on <= (until or date.max)]
    # A term that begins later (a renewal made early) already gathers for itself only from then on.
    done = {one.release_id for one in mine if one.release_id and one.verified_at}
    return Kept(
        award,
        until,
        sum((one.hours or Decimal(0) for one in in_term if one.verified_at), Decimal(0)),
        sum((one.hours or Decimal(0) for one in in_term if not one.verified_at), Decimal(0)),
        tuple(
            one
            for one in releases
            if one.pk not in done and award.awarded_on < one.released_on <= today and one.due_on >= today
        ),
        tuple(mine),
        today,
    )


def renewals(
    cohorts: QuerySet[Cohort], today: date, *, after: tuple[date, int] | None = None, limit: int = PAGE
) -> list[CredentialAward]:
    """Credentials of these classes that end, or ended lately, the earliest first; one row more than `limit` says there is more."""
    people = CredentialAward.objects.filter(enrolment__cohort__in=cohorts.order_by().values("pk"))
    found = ending_between(people, today - timedelta(days=LATELY), today + timedelta(days=2 * SOON))
    if after is not None:
        found = found.filter(Q(expires_on__gt=after[0]) | Q(expires_on=after[0], pk__gt=after[1]))
    rows = found.select_related("credential", "enrolment__application__applicant", "enrolment__cohort")
    return list(rows.order_by(F("expires_on"), "pk")[: limit + 1])


def to_verify(cohorts: QuerySet[Cohort], limit: int = PAGE) -> list[UpkeepActivity]:
    """What holders entered and nobody has looked at, the oldest first."""
    return list(
        UpkeepActivity.objects.filter(verified_at__isnull=True, enrolment__cohort__in=cohorts.order_by().values("pk"))
        .select_related("credential", "release", "enrolment__application__applicant", "enrolment__cohort")
        .order_by("added_at", "pk")[:limit]
    )

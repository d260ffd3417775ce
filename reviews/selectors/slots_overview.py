"""A round of interviews as staff look after it: who has not chosen a time, what is to come, what became of it, what is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from applicants.models import Notice
from careerpath.pipeline import clock
from reviews.models import InterviewSlot, ReviewRound, RoundEntry, RoundReader
from reviews.selectors.companions import MOST_COMPANIONS, Links, links, n_joined, with_company
from reviews.selectors.slots import LEAD, MOST, free, not_chosen

PAGE = 50
CHOICES = 30
Outcome = InterviewSlot.Outcome


@dataclass(frozen=True)
class Counts:
    """How far a round of interviews is."""

    people: int
    not_chosen: int
    to_come: int
    to_settle: int
    held: int
    no_show: int
    free: int

    @property
    def missing(self) -> int:
        """Times that are missing for everybody to have one."""
        return max(0, self.not_chosen - self.free)


@dataclass(frozen=True)
class Overview:
    """The page."""

    counts: Counts
    waiting: Sequence[RoundEntry]
    """Who has not chosen, those who were asked first in front; with `asked_at`, the moment of the mail, or None."""
    more: int | None
    """The key of the next page of them."""
    settle: Sequence[InterviewSlot]
    come: Sequence[InterviewSlot]
    missed: Sequence[InterviewSlot]
    offered: Sequence[InterviewSlot]
    interviewers: Sequence[RoundReader]
    links: Links

    @property
    def could_join(self) -> Sequence[InterviewSlot]:
        """The first times to come at which there is room for one interviewer more, in order."""
        open = [each for each in (*self.come, *self.offered) if len(each.company) < MOST_COMPANIONS]
        return sorted(open, key=lambda each: (each.starts_at, each.pk))[:CHOICES]

    @property
    def together(self) -> Sequence[InterviewSlot]:
        """The times to come to which more than one interviewer comes, in order."""
        found = [each for each in (*self.come, *self.offered) if each.company]
        return sorted(found, key=lambda each: (each.starts_at, each.pk))

    @property
    def choices(self) -> Sequence[InterviewSlot]:
        """The first free times, for giving one to somebody: a list in each row stays short."""
        return self.offered[:CHOICES]


def overview(round: ReviewRound, *, after: int = 0) -> Overview:
    """Fourteen queries at any number of people and times."""
    now = clock.now()
    taken = with_people(round).filter(withdrawn_at__isnull=True, entry__isnull=False)
    waiting = list(_waiting(round).filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    return Overview(
        counts=counts(round, now),
        waiting=waiting[:PAGE],
        more=waiting[PAGE - 1].pk if len(waiting) > PAGE else None,
        settle=list(taken.filter(outcome="", starts_at__lte=now).order_by("starts_at", "pk")[:MOST]),
        come=list(taken.filter(outcome="", starts_at__gt=now).order_by("starts_at", "pk")[:MOST]),
        missed=list(taken.filter(outcome__in=[Outcome.NO_SHOW, Outcome.NOT_HELD]).order_by("-starts_at", "-pk")[:MOST]),
        offered=list(with_company(free(round, now).select_related("interviewer__user"))[:MOST]),
        interviewers=list(
            round.readers.select_related("user")
            .annotate(
                n_free=Count(
                    "slots",
                    filter=Q(
                        slots__entry__isnull=True, slots__withdrawn_at__isnull=True, slots__starts_at__gt=now + LEAD
                    ),
                ),
                n_to_come=Count(
                    "slots",
                    filter=Q(slots__entry__isnull=False, slots__withdrawn_at__isnull=True, slots__outcome=""),
                ),
                n_held=Count("slots", filter=Q(slots__outcome=Outcome.HELD)),
                n_joined=n_joined(),
            )
            .order_by(F("left_at").asc(nulls_first=True), "user__name", "pk")
        ),
        links=links(round),
    )


def counts(round: ReviewRound, now: datetime | None = None) -> Counts:
    """How far a round of interviews is; three queries."""
    now = now or clock.now()
    stands = Q(entry__isnull=False, withdrawn_at__isnull=True)
    found = InterviewSlot.objects.filter(round=round).aggregate(
        to_come=Count("pk", filter=stands & Q(outcome="", starts_at__gt=now)),
        to_settle=Count("pk", filter=stands & Q(outcome="", starts_at__lte=now)),
        held=Count("pk", filter=stands & Q(outcome=Outcome.HELD)),
        no_show=Count("pk", filter=stands & Q(outcome=Outcome.NO_SHOW)),
        free=Count(
            "pk",
            filter=Q(
                entry__isnull=True,
                withdrawn_at__isnull=True,
                interviewer__left_at__isnull=True,
                starts_at__gt=now + LEAD,
            ),
        ),
    )
    return Counts(
        people=RoundEntry.objects.filter(round=round, left_at__isnull=True).count(),
        not_chosen=not_chosen().filter(round=round).count(),
        **found,
    )


def with_people(round: ReviewRound) -> QuerySet[InterviewSlot]:
    """The times of a round with who offers, who else comes and who has them."""
    return with_company(
        InterviewSlot.objects.filter(round=round).select_related(
            "round__cohort", "interviewer__user", "entry__application__applicant"
        )
    )


def _waiting(round: ReviewRound) -> QuerySet[RoundEntry]:
    once = Concat(Value("choose-time:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return (
        not_chosen()
        .filter(round=round)
        .select_related("application__applicant")
        .annotate(asked_at=Subquery(Notice.objects.filter(once=once).values("created_at")[:1]))
    )

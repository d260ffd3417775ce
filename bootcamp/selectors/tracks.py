"""Tracks and their intakes: seats, demand, who would like what; and a class as matching knows it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from bootcamp.demand import Demand, open_demand
from bootcamp.lifecycle import EnrolmentStatus, TrackStatus
from bootcamp.matching import Learner, ModuleNeed, Place
from bootcamp.models import (
    Credential,
    CredentialAward,
    Enrolment,
    Track,
    TrackEnrolment,
    TrackIntake,
    TrackInterest,
    TrackProposal,
)
from bootcamp.selectors.last_mile import with_expiry
from bootcamp.selectors.standing import Plan, standing_of_class
from cohorts.models import Cohort

SITTING = (TrackStatus.ACTIVE, TrackStatus.FINISHED)
"""The statuses that take a seat."""
GONE = (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.DISMISSED)
"""Who left the programme: their seat is free."""
SEATED = (EnrolmentStatus.IN_TRAINING, EnrolmentStatus.COMPLETED)
"""Who can be given a seat."""


def seats_taken(intakes: Collection[int]) -> dict[int, int]:
    """Intake id -> seats that somebody has; those with none are left out. Who left the programme keeps none. One query."""
    here = TrackEnrolment.objects.filter(intake__in=intakes, status__in=SITTING).exclude(enrolment__status__in=GONE)
    rows = here.values("intake")
    return dict(rows.annotate(taken=Count("pk")).values_list("intake", "taken"))


def seats_proposed(intakes: Collection[int]) -> dict[int, int]:
    """Intake id -> seats that are proposed, to people who can be seated, and wait for a yes. One query."""
    rows = TrackProposal.objects.filter(
        intake__in=intakes, confirmed_at__isnull=True, enrolment__status__in=SEATED
    ).values("intake")
    return dict(rows.annotate(proposed=Count("pk")).values_list("intake", "proposed"))


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One intake with its seats, and the open seats at clients for what it leads to."""

    intake: TrackIntake
    taken: int
    proposed: int
    demand: int

    @property
    def left(self) -> int:
        """Seats that nobody has."""
        return max(0, self.intake.seats - self.taken)


def demand_of(track: Track, wanted: Sequence[Demand]) -> int:
    """Open seats at clients that ask for a credential of a track (its `credentials` prefetched)."""
    leads_to = {credential.pk for credential in track.credentials.all()}
    return sum(one.seats for one in wanted if leads_to & one.credentials)


def intakes_from(day: date, wanted: Sequence[Demand] | None = None) -> list[IntakeRow]:
    """The intakes that begin on a day or later, of tracks that take people; a constant number of queries."""
    found = list(
        TrackIntake.objects.filter(starts_on__gte=day, track__is_open=True)
        .select_related("track")
        .prefetch_related("track__credentials", "track__needed_credentials", "track__modules")
        .order_by("starts_on", "track__name", "pk")
    )
    ids = [one.pk for one in found]
    taken, proposed = seats_taken(ids), seats_proposed(ids)
    wanted = open_demand() if wanted is None else wanted
    return [
        IntakeRow(one, taken.get(one.pk, 0), proposed.get(one.pk, 0), demand_of(one.track, wanted)) for one in found
    ]


def place_of(row: IntakeRow, titles: dict[str, str], *, seats: int | None = None) -> Place:
    """An intake as matching knows it. `titles`: short name -> title of the class's modules."""
    intake, track = row.intake, row.intake.track
    return Place(
        intake.pk,
        track.pk,
        f"{track.name} from {intake.starts_on:%d %B %Y}",
        intake.starts_on,
        row.left if seats is None else seats,
        track.needs_bootcamp,
        any(one.access == Credential.Access.SPONSORED for one in track.credentials.all()),
        intake.sponsor,
        track.course_mark_min,
        tuple(
            ModuleNeed(one.module, titles.get(one.module, one.module), one.weight, one.mark_min)
            for one in track.modules.all()
        ),
        {one.slug: one.name for one in track.needed_credentials.all()},
        row.demand,
    )


def titles_of(plan: Plan) -> dict[str, str]:
    """Short name -> title of the modules of a class."""
    return {module.slug: module.title for module in plan.modules}


def held_until(enrolments: Collection[int]) -> dict[int, dict[str, date | None]]:
    """Enrolment id -> short name of each credential -> the last day it holds, None for no end. One query."""
    held: defaultdict[int, dict[str, date | None]] = defaultdict(dict)
    for award in with_expiry(CredentialAward.objects.filter(enrolment__in=enrolments)).select_related("credential"):
        known, slug, until = held[award.enrolment_id], award.credential.slug, award.expires_on  # type: ignore[attr-defined]
        before = known.get(slug, date.min)
        known[slug] = None if until is None or before is None else max(before, until)
    return held


def choices_of(enrolments: Collection[int]) -> dict[int, list[TrackInterest]]:
    """Enrolment id -> what they would like, the first choice in front. One query."""
    found: defaultdict[int, list[TrackInterest]] = defaultdict(list)
    for one in TrackInterest.objects.filter(enrolment__in=enrolments).select_related("track").order_by("rank"):
        found[one.enrolment_id].append(one)
    return found


def learners_of(plan: Plan, people: Sequence[Enrolment]) -> list[Learner]:
    """People of one class as matching knows them; a constant number of queries.

    Read: whether they completed, marks, credentials, choices. Nothing else about them.
    """
    ids = [one.pk for one in people]
    held, choices = held_until(ids), choices_of(ids)
    return [
        Learner(
            standing.enrolment.pk,
            standing.enrolment.status == EnrolmentStatus.COMPLETED,
            standing.course.mark,
            {part.slug: part.mark for part in standing.parts if part.mark is not None},
            held.get(standing.enrolment.pk, {}),
            tuple(one.track_id for one in choices.get(standing.enrolment.pk, [])),
        )
        for standing in standing_of_class(plan, people)
    ]


def in_a_track(enrolments: Collection[int]) -> dict[int, TrackEnrolment]:
    """Enrolment id -> the track they prepare in or have finished, the latest. One query."""
    rows = TrackEnrolment.objects.filter(enrolment__in=enrolments, status__in=SITTING).select_related("track", "intake")
    return {one.enrolment_id: one for one in rows.order_by("pk")}


def proposals_of(enrolments: Collection[int]) -> dict[int, TrackProposal]:
    """Enrolment id -> the open proposal. One query."""
    rows = TrackProposal.objects.filter(enrolment__in=enrolments, confirmed_at__isnull=True)
    return {one.enrolment_id: one for one in rows.select_related("intake__track")}


def without_track(cohort: Cohort) -> list[Enrolment]:
    """The people of a class who learn or have completed and are in no track, by name; one query."""
    sitting = TrackEnrolment.objects.filter(enrolment__cohort=cohort, status__in=SITTING)
    return list(
        Enrolment.objects.filter(cohort=cohort, status__in=SEATED)
        .exclude(pk__in=sitting.values("enrolment"))
        .select_related("application__applicant")
        .order_by("application__applicant__name", "pk")
    )

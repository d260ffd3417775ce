"""Seats of the last mile: matching proposes, somebody adjusts by hand and confirms. Nothing is given without a person."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from bootcamp.matching import Assignment, assign, fit
from bootcamp.models import Enrolment, TrackEnrolment, TrackIntake, TrackProposal
from bootcamp.selectors.standing import Plan
from bootcamp.selectors.tracks import (
    intakes_from,
    learners_of,
    place_of,
    seats_proposed,
    seats_taken,
    titles_of,
    without_track,
)
from bootcamp.services.last_mile import NoSeat, join_track
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort


class SeatRefused(ValueError):
    """A seat that cannot be proposed, in words."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What `confirm` did: who has a seat now, and for the others the reason in words."""

    seated: list[TrackEnrolment]
    skipped: dict[int, str]


@transaction.atomic
def propose(cohort: Cohort, plan: Plan, *, by: User | None) -> Assignment:
    """Propose seats for everybody of a class who is in no track. Proposals made by hand stay; the others are made anew.

    Seats that other classes' proposals hold are not given again: the intakes' rows are locked while they are counted.
    """
    rows = intakes_from(clock.now().date())
    list(
        TrackIntake.objects.select_for_update(no_key=True).filter(pk__in=[one.intake.pk for one in rows]).order_by("pk")
    )
    mine = TrackProposal.objects.filter(enrolment__cohort=cohort, confirmed_at__isnull=True)
    mine.filter(by_hand=False).delete()
    by_hand = set(mine.values_list("enrolment_id", flat=True))
    people = [one for one in without_track(cohort) if one.pk not in by_hand]
    ids = [one.intake.pk for one in rows]
    taken, held = seats_taken(ids), seats_proposed(ids)
    titles = titles_of(plan)
    places = [
        place_of(one, titles, seats=max(0, one.intake.seats - taken.get(one.intake.pk, 0) - held.get(one.intake.pk, 0)))
        for one in rows
    ]
    found = assign(learners_of(plan, people), places)
    TrackProposal.objects.bulk_create(
        [
            TrackProposal(
                enrolment_id=pk,
                intake_id=one.fit.place,
                points=one.fit.points,
                reasons=list(one.fit.reasons),
                runner_up=one.runner_up,
                proposed_by=by,
                proposed_at=clock.now(),
            )
            for pk, one in found.assigned.items()
        ]
    )
    return found


@transaction.atomic
def propose_by_hand(enrolment: Enrolment, plan: Plan, *, intake: TrackIntake | None, by: User) -> TrackProposal | None:
    """Give somebody another seat, or none (`intake` None). Raises SeatRefused with what is not met."""
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    rows = {}
    if intake is not None:
        TrackIntake.objects.select_for_update(no_key=True).get(pk=intake.pk)
        rows = {one.intake.pk: one for one in intakes_from(clock.now().date())}
        if intake.pk not in rows:
            raise SeatRefused("This intake has begun, or its track takes nobody now.")
    open_ones = TrackProposal.objects.filter(enrolment=enrolment, confirmed_at__isnull=True)
    before = open_ones.first()
    open_ones.delete()
    if intake is None:
        return None
    row = rows[intake.pk]
    freed = int(before is not None and before.intake_id == intake.pk)
    place = place_of(row, titles_of(plan), seats=row.left - row.proposed + freed)
    found = fit(learners_of(plan, [enrolment])[0], place)
    if found.unmet:
        raise SeatRefused(" ".join(found.unmet))
    return TrackProposal.objects.create(
        enrolment=enrolment,
        intake=intake,
        points=found.points,
        reasons=list(found.reasons),
        by_hand=True,
        proposed_by=by,
        proposed_at=clock.now(),
    )


@transaction.atomic
def confirm(cohort: Cohort, proposals: Collection[int], *, by: User) -> Confirmed:
    """Give proposed seats of a class (ids of proposals): each person joins the track. A seat that is gone is said in words."""
    wanted = TrackProposal.objects.filter(pk__in=proposals, enrolment__cohort=cohort, confirmed_at__isnull=True)
    # The intakes first, in the order of `propose`, which deletes proposals while it holds them.
    list(TrackIntake.objects.select_for_update(no_key=True).filter(pk__in=wanted.values("intake")).order_by("pk"))
    chosen = list(
        wanted.select_for_update(of=("self",), no_key=True)
        .select_related("enrolment", "intake__track")
        .order_by("intake_id", "pk")
    )
    seated, skipped, moment = [], {}, clock.now()
    for one in chosen:
        try:
            with transaction.atomic():
                seated.append(join_track(one.enrolment, track=one.intake.track, intake=one.intake, by=by))
        except (NoSeat, ValueError) as refused:
            skipped[one.enrolment_id] = str(refused)
            continue
        one.confirmed_at, one.confirmed_by = moment, by
    TrackProposal.objects.bulk_update([one for one in chosen if one.confirmed_at], ["confirmed_at", "confirmed_by"])
    return Confirmed(seated, skipped)

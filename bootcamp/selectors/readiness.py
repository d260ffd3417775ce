"""Who is ready for a client, and what is missing, in words. For one graduate or a whole class with the same number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bootcamp.demand import Demand, blockers_of, open_demand
from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import (
    Certificate,
    Credential,
    CredentialAttempt,
    CredentialAward,
    Enrolment,
    Track,
    TrackEnrolment,
)
from bootcamp.progress.attempts import Next, Stand
from bootcamp.selectors.certificates import of_class
from bootcamp.selectors.last_mile import next_of
from bootcamp.selectors.tracks import in_a_track
from bootcamp.selectors.upkeep import Kept, kept_by
from careerpath.ui.moments import say_day


@dataclass(frozen=True, slots=True)
class Sitting:
    """What is to be taken next for a credential: the whole, or one part of it."""

    credential: Credential
    part: str
    next: Next
    attempts: tuple[CredentialAttempt, ...]

    @property
    def is_open(self) -> bool:
        """Whether an attempt may follow, now or later."""
        return self.next.stand == Stand.MAY


@dataclass(frozen=True, slots=True)
class Goal:
    """A credential that a track, or a client, asks for: held until, or what is left to take."""

    credential: Credential
    kept: Kept | None
    sittings: tuple[Sitting, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.kept is not None and (
            self.kept.award.awarded_on <= day and (self.kept.expires_on is None or self.kept.expires_on >= day)
        )

    def missing_on(self, day: date) -> str:
        """What is missing on a day, as a sentence; empty where it holds."""
        if self.holds_on(day):
            return ""
        if self.kept is not None and self.kept.expires_on is not None:
            said = "lapsed" if self.kept.expires_on < self.kept.today else "lapses"
            return f"{self.credential.name} {said} on {say_day(self.kept.expires_on)}."
        used = [one for one in self.sittings if one.next.stand == Stand.USED]
        if used:
            return f"{self.credential.name} is not held, and its attempts are used."
        return f"{self.credential.name} is not held."


@dataclass(frozen=True, slots=True)
class DemandGap:
    """Open seats at a client, and what a graduate lacks for them on their first day."""

    demand: Demand
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Readiness:
    """One graduate: what they have, and what is missing."""

    enrolment: Enrolment
    track: TrackEnrolment | None
    goals: tuple[Goal, ...]
    kept: tuple[Kept, ...]
    gaps: tuple[DemandGap, ...] = ()
    blockers: tuple[str, ...] = field(default=())
    certificate: Certificate | None = None
    """The latest of ours, also where it was revoked."""

    @property
    def completed(self) -> bool:
        """Whether their completion was signed."""
        return self.enrolment.status == EnrolmentStatus.COMPLETED

    @property
    def is_ready(self) -> bool:
        """Whether nothing blocks."""
        return not self.blockers

    @property
    def held(self) -> int:
        """How many of the track's credentials are held today."""
        return sum(goal.kept is not None and goal.kept.holds for goal in self.goals)

    @property
    def fits(self) -> list[DemandGap]:
        """The open seats for which nothing is missing."""
        return [gap for gap in self.gaps if gap.is_met]

    @property
    def first_end(self) -> Kept | None:
        """Of what holds, what ends first."""
        ending = [one for one in self.kept if one.holds and one.expires_on is not None]
        return min(ending, key=lambda one: one.expires_on or date.max, default=None)


def sittings_of(
    credential: Credential, tried: Sequence[CredentialAttempt], completed: Iterable[int], *, holds: bool
) -> tuple[Sitting, ...]:
    """What comes next for each part of a credential (its `components` prefetched); asks the database nothing."""
    parts: list[tuple[int | None, str]] = [(part.pk, part.name) for part in credential.components.all()] or [(None, "")]
    found = []
    for pk, name in parts:
        _cycle, after = next_of(credential, pk, tried, completed=set(completed), holds=holds)
        found.append(Sitting(credential, name, after, tuple(one for one in tried if one.component_id == pk)))
    return tuple(found)


def readiness_of(
    people: Sequence[Enrolment], today: date, *, demand: Sequence[Demand] | None = None
) -> list[Readiness]:
    """How ready people are, in the order given; a constant number of queries."""
    ids = [one.pk for one in people]
    kept = kept_by(ids, today)
    tracks = in_a_track(ids)
    wanted = open_demand() if demand is None else demand
    attempts: defaultdict[tuple[int, int], list[CredentialAttempt]] = defaultdict(list)
    for one in CredentialAttempt.objects.filter(enrolment__in=ids).order_by("cycle", "number"):
        attempts[one.enrolment_id, one.credential_id].append(one)
    cycles: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for pk, credential, cycle in CredentialAward.objects.filter(enrolment__in=ids, attempt__isnull=False).values_list(
        "enrolment_id", "credential_id", "attempt__cycle"
    ):
        cycles[pk, credential].add(cycle)
    leads_to = {
        track.pk: [one for one in track.credentials.all()]  # noqa: C416  # from the prefetch
        for track in Track.objects.filter(pk__in={one.track_id for one in tracks.values()}).prefetch_related(
            "credentials__components"
        )
    }
    asked = {pk for each in wanted for pk in each.credentials}
    by_id = {one.pk: one for one in Credential.objects.filter(pk__in=asked).prefetch_related("components")}
    held_up = blockers_of(ids)
    ours = of_class(ids)

    def goal(pk: int, credential: Credential) -> Goal:
        mine = next((each for each in kept.get(pk, ()) if each.credential.pk == credential.pk), None)
        holds = mine is not None and mine.holds
        tried = attempts[pk, credential.pk]
        return Goal(credential, mine, sittings_of(credential, tried, cycles[pk, credential.pk], holds=holds))

    found = []
    for person in people:
        track = tracks.get(person.pk)
        goals = tuple(goal(person.pk, each) for each in leads_to.get(track.track_id, ())) if track else ()
        wishes = {pk: goal(person.pk, each) for pk, each in by_id.items()}
        gaps = tuple(
            DemandGap(
                each,
                tuple(
                    said
                    for pk in sorted(each.credentials)
                    if pk in wishes and (said := wishes[pk].missing_on(each.starts_on))
                ),
            )
            for each in wanted
        )
        blockers = [*_blockers(person, track, goals, today, ours.get(person.pk)), *held_up.get(person.pk, ())]
        mine = tuple(kept.get(person.pk, ()))
        found.append(Readiness(person, track, goals, mine, gaps, tuple(blockers), ours.get(person.pk)))
    return found


def _blockers(
    person: Enrolment, track: TrackEnrolment | None, goals: Sequence[Goal], today: date, ours: Certificate | None
) -> list[str]:
    said = []
    if person.status != EnrolmentStatus.COMPLETED:
        said.append("The boot camp is not completed.")
    elif ours is not None and ours.is_taken_back:
        said.append("Their certificate of completion was taken back.")
    if track is None:
        said.append("In no track yet.")
    said.extend(missing for each in goals if (missing := each.missing_on(today)))
    return said

"""Runs of the matching: asked for on the page, done by the worker, changed by hand, presented. What is read is frozen first.

The broker is a bell: a run waits in its table until a worker claims it, and a claim of which nothing was heard is given again.
"""

import logging
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from applicants.services.bell import ring
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from placements.matching import (
    Assignment,
    Judged,
    TooMany,
    Weights,
    assign,
    digest,
    fit,
    freeze,
    greedy,
    judge,
    next_openings,
    next_people,
    thaw,
    why_empty,
    why_left,
)
from placements.models import Client, MatchLine, MatchRun, MatchWeights
from placements.selectors.matching import candidates, free_people, needs, open_openings, weights_now

log = logging.getLogger(__name__)

TASK: Final = "placements.tasks.run_match"
LOST_AFTER: Final = timedelta(minutes=10)
"""A worker that said nothing for so long has lost its claim."""
STEPS: Final = {"reading": 10, "judging": 30, "assigning": 60, "comparing": 80, "writing": 90}
"""What the worker does, and how far it is then, in per cent."""


class Stopped(Exception):  # not an error: somebody pressed the button
    """The run was stopped, or another worker has it now."""


class CannotMatch(ValueError):
    """A matching cannot be asked for or changed so. The message is the reason, in words for people."""


def set_weights(weights: Weights, *, by: User) -> MatchWeights:
    """What each part of a fit counts from now on; runs that were made keep theirs."""
    return MatchWeights.objects.create(**asdict(weights), by=by, at=clock.now())


@transaction.atomic
def ask_for_match(*, cohort: Cohort | None, client: Client | None, by: User | None, seed: str = "") -> MatchRun:
    """Ask for a matching of a class (None: of everybody) with a client (None: with all). The worker is rung after commit."""
    run = MatchRun.objects.create(
        cohort=cohort,
        client=client,
        weights=asdict(weights_now()),
        seed=seed or secrets.token_hex(16),
        asked_by=by,
        asked_at=clock.now(),
    )
    transaction.on_commit(lambda: ring(TASK, [(run.pk,)]))
    return run


def stop(run: MatchRun, *, by: User) -> bool:
    """Stop a run that waits or works; False where it is over already."""
    waiting = MatchRun.objects.filter(pk=run.pk, finished_at__isnull=True, stopped_at__isnull=True, problem="")
    return bool(waiting.update(stopped_at=clock.now(), stopped_by=by))


def hand_out() -> int:
    """Ring again for runs that nobody has, or whose worker says nothing; how many."""
    lost = clock.now() - LOST_AFTER
    waiting = MatchRun.objects.filter(finished_at__isnull=True, stopped_at__isnull=True, problem="")
    ids = waiting.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=lost)).order_by("asked_at")
    return ring(TASK, [(pk,) for pk in ids.values_list("pk", flat=True)])


def run_match(run_id: int) -> bool:
    """Do a run that waits; False where it is gone, over, or another worker's."""
    claim, now = uuid.uuid4(), clock.now()
    free = MatchRun.objects.filter(pk=run_id, finished_at__isnull=True, stopped_at__isnull=True, problem="")
    if not free.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LOST_AFTER)).update(
        claim=claim, claimed_at=now
    ):
        return False
    try:
        _work(MatchRun.objects.get(pk=run_id), claim)
    except Stopped:
        return False
    except TooMany as refused:
        MatchRun.objects.filter(pk=run_id, claim=claim).update(problem=str(refused))
    return True


def _tell(run: MatchRun, claim: uuid.UUID, step: str) -> None:
    mine = MatchRun.objects.filter(pk=run.pk, claim=claim, stopped_at__isnull=True, finished_at__isnull=True)
    if not mine.update(step=step, progress=STEPS[step], claimed_at=clock.now()):
        raise Stopped


def _read(run: MatchRun) -> None:
    """Freeze what goes in, once: a run that is done again reads the same."""
    if run.inputs:
        return
    people = candidates(free_people(run.cohort))
    openings = [one for one in needs(list(open_openings(run.client))) if one.seats]
    run.inputs = freeze(people, openings)
    run.digest = digest(run.inputs, Weights(**run.weights), run.seed)
    run.people, run.openings, run.seats = len(people), len(openings), sum(one.seats for one in openings)
    run.save(update_fields=["inputs", "digest", "people", "openings", "seats"])


def judged_of(run: MatchRun) -> Judged:
    """Every pair of a run's frozen inputs, without those that are forbidden."""
    people, openings = thaw(run.inputs)
    return judge(people, openings, Weights(**run.weights), seed=run.seed).without(
        list(run.bans.values_list("enrolment_id", "opening_id"))
    )


def _work(run: MatchRun, claim: uuid.UUID) -> None:
    _tell(run, claim, "reading")
    _read(run)
    _tell(run, claim, "judging")
    import scipy.optimize  # noqa: F401  # loading it is not part of the seconds

    began = time.perf_counter()
    judged = judged_of(run)
    judging = time.perf_counter() - began
    _tell(run, claim, "assigning")
    began = time.perf_counter()
    found = assign(judged, fixed=kept_pairs(run))
    seconds = time.perf_counter() - began
    figures: dict[str, object] = {}
    if run.best_people is None:
        _tell(run, claim, "comparing")
        began = time.perf_counter()
        by_hand = greedy(judged)
        figures = {
            "best_people": found.people,
            "best_points": found.points,
            "judging_seconds": judging,
            "best_seconds": seconds,
            "greedy_people": by_hand.people,
            "greedy_points": by_hand.points,
            "greedy_seconds": time.perf_counter() - began,
        }
    _tell(run, claim, "writing")
    with transaction.atomic():
        locked = MatchRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.claim != claim or not locked.is_working:
            raise Stopped
        _write(locked, judged, found)
        MatchRun.objects.filter(pk=run.pk).update(
            finished_at=clock.now(),
            step="",
            progress=100,
            claim=None,
            claimed_at=None,
            empty=_empty(judged, found),
            **figures,
        )


def kept_pairs(run: MatchRun) -> dict[int, int]:
    """The pairs that matching again leaves: those somebody holds on to, and those presented."""
    kept = run.lines.filter(Q(fixed=True) | Q(placement__isnull=False), opening__isnull=False)
    return dict(kept.values_list("enrolment_id", "opening_id"))


def _empty(judged: Judged, found: Assignment) -> dict[str, list[object]]:
    return {str(pk): [seats, why] for pk, (seats, why) in why_empty(judged, found.pairs).items()}


def _write(run: MatchRun, judged: Judged, found: Assignment) -> None:
    """One line for each person: the old ones are replaced, but for what somebody holds on to."""
    kept = {
        one.enrolment_id: one
        for one in run.lines.filter(Q(fixed=True) | Q(placement__isnull=False), opening__isnull=False)
    }
    run.lines.exclude(pk__in=[one.pk for one in kept.values()]).delete()
    weights, columns = Weights(**run.weights), judged.column
    others, people, left = (
        next_openings(judged, found.pairs),
        next_people(judged, found.pairs),
        why_left(judged, found.pairs),
    )
    lines: list[MatchLine] = []
    for one in judged.people:
        opening = found.pairs.get(one.id)
        line = kept.get(one.id) or MatchLine(run=run, enrolment_id=one.id, opening_id=opening)
        if opening is None:
            line.reasons = list(left[one.id])
        else:
            pair = fit(one, judged.openings[columns[opening]], weights)
            line.points, line.reasons = pair.points, list(pair.reasons)
        other, person = others.get(one.id), people.get(opening) if opening is not None else None
        line.next_opening_id, line.next_opening_points = (other.id, other.points) if other else (None, None)
        line.next_person_id, line.next_person_points = (person.id, person.points) if person else (None, None)
        if line.pk is None:
            lines.append(line)
    fields = ["reasons", "points", "next_opening", "next_opening_points", "next_person", "next_person_points"]
    MatchLine.objects.bulk_create(lines, batch_size=1000)
    MatchLine.objects.bulk_update(kept.values(), fields, batch_size=1000)


@dataclass(frozen=True, slots=True)
class Totals:
    """How a run stands now, and how far it is from the best (never positive without more seats)."""

    people: int
    points: int
    people_less: int
    points_less: int


def totals(run: MatchRun) -> Totals:
    """People with a seat and their points now, against what came out before anything was changed by hand. One query."""
    points = list(run.lines.filter(opening__isnull=False).values_list("points", flat=True))
    best = (run.best_people or 0, run.best_points or 0)
    return Totals(len(points), sum(points), best[0] - len(points), best[1] - sum(points))


def again(run: MatchRun, *, by: User) -> None:
    """Match the rest again: what is held on to or presented stays, forbidden pairs stay away. Raises CannotMatch while it works."""
    done = MatchRun.objects.filter(pk=run.pk).filter(
        Q(finished_at__isnull=False) | Q(stopped_at__isnull=False) | ~Q(problem="")
    )
    if not done.update(
        finished_at=None, stopped_at=None, stopped_by=None, problem="", claim=None, claimed_at=None, progress=0
    ):
        raise CannotMatch("This run is being worked on. Wait until it is done.")
    log.info("Matching %s is done again for user %s", run.pk, by.pk)
    transaction.on_commit(lambda: ring(TASK, [(run.pk,)]))


def seats_of(run: MatchRun) -> Mapping[int, int]:
    """Opening -> the seats it had when the run read it."""
    return {one["id"]: one["seats"] for one in run.inputs.get("openings", [])}

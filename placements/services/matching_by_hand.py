"""What staff change in a run by hand: take a pair out, hold on to one, forbid one with a reason; and presenting what is left."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.matching import Weights, fit, thaw
from placements.models import MatchBan, MatchLine, MatchRun, Opening, Placement
from placements.selectors.matching import candidates, needs
from placements.services.matching import CannotMatch, seats_of
from placements.services.presenting import CannotPresent, present_many, refusals


def _locked(run: MatchRun) -> MatchRun:
    found = MatchRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if found.is_working:
        raise CannotMatch("This run is being worked on. Wait until it is done.")
    return found


def _line(run: MatchRun, enrolment: int) -> MatchLine:
    found = MatchLine.objects.select_for_update(no_key=True).filter(run=run, enrolment=enrolment).first()
    if found is None:
        raise CannotMatch("This person is not in this run.")
    if found.placement_id is not None:
        raise CannotMatch("This person is presented already. Go on with their placement.")
    return found


def _without(line: MatchLine, why: str) -> MatchLine:
    line.opening, line.points, line.fixed, line.fixed_by, line.refused = None, 0, False, None, ""
    line.reasons, line.next_person, line.next_person_points = [why], None, None
    line.save()
    return line


@transaction.atomic
def take_out(run: MatchRun, enrolment: int, *, by: User) -> MatchLine:
    """Take a pair out: the person has no seat until somebody holds on to one for them, or the rest is matched again."""
    line = _line(_locked(run), enrolment)
    if line.opening_id is None:
        raise CannotMatch("This person has no seat to take away.")
    return _without(line, f"Taken out by {by}.")


@transaction.atomic
def hold(run: MatchRun, enrolment: int, opening: int, *, by: User) -> MatchLine:
    """Hold on to a pair: matching again leaves it. Raises CannotMatch where a hard requirement or a seat is missing."""
    locked = _locked(run)
    line = _line(locked, enrolment)
    if locked.bans.filter(enrolment=enrolment, opening=opening).exists():
        raise CannotMatch("This pair is forbidden in this run. Allow it first.")
    if opening not in (seats := seats_of(locked)):
        raise CannotMatch("This opening is not in this run.")
    people, openings = thaw(locked.inputs)
    one = next(each for each in people if each.id == enrolment)
    need = next(each for each in openings if each.id == opening)
    found = fit(one, need, Weights(**locked.weights))
    if found.unmet:
        raise CannotMatch(" ".join(found.unmet))
    there = locked.lines.filter(opening=opening).exclude(pk=line.pk)
    if there.count() >= seats[opening]:
        raise CannotMatch("Every seat of this opening has somebody. Take one of them out first.")
    line.opening_id, line.points, line.reasons = opening, found.points, list(found.reasons)
    line.fixed, line.fixed_by, line.refused = True, by, ""
    if line.next_opening_id == opening:
        line.next_opening, line.next_opening_points = None, None
    line.save()
    return line


@transaction.atomic
def let_go(run: MatchRun, enrolment: int, *, by: User) -> MatchLine:
    """No longer hold on to a pair; it stays until the rest is matched again."""
    line = _line(_locked(run), enrolment)
    line.fixed, line.fixed_by = False, None
    line.save(update_fields=["fixed", "fixed_by"])
    return line


@transaction.atomic
def forbid(run: MatchRun, enrolment: int, opening: int, *, reason: str, by: User) -> MatchBan:
    """Forbid a pair in this run, with a reason. A pair that stands is taken out."""
    locked = _locked(run)
    line = _line(locked, enrolment)
    if not reason.strip():
        raise CannotMatch("Say in a few words why this pair should not be made.")
    if opening not in seats_of(locked):
        raise CannotMatch("This opening is not in this run.")
    ban, _new = MatchBan.objects.update_or_create(
        run=locked,
        enrolment_id=enrolment,
        opening_id=opening,
        defaults={"reason": reason.strip()[:300], "by": by, "at": clock.now()},
    )
    if line.opening_id == opening:
        _without(line, f"The pair was forbidden by {by}: {ban.reason}")
    return ban


@transaction.atomic
def allow(run: MatchRun, enrolment: int, opening: int, *, by: User) -> None:
    """Allow a forbidden pair again."""
    _locked(run).bans.filter(enrolment=enrolment, opening=opening).delete()


@dataclass(frozen=True, slots=True)
class Presented:
    """What `present_lines` did: who is presented, and for the others the reason in words."""

    placements: list[Placement]
    refused: dict[int, str]
    """Enrolment -> why not."""


@transaction.atomic
def present_lines(run: MatchRun, enrolments: Collection[int] | None, *, by: User) -> Presented:
    """Present chosen pairs of a run (None: all). What has changed since is looked at again, and refused in words."""
    locked = _locked(run)
    lines = list(
        locked.lines.select_for_update(of=("self",), no_key=True)
        .filter(opening__isnull=False, placement__isnull=True)
        .order_by("pk")
    )
    if enrolments is not None:
        lines = [one for one in lines if one.enrolment_id in set(enrolments)]
    # Who presents the same people meanwhile waits here, so that nobody is refused by surprise.
    people = Enrolment.objects.select_for_update(no_key=True).filter(pk__in=[one.enrolment_id for one in lines])
    by_id = {one.pk: one for one in people.order_by("pk")}
    openings = {one.pk: one for one in Opening.objects.filter(pk__in={one.opening_id for one in lines})}
    refused = _stale(lines, by_id, openings)
    good = [one for one in lines if one.enrolment_id not in refused]
    try:
        made = present_many([(by_id[one.enrolment_id], openings[one.opening_id or 0]) for one in good], by=by)
    except CannotPresent as reason:
        raise CannotMatch(str(reason)) from reason
    for line, placement in zip(good, made, strict=True):
        line.placement, line.refused = placement, ""
    for line in lines:
        line.refused = refused.get(line.enrolment_id, "")
    MatchLine.objects.bulk_update(lines, ["placement", "refused"], batch_size=500)
    return Presented(made, refused)


def _stale(lines: list[MatchLine], people: dict[int, Enrolment], openings: dict[int, Opening]) -> dict[int, str]:
    """Why lines cannot be presented any more; those that can are left out."""
    pairs = [(people[one.enrolment_id], openings[one.opening_id or 0]) for one in lines]
    said = refusals(pairs)
    now = {one.id: one for one in candidates(Enrolment.objects.filter(pk__in=people))}
    asked = {one.id: one for one in needs(list(openings.values()))}
    why: dict[int, str] = {}
    for person, opening in pairs:
        missing = said.get((person.pk, opening.pk)) or " ".join(fit(now[person.pk], asked[opening.pk]).unmet)
        if missing:
            why[person.pk] = missing
    return why

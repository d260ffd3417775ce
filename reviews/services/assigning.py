"""Who reads what: worked out by `reviews.balancing`, written by one statement, and given to others when somebody cannot.

Whoever deals for a whole round holds its row alone; whoever gives out single ones shares it. So two deals never overlap, and single
ones wait only for deals. What is locked, is locked in this order: assignments, reader, round, entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Count, Q

from applicants.services.reviewing import READ_IN
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.balancing import Plan, Reader, balance, draw_lots
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundEntry, RoundReader
from reviews.selectors.apart import pairs

Origin, End = Assignment.Origin, Assignment.End
NOT_READ: Final = (End.RECUSED, End.ABSTAINED, End.LEFT, End.MOVED, End.GONE)
"""Endings after which the draft goes: what somebody began to write about a person they do not read."""


class AssigningRefused(ValueError):
    """Something that cannot be given so; the message says why, in words."""


def assign_round(round: ReviewRound, *, by: User | None, claimed_too: bool = False) -> int:
    """Give every application of an open round the readers it wants, and every reader the calibration cases; how many were given.

    Asked again it gives only what is missing: the same round is never dealt twice. Of an interview round, where who talks with
    whom follows from the times, and of one whose readers take the next one themselves (unless `claimed_too`), nothing is given.
    What cannot be given for want of readers stays open: `selectors.assigned.short_of_readers` names it with the reason.
    """
    with transaction.atomic():
        held = _hold_alone(round)
        if held.status != RoundStatus.OPEN or held.kind != ReviewRound.Kind.READING:
            return 0
        if held.self_claim and not claimed_too:
            return 0
        return _deal(held)


def rebalance(round: ReviewRound, *, by: User | None) -> int:
    """Even the loads anew, as after readers came: what nobody has begun may move. How many were given to somebody else or anew.

    As few move as the most equal loads need.
    """
    with transaction.atomic():
        untouched = Assignment.objects.filter(
            Assignment.OPEN, round=round, begun_at__isnull=True, draft_saved_at__isnull=True, held_until__isnull=True
        ).exclude(origin=Origin.CALIBRATION)
        locked = [
            *untouched.order_by("pk").select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
        ]
        held = _hold_alone(round)
        if held.status != RoundStatus.OPEN or held.kind != ReviewRound.Kind.READING or held.self_claim:
            return 0
        return _deal(held, movable_ids=locked)


def take_over(reader: RoundReader, *, by: User | None) -> int:
    """What somebody who dropped out had not read goes to the others; how many that were. What they sent stays."""
    with transaction.atomic():
        waiting = (
            Assignment.objects.filter(Assignment.OPEN, reader=reader).order_by("pk").select_for_update(no_key=True)
        )
        ids = [each.pk for each in waiting]
        held = _hold_alone(reader.round)
        ended = _end(ids, as_=End.LEFT, note=reader.left_because)
        if held.status == RoundStatus.OPEN and held.kind == ReviewRound.Kind.READING and not held.self_claim:
            _deal(held, origin=Origin.MOVED)
    return ended


def replace(assignment: Assignment, *, as_: Assignment.End, note: str = "") -> Assignment | None:
    """End one unread and give it to somebody else at once; the new one, or None where nobody is free or nobody else needs to.

    Nobody else needs to read a calibration case in somebody's place, and what was taken from the queue goes back into it. Ended or
    finished already: nothing happens.
    """
    with transaction.atomic():
        found = (
            Assignment.objects.select_for_update(of=("self",), no_key=True)
            .select_related("round", "entry")
            .get(pk=assignment.pk)
        )
        if found.finished_at is not None or found.ended_at is not None:
            return None
        _end([found.pk], as_=as_, note=note)
        round = share(found.round)
        goes_back = found.origin == Origin.CLAIMED or round.kind != ReviewRound.Kind.READING
        if goes_back or found.entry.is_calibration or round.status != RoundStatus.OPEN:
            return None
        return give(found.entry, origin=Origin.MOVED)


def give(entry: RoundEntry, *, origin: Assignment.Origin) -> Assignment | None:
    """Give an application to whoever has least, may read it and never had it; None where there is nobody, or it left the round.

    Call it in a transaction that shares the round. Who has read little in all, not who has little left, is asked.
    """
    entry = RoundEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if entry.left_at is not None:
        return None
    apart = {reader for _, reader, _ in pairs(entry.round, entry_ids=[entry.pk])}
    free = RoundReader.objects.filter(round_id=entry.round_id, left_at__isnull=True, user__is_active=True)
    free = free.exclude(pk__in=apart).exclude(assignments__entry=entry)
    alive = Count("assignments", filter=Q(assignments__ended_at__isnull=True))
    has = [(each.n, each.pk) for each in free.annotate(n=alive) if each.cap is None or each.n < each.cap]
    if not has:
        return None
    reader = _least(has, seed=f"{entry.round.seed}:{entry.pk}")
    lots = draw_lots({reader: [entry.pk]}, seed=f"{entry.round.seed}:{entry.pk}")
    return Assignment.objects.create(
        round_id=entry.round_id, entry=entry, reader_id=reader, origin=origin, lot=lots[entry.pk, reader]
    )


def give_by_hand(entry: RoundEntry, reader: RoundReader, *, by: User) -> Assignment:
    """Staff give one application to one reader. Raises AssigningRefused with the reason in words.

    The cap is the reader's word, so it is not passed by hand either.
    """
    with transaction.atomic():
        round = share(entry.round)
        entry = RoundEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if round.status != RoundStatus.OPEN:
            raise AssigningRefused(f"The round is {round.get_status_display()}: nobody is given anything in it now.")
        if entry.left_at is not None:
            raise AssigningRefused("This application left the round.")
        if reader.round_id != round.pk or reader.left_at is not None:
            raise AssigningRefused(f"{reader} does not read in this round.")
        if why := next((why for _, who, why in pairs(round, entry_ids=[entry.pk]) if who == reader.pk), ""):
            raise AssigningRefused(f"{reader} may not read this one: {why}.")
        if earlier := Assignment.objects.filter(entry=entry, reader=reader).first():
            said = earlier.get_ended_as_display() if earlier.ended_at else "they have it"
            raise AssigningRefused(f"{reader} was given this one before: {said}.")
        alive = Assignment.objects.filter(reader=reader, ended_at__isnull=True).count()
        if reader.cap is not None and alive >= reader.cap:
            raise AssigningRefused(f"{reader} reads at most {reader.cap}, and has {alive}.")
        lots = draw_lots({reader.pk: [entry.pk]}, seed=f"{round.seed}:{entry.pk}")
        return Assignment.objects.create(
            round=round, entry=entry, reader=reader, origin=Origin.SYSTEM, lot=lots[entry.pk, reader.pk]
        )


def hold_waiting(reader: RoundReader) -> list[int]:
    """Lock what a reader has still to read, before anything else is locked, until the end of the transaction; by id."""
    waiting = Assignment.objects.filter(Assignment.OPEN, reader=reader).order_by("pk")
    return [*waiting.select_for_update(no_key=True).values_list("pk", flat=True)]


def share(round: ReviewRound) -> ReviewRound:
    """Hold a round together with others, against a deal, until the end of the transaction; as it is now."""
    (held,) = ReviewRound.objects.raw("SELECT * FROM reviews_reviewround WHERE id = %s FOR SHARE", [round.pk])
    return held


def _hold_alone(round: ReviewRound) -> ReviewRound:
    return ReviewRound.objects.select_for_update(no_key=True).get(pk=round.pk)


def _least(has: Sequence[tuple[int, int]], *, seed: str) -> int:
    """Who has least; drawn among equals."""
    plan = balance({0: 1}, [Reader(reader, load) for load, reader in has], seed=seed)
    return plan.pairs[0][1]


def _deal(round: ReviewRound, *, movable_ids: Sequence[int] = (), origin: Assignment.Origin = Origin.SYSTEM) -> int:
    """Give what is missing, and calibration cases to whoever has not had them. The round is held alone."""
    readers = list(
        RoundReader.objects.filter(round=round, left_at__isnull=True, user__is_active=True)
        .order_by("pk")
        .values_list("pk", "cap")
    )
    present = {pk for pk, _ in readers}
    apart: dict[int, set[int]] = {}
    for entry, reader, _ in pairs(round):
        apart.setdefault(entry, set()).add(reader)
    movable: dict[int, dict[int, int]] = {}
    alive: dict[int, int] = {}
    load = dict.fromkeys(present, 0)
    may_move = set(movable_ids)
    rows = Assignment.objects.filter(round=round).order_by().values_list("pk", "entry_id", "reader_id", "ended_at")
    for pk, entry, reader, ended in rows.iterator(chunk_size=10_000):
        if pk in may_move and ended is None and reader in present and reader not in apart.get(entry, ()):
            movable.setdefault(entry, {})[reader] = pk
            continue
        apart.setdefault(entry, set()).add(reader)
        if ended is None:
            alive[entry] = alive.get(entry, 0) + 1
            if reader in present:
                load[reader] += 1
    wanted, cases = _wanted(round, alive)
    planted = {reader: [case for case in cases if reader not in apart.get(case, ())] for reader in sorted(present)}
    movable = {entry: who for entry, who in movable.items() if entry in wanted}
    plan = balance(
        wanted,
        [Reader(pk, load[pk] + len(planted[pk]), cap) for pk, cap in readers],
        seed=f"{round.seed}:{sum(alive.values())}",
        apart=apart,
        movable={entry: who.keys() for entry, who in movable.items()},
    )
    new, gone = _difference(plan, movable)
    _end(gone, as_=End.MOVED, note="")
    return _insert(round, new, planted, origin=Origin.MOVED if movable else origin)


def _wanted(round: ReviewRound, alive: Mapping[int, int]) -> tuple[dict[int, int], list[int]]:
    """Entry -> how many readers it lacks of those it should have (what may move is not counted as had); and calibration cases."""
    wanted, cases = {}, []
    read_in = Q(is_calibration=True) | Q(application__status__in=READ_IN)
    rows = RoundEntry.objects.filter(read_in, round=round, left_at__isnull=True).order_by()
    for pk, more, is_case in rows.values_list("pk", "more_reads", "is_calibration").iterator(chunk_size=10_000):
        if is_case:
            cases.append(pk)
        else:
            wanted[pk] = max(0, round.reads + more - alive.get(pk, 0))
    return wanted, cases


def _difference(plan: Plan, movable: Mapping[int, Mapping[int, int]]) -> tuple[list[tuple[int, int]], list[int]]:
    """The pairs that are new, and the assignments that moved away."""
    planned = set(plan.pairs)
    new = [(entry, reader) for entry, reader in plan.pairs if reader not in movable.get(entry, ())]
    gone = [pk for entry, who in movable.items() for reader, pk in who.items() if (entry, reader) not in planned]
    return new, gone


def _end(ids: Iterable[int], *, as_: Assignment.End, note: str) -> int:
    values = {"ended_at": clock.now(), "ended_as": as_, "ended_note": note[:300]}
    if as_ in NOT_READ:
        values |= {"draft": {}, "draft_saved_at": None}
    return Assignment.objects.filter(Assignment.OPEN, pk__in=list(ids)).update(**values)


def _insert(
    round: ReviewRound,
    given: Sequence[tuple[int, int]],
    planted: Mapping[int, Sequence[int]],
    *,
    origin: Assignment.Origin,
) -> int:
    """Write assignments, each with its place in its reader's order; one statement."""
    by_reader: dict[int, list[int]] = {}
    for entry, reader in given:
        by_reader.setdefault(reader, []).append(entry)
    lots = draw_lots(by_reader, seed=f"{round.seed}:{len(given)}", planted=planted)
    rows = [(entry, reader, origin.value) for entry, reader in given]
    rows += [(entry, reader, Origin.CALIBRATION.value) for reader, cases in planted.items() for entry in cases]
    if not rows:
        return 0
    entries, readers, origins = zip(*rows, strict=True)
    sql = """
        INSERT INTO reviews_assignment (public_id, round_id, entry_id, reader_id, origin, lot, assigned_at, draft,
                                        ended_as, ended_note)
        SELECT gen_random_uuid(), %s, entry, reader, origin, lot, %s, '{}', '', ''
          FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS given (entry, reader, origin, lot)
            ON CONFLICT (entry_id, reader_id) DO NOTHING
    """
    places = [lots[entry, reader] for entry, reader, _ in rows]
    with connection.cursor() as cursor:
        cursor.execute(sql, [round.pk, clock.now(), list(entries), list(readers), list(origins), places])
        return cursor.rowcount

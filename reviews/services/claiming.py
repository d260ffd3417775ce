"""Readers take the next one themselves: a checkout that ends, so that two never read the same by accident and nothing stays lost.

The application with the fewest reads is taken, drawn for each reader among equals. Two who press in the same second are given two:
what somebody is just taking is passed over (SKIP LOCKED), and what is taken is counted again once it is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count, Q

from applicants.services.reviewing import READ_IN
from careerpath.pipeline import clock
from reviews.balancing import planted_after
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundEntry, RoundReader
from reviews.selectors.apart import PAIRS
from reviews.services.assigning import share

Origin, End = Assignment.Origin, Assignment.End
FIRST: Final = 0
"""The place of a checkout in its reader's order: before all else, for it ends."""
TRIES: Final = 20
"""How often somebody who was overtaken looks for another one before they are told that nothing is free."""
ALIVE: Final = "ended_at IS NULL AND (finished_at IS NOT NULL OR held_until IS NULL OR held_until > %(now)s)"

FREE: Final = f"""
    SELECT entry.id
      FROM reviews_roundentry AS entry
      JOIN applicants_application AS application ON application.id = entry.application_id
      LEFT JOIN (SELECT entry_id, count(*) AS n FROM reviews_assignment
                  WHERE round_id = %(round)s AND {ALIVE} GROUP BY entry_id) AS alive ON alive.entry_id = entry.id
     WHERE entry.round_id = %(round)s AND entry.left_at IS NULL AND NOT entry.is_calibration
       AND application.status = ANY(%(read_in)s)
       AND COALESCE(alive.n, 0) < %(reads)s + entry.more_reads
       AND entry.id <> ALL(%(passed)s)
       AND NOT EXISTS (SELECT FROM reviews_assignment AS own
                        WHERE own.entry_id = entry.id AND own.reader_id = %(reader)s AND own.ended_as <> 'expired')
       AND NOT EXISTS (SELECT FROM ({PAIRS}) AS pair (entry, reader, why)
                        WHERE pair.entry = entry.id AND pair.reader = %(reader)s)
     ORDER BY COALESCE(alive.n, 0), sha256(convert_to(%(seed)s || ':' || %(reader)s || ':' || entry.id, 'UTF8'))
     LIMIT 1 FOR NO KEY UPDATE OF entry SKIP LOCKED
"""  # noqa: S608  # constants of this house


@dataclass(frozen=True)
class _Standing:
    """Where a reader is in a round, as one query tells it."""

    has: int
    """Applications they read or have read, cases too."""
    read: int
    met: int
    """Of those that they read: calibration cases."""
    cases: Sequence[int]
    """Calibration cases that are still to come and that they may read."""
    entries: int
    readers: int


STANDING: Final = f"""
    WITH own AS (SELECT * FROM reviews_assignment WHERE round_id = %(round)s AND reader_id = %(reader)s),
    cases AS MATERIALIZED (
        SELECT entry.id FROM reviews_roundentry AS entry
         WHERE entry.round_id = %(round)s AND entry.is_calibration AND entry.left_at IS NULL
           AND NOT EXISTS (SELECT FROM own WHERE own.entry_id = entry.id)
           AND NOT EXISTS (SELECT FROM ({PAIRS}) AS pair (entry, reader, why)
                            WHERE pair.entry = entry.id AND pair.reader = %(reader)s))
    SELECT (SELECT count(*) FROM own WHERE ended_at IS NULL),
           (SELECT count(*) FROM own WHERE finished_at IS NOT NULL),
           (SELECT count(*) FROM own WHERE finished_at IS NOT NULL AND origin = 'calibration'),
           (SELECT COALESCE(array_agg(id ORDER BY id), '{{}}') FROM cases),
           CASE WHEN EXISTS (SELECT FROM cases) THEN
                (SELECT count(*) FROM reviews_roundentry
                  WHERE round_id = %(round)s AND NOT is_calibration AND left_at IS NULL) ELSE 0 END,
           (SELECT count(*) FROM reviews_roundreader WHERE round_id = %(round)s AND left_at IS NULL)
"""  # noqa: S608  # constants of this house


def claim_next(reader: RoundReader) -> Assignment | None:
    """Check out the next application for a reader, or what they have checked out already. None: nothing is free.

    Calibration cases come among the others: after so many readings as would spread them evenly over an equal share.
    Ten queries at most, beside the round where `reader` comes without it.
    """
    with transaction.atomic():
        round = reader.round
        free_expired(round=round)
        reader = RoundReader.objects.select_for_update(no_key=True).get(pk=reader.pk)
        round = share(round)
        if round.status != RoundStatus.OPEN or not round.self_claim or reader.left_at is not None:
            return None
        if open_one := _open_one(reader):
            return open_one
        standing = _standing(reader, round)
        if case := _planted(reader, round, standing):
            return case
        if reader.cap is not None and standing.has >= reader.cap:
            return None
        passed: list[int] = []
        for _ in range(TRIES):
            entry = _take(reader, round, passed)
            if entry is None:
                return None
            if _still_wanted(entry, round):
                return _check_out(reader, round, entry)
            passed.append(entry)
        return None


def renew(assignment: Assignment) -> Assignment:
    """Prolong a checkout while somebody is at work in it: from now on the round's minutes again. One that ended stays ended."""
    until = clock.now() + timedelta(minutes=assignment.round.claim_minutes)
    held = Assignment.objects.filter(Assignment.OPEN, pk=assignment.pk, held_until__lt=until)
    if held.update(held_until=until):
        assignment.held_until = until
    return assignment


def give_back(assignment: Assignment) -> bool:
    """A reader lets a checkout go before it ends by itself; whether there was one. What they typed stays with it."""
    held = Assignment.objects.filter(Assignment.OPEN, pk=assignment.pk, origin=Origin.CLAIMED)
    return bool(held.update(ended_at=clock.now(), ended_as=End.EXPIRED))


def free_expired(*, round: ReviewRound | None = None) -> int:
    """End checkouts whose time is over, of one round or of all; how many. What somebody is just sending is passed over."""
    sql = f"""
        UPDATE reviews_assignment SET ended_at = %(now)s, ended_as = 'expired'
         WHERE id IN (SELECT id FROM reviews_assignment
                       WHERE finished_at IS NULL AND ended_at IS NULL AND held_until <= %(now)s
                         {"AND round_id = %(round)s" if round is not None else ""}
                       ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
    """  # noqa: S608  # both texts stand here
    with connection.cursor() as cursor:
        cursor.execute(sql, {"now": clock.now(), "round": round.pk if round is not None else None})
        return int(cursor.rowcount)


def _open_one(reader: RoundReader) -> Assignment | None:
    """What this reader has checked out, or was given, and may read now."""
    readable = Q(entry__is_calibration=True) | Q(entry__application__status__in=READ_IN)
    waiting = Assignment.objects.filter(
        Assignment.OPEN, readable, reader=reader, entry__left_at__isnull=True, skipped_at__isnull=True
    )
    return waiting.order_by("lot", "pk").first()


def _standing(reader: RoundReader, round: ReviewRound) -> _Standing:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"round": round.pk, "reader": reader.pk})
        return _Standing(*cursor.fetchone())


def _take(reader: RoundReader, round: ReviewRound, passed: list[int]) -> int | None:
    values: dict[str, Any] = {
        "round": round.pk,
        "reads": round.reads,
        "reader": reader.pk,
        "seed": round.seed,
        "passed": passed,
        "read_in": [status.value for status in READ_IN],
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FREE, values)
        found = cursor.fetchone()
    return found[0] if found else None


def _still_wanted(entry: int, round: ReviewRound) -> bool:
    """Whether it wants a reader more, as it is now that its row is held."""
    alive = Q(assignments__finished_at__isnull=False) | Q(assignments__held_until__isnull=True)
    alive |= Q(assignments__held_until__gt=clock.now())
    counted = Count("assignments", filter=alive & Q(assignments__isnull=False, assignments__ended_at__isnull=True))
    found = RoundEntry.objects.filter(pk=entry).annotate(n=counted).values_list("n", "more_reads").get()
    return found[0] < round.reads + found[1]


def _check_out(reader: RoundReader, round: ReviewRound, entry: int) -> Assignment:
    """The checkout; one of one's own that ended comes to life again, with what was typed in it. One statement."""
    sql = """
        INSERT INTO reviews_assignment (public_id, round_id, entry_id, reader_id, origin, lot, assigned_at, held_until, draft,
                                        ended_as, ended_note)
        VALUES (gen_random_uuid(), %(round)s, %(entry)s, %(reader)s, 'claimed', %(lot)s, %(now)s, %(until)s, '{}', '', '')
            ON CONFLICT (entry_id, reader_id) DO UPDATE
           SET origin = 'claimed', lot = excluded.lot, assigned_at = excluded.assigned_at, held_until = excluded.held_until,
               skipped_at = NULL, ended_at = NULL, ended_as = '', ended_note = ''
     RETURNING *
    """
    now = clock.now()
    values = {
        "round": round.pk,
        "entry": entry,
        "reader": reader.pk,
        "lot": FIRST,
        "now": now,
        "until": now + timedelta(minutes=round.claim_minutes),
    }
    (made,) = Assignment.objects.raw(sql, values)
    return made


def _planted(reader: RoundReader, round: ReviewRound, standing: _Standing) -> Assignment | None:
    """The calibration case that is due for this reader, if one is."""
    if not standing.cases:
        return None
    share_of_one = standing.entries * round.reads // max(1, standing.readers)
    expected = share_of_one if reader.cap is None else min(reader.cap, share_of_one)
    due = planted_after(expected, standing.met + len(standing.cases))
    if standing.read - standing.met < due[standing.met]:
        return None
    return Assignment.objects.create(
        round=round,
        entry_id=standing.cases[(reader.pk + standing.met) % len(standing.cases)],
        reader=reader,
        origin=Origin.CALIBRATION,
        lot=FIRST,
    )

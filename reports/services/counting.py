"""Keeping the counts of reports up to date with the histories (docs/counting.md, decision 0016).

Whoever changes somebody's place leaves a row in `ChangedPlace` (triggers). One counter at a time takes those rows, works the places
out anew and adjusts the counts by the difference, all in one transaction: killed, it has done nothing. What is committed while it
counts leaves rows of its own, and is counted by the next. Twice counts nothing twice.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.selectors.counting import waiting
from reports.services.place_sql import PLACES, STAYS
from reports.wall import open_demographics

AT_ONCE: Final = 20_000
"""Changes that are counted in one transaction. Whoever moved several times within them is looked at once."""
IN_A_PAGE: Final = 5000
"""So many are counted within a request."""
LOCK: Final = 7_304_001
"""The advisory lock of whoever counts."""

_TAKE: Final = """
WITH taken AS (
    DELETE FROM reports_changedplace WHERE id IN (SELECT id FROM reports_changedplace ORDER BY id LIMIT %s)
    RETURNING application_id, key
), due AS (
    SELECT application_id FROM reports_place WHERE review_on <= %s ORDER BY review_on LIMIT %s
)
SELECT (SELECT count(*) FROM taken) + (SELECT count(*) FROM due),
       ARRAY(SELECT application_id FROM taken WHERE application_id IS NOT NULL UNION SELECT application_id FROM due),
       ARRAY(SELECT DISTINCT key FROM taken WHERE key IS NOT NULL)
"""

# All parts of one statement see the counts as they were before it. A place that did not change is in neither `came` nor `gone`.
_COUNT_PLACES: Final = f"""
WITH {PLACES},
old AS MATERIALIZED (
    SELECT application_id, cohort_id, university_id, source, reached, decided, withdrew, days, review_on
      FROM reports_place WHERE application_id = ANY(%(ids)s)
),
came AS MATERIALIZED (SELECT * FROM fresh EXCEPT SELECT * FROM old),
gone AS MATERIALIZED (SELECT * FROM old EXCEPT SELECT * FROM fresh),
moved AS MATERIALIZED (SELECT *, 1 AS one FROM came UNION ALL SELECT *, -1 FROM gone),
put AS (
    INSERT INTO reports_place (application_id, cohort_id, university_id, source, reached, decided, withdrew, days, review_on)
    SELECT * FROM came
        ON CONFLICT (application_id) DO UPDATE
       SET cohort_id = excluded.cohort_id, university_id = excluded.university_id, source = excluded.source,
           reached = excluded.reached, decided = excluded.decided, withdrew = excluded.withdrew, days = excluded.days,
           review_on = excluded.review_on
),
dropped AS (
    DELETE FROM reports_place WHERE application_id IN (SELECT application_id FROM gone EXCEPT SELECT application_id FROM came)
),
stages AS (
    INSERT INTO reports_stagecount AS kept (cohort_id, university_id, source, reached, decided, withdrew, n)
    SELECT cohort_id, university_id, source, reached, decided, withdrew, sum(one)
      FROM moved GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(one) <> 0
        ON CONFLICT (cohort_id, university_id, source, reached, decided, withdrew) DO UPDATE SET n = kept.n + excluded.n
    RETURNING cohort_id, n
),
stays AS (
    INSERT INTO reports_staycount AS kept (cohort_id, university_id, source, stay, days, n)
    SELECT cohort_id, university_id, source, stay, took, sum(one)
      FROM moved CROSS JOIN LATERAL unnest(%(stays)s::text[], days) AS each (stay, took)
     WHERE took IS NOT NULL GROUP BY 1, 2, 3, 4, 5 HAVING sum(one) <> 0
        ON CONFLICT (cohort_id, stay, days, university_id, source) DO UPDATE SET n = kept.n + excluded.n
    RETURNING cohort_id, n
)
SELECT cohort_id, min(n) FROM (SELECT * FROM stages UNION ALL SELECT * FROM stays) AS touched GROUP BY cohort_id
"""  # noqa: S608  # our own text; every value is a parameter

_COUNT_ANSWERS: Final = """
WITH due AS MATERIALIZED (
    SELECT key FROM reports_selfidentificationkey WHERE application_id = ANY(%(ids)s)
     UNION SELECT unnest(%(keys)s::uuid[])
),
fresh AS MATERIALIZED (
    SELECT key, place.cohort_id, answers.state, answers.races, answers.gender, answers.disability, answers.veteran,
           place.reached, place.decided, place.withdrew
      FROM due JOIN reports_selfidentificationkey AS whose USING (key) JOIN reports_selfidentification AS answers USING (key)
      JOIN reports_place AS place ON place.application_id = whose.application_id
),
old AS MATERIALIZED (
    SELECT key, cohort_id, state, races, gender, disability, veteran, reached, decided, withdrew
      FROM reports_countedanswers WHERE key IN (SELECT key FROM due)
),
came AS MATERIALIZED (SELECT * FROM fresh EXCEPT SELECT * FROM old),
gone AS MATERIALIZED (SELECT * FROM old EXCEPT SELECT * FROM fresh),
put AS (
    INSERT INTO reports_countedanswers
           (key, cohort_id, state, races, gender, disability, veteran, reached, decided, withdrew)
    SELECT * FROM came
        ON CONFLICT (key) DO UPDATE
       SET cohort_id = excluded.cohort_id, state = excluded.state, races = excluded.races, gender = excluded.gender,
           disability = excluded.disability, veteran = excluded.veteran, reached = excluded.reached,
           decided = excluded.decided, withdrew = excluded.withdrew
),
dropped AS (DELETE FROM reports_countedanswers WHERE key IN (SELECT key FROM gone EXCEPT SELECT key FROM came)),
groups AS (
    INSERT INTO reports_groupcount AS kept
           (cohort_id, state, races, gender, disability, veteran, reached, decided, withdrew, n)
    SELECT cohort_id, state, races, gender, disability, veteran, reached, decided, withdrew, sum(one)
      FROM (SELECT *, 1 AS one FROM came UNION ALL SELECT *, -1 FROM gone) AS moved
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(one) <> 0
        ON CONFLICT (cohort_id, state, races, gender, disability, veteran, reached, decided, withdrew)
        DO UPDATE SET n = kept.n + excluded.n
    RETURNING cohort_id, n
)
SELECT cohort_id, min(n) FROM groups GROUP BY cohort_id
"""

_SWEEP: Final = """
WITH stages AS (DELETE FROM reports_stagecount WHERE cohort_id = ANY(%(cohorts)s) AND n = 0),
     stays AS (DELETE FROM reports_staycount WHERE cohort_id = ANY(%(cohorts)s) AND n = 0)
DELETE FROM reports_groupcount WHERE cohort_id = ANY(%(cohorts)s) AND n = 0
"""

_FORGET: Final = """
WITH places AS (DELETE FROM reports_place WHERE cohort_id = %(cohort)s),
     stages AS (DELETE FROM reports_stagecount WHERE cohort_id = %(cohort)s),
     stays AS (DELETE FROM reports_staycount WHERE cohort_id = %(cohort)s),
     answers AS (DELETE FROM reports_countedanswers WHERE cohort_id = %(cohort)s)
DELETE FROM reports_groupcount WHERE cohort_id = %(cohort)s
"""


class CountsBroken(RuntimeError):
    """A count would have fallen below zero: the counts and what they were made from have parted. `recount` puts them right."""


def count_changed(limit: int | None = None) -> int:
    """Count the changes that wait (of at most about `limit`); returns how many were taken.

    In steps of AT_ONCE, each a transaction of seven statements whatever it counts. While somebody else counts it does nothing.
    """
    done = 0
    while limit is None or done < limit:
        with open_demographics(), connection.cursor() as cursor:
            if not _is_alone(cursor):
                break
            at_once = AT_ONCE if limit is None else min(AT_ONCE, limit - done)
            taken = _count_some(cursor, at_once)
        done += taken
        if taken < at_once:
            break
    return done


def count_now(at_most: int = IN_A_PAGE) -> int:
    """For a page: count what waits, if that is little, so that its figures are exact. Returns how many changes still wait."""
    still = waiting()
    if not 0 < still <= at_most:
        return still
    count_changed(at_most)
    return waiting()


def recount(cohort: Cohort, *, tell: Callable[[int], object] = lambda _: None) -> int:
    """Count one cohort from nothing, in one transaction; returns how many applications were looked at. Waits for another counter.

    `tell` is called with how many are done after every AT_ONCE.
    """
    done = 0
    with transaction.atomic(), open_demographics(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_FORGET, {"cohort": cohort.pk})
        for ids in _ids_of(cursor, cohort.pk):
            _count(cursor, ids, [])
            done += len(ids)
            tell(done)
    return done


def _ids_of(cursor: CursorWrapper, cohort_id: int) -> Iterator[list[int]]:
    cursor.execute("SELECT id FROM applicants_application WHERE cohort_id = %s ORDER BY id", [cohort_id])
    ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _is_alone(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
    return bool(cursor.fetchone()[0])


def _count_some(cursor: CursorWrapper, limit: int) -> int:
    cursor.execute(_TAKE, [limit, clock.now().date(), limit])
    taken, ids, keys = cursor.fetchone()
    if taken:
        _count(cursor, ids, keys)
    return int(taken)


def _count(cursor: CursorWrapper, ids: Sequence[int], keys: Sequence[UUID]) -> None:
    values: dict[str, Any] = {"ids": ids, "keys": keys, "today": clock.now().date(), "stays": list(STAYS)}
    fewest: list[tuple[int, int]] = []
    for statement in (_COUNT_PLACES, _COUNT_ANSWERS):
        cursor.execute(statement, values)
        fewest += cursor.fetchall()
    if any(n < 0 for _, n in fewest):
        raise CountsBroken("A count fell below zero; run manage.py count_places --rebuild.")
    if cohorts := sorted({cohort for cohort, n in fewest if n == 0}):
        cursor.execute(_SWEEP, {"cohorts": cohorts})

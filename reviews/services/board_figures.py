"""The figures of a board's lines, worked out by the database: one statement at any size, equal to `reviews.ranking`.

Every number is whole: hundredths of 0 to 100, rounded half up once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from applicants.models import Application
from careerpath.pipeline import clock
from reviews.models import SelectionBoard
from reviews.ranking import HIGHEST_MARK, LOWEST_MARK, MOST

SPAN: Final = HIGHEST_MARK - LOWEST_MARK


@dataclass(frozen=True)
class Weights:
    """How much each part counts; one of them is above 0."""

    run: int
    reading: int
    interview: int

    @classmethod
    def of(cls, board: SelectionBoard) -> "Weights":
        """Those of a board."""
        return cls(board.run_weight, board.reading_weight, board.interview_weight)

    @property
    def over(self) -> int:
        """Their sum."""
        return self.run + self.reading + self.interview

    def to_dict(self) -> dict[str, int]:
        """As a change keeps them."""
        return {"run": self.run, "reading": self.reading, "interview": self.interview}


TOTAL: Final = """
    CASE WHEN (%(w_run)s > 0 AND screening IS NULL) OR (%(w_reading)s > 0 AND reading IS NULL)
           OR (%(w_interview)s > 0 AND interview IS NULL) THEN NULL
         ELSE (2 * (%(w_run)s * coalesce(screening, 0)::bigint + %(w_reading)s * coalesce(reading, 0)
                    + %(w_interview)s * coalesce(interview, 0)) + %(over)s) / (2 * %(over)s) END
"""
"""`reviews.ranking.total` over the columns of a line."""

PLACED: Final = f"""
    totals AS (SELECT source.*, ({TOTAL}) AS new_total FROM source),
    turns AS (
        SELECT totals.*,
               CASE WHEN new_total IS NOT NULL THEN row_number() OVER best END AS new_rank,
               CASE WHEN hand = '' THEN row_number() OVER unhanded ELSE row_number() OVER best END AS turn,
               CASE WHEN hand = '' THEN greatest(0, %(seats)s - count(*) FILTER (WHERE hand = 'offered') OVER ())
                    ELSE %(seats)s END AS seats,
               CASE WHEN hand = '' THEN greatest(0, %(waitlist)s - count(*) FILTER (WHERE hand = 'waitlisted') OVER ())
                    ELSE %(waitlist)s END AS waits
          FROM totals
        WINDOW best AS (ORDER BY new_total DESC NULLS LAST, lot, application_id),
               unhanded AS (PARTITION BY hand = '' ORDER BY new_total DESC NULLS LAST, lot, application_id)
    ),
    placed AS (
        SELECT turns.*,
               CASE WHEN new_total IS NULL THEN ''
                    WHEN turn <= seats THEN 'offered'
                    WHEN turn <= seats + waits THEN 'waitlisted'
                    WHEN %(refuses)s THEN 'rejected' ELSE '' END AS new_placed
          FROM turns
    )
"""  # noqa: S608  # fixed words; every value is a parameter
"""`reviews.ranking.rank` over `source`, rows with screening, reading, interview, hand, lot and application_id."""

FINAL: Final = "CASE WHEN hand = 'none' THEN '' WHEN hand <> '' THEN hand ELSE placed END"
"""The place of a line in the end."""


def numbers(board: SelectionBoard, weights: Weights | None = None) -> dict[str, Any]:
    """The parameters of TOTAL and PLACED for a board, with its own weights or others."""
    weights = weights or Weights.of(board)
    return {
        "board": board.pk,
        "w_run": weights.run,
        "w_reading": weights.reading,
        "w_interview": weights.interview,
        "over": weights.over,
        "seats": board.seats,
        "waitlist": board.waitlist,
        "refuses": bool(board.refusal_reason.strip()),
    }


def fill(board: SelectionBoard, who: QuerySet[Application], *, most: int, measurements: Mapping[int, int]) -> int:
    """Work out the lines of a board anew for these applications: figures, ranks and places; how many lines there are.

    `most` is the highest score of the run (1 where no run is asked), `measurements` the newest measurement of each round by the
    round's id. What people gave by hand stays with whoever is still on it. A constant number of statements, in the
    transaction of the caller.
    """
    by_hand = list(board.lines.exclude(hand="").values_list("application", "hand", "hand_reason", "hand_by", "hand_at"))
    board.lines.all().delete()
    chosen, params = who.order_by().values("pk").query.sql_with_params()
    # The queryset compiles to SQL with its own positional parameters: they are named, so that one statement has one kind.
    named = {f"chosen_{place}": value for place, value in enumerate(params)}
    places = count()
    chosen = re.sub(r"%(?:%|s)", lambda found: f"%(chosen_{next(places)})s" if found[0] == "%s" else found[0], chosen)
    sql = f"""
        INSERT INTO reviews_boardline (board_id, application_id, screening, reading, interview, basis, lot, hand, hand_reason,
                                       hand_by_id, hand_at, total, rank, placed, skipped_reason)
        WITH chosen AS MATERIALIZED (
            SELECT id, public_id FROM applicants_application WHERE id IN ({chosen})
        ),
        given AS (
            SELECT * FROM unnest(%(hand_of)s::bigint[], %(hand_to)s::text[], %(hand_why)s::text[], %(hand_by)s::bigint[],
                                 %(hand_at)s::timestamptz[]) AS one (id, hand, why, by_id, at)
        ),
        source AS (
            SELECT chosen.id AS application_id, screened.screening, read.mark AS reading, met.mark AS interview,
                   jsonb_strip_nulls(jsonb_build_object('screening', screened.basis, 'reading', read.basis,
                                                        'interview', met.basis)) AS basis,
                   encode(sha256(convert_to(%(seed)s || ':' || chosen.public_id::text, 'UTF8')), 'hex') AS lot,
                   coalesce(given.hand, '') AS hand, coalesce(given.why, '') AS why, given.by_id, given.at
              FROM chosen
              LEFT JOIN given ON given.id = chosen.id
              LEFT JOIN ({_SCREENED}) AS screened ON screened.application_id = chosen.id
              LEFT JOIN ({_marks("reading")}) AS read ON read.application_id = chosen.id
              LEFT JOIN ({_marks("interview")}) AS met ON met.application_id = chosen.id
        ),
        {PLACED}
        SELECT %(board)s, application_id, screening, reading, interview, basis, lot, hand, why, by_id, at,
               new_total, new_rank, new_placed, ''
          FROM placed ORDER BY new_rank NULLS LAST, application_id
    """  # noqa: S608  # fixed words, and SQL that Django wrote; every value is a parameter
    columns = list(zip(*by_hand, strict=True)) or [()] * 5
    values = {
        **numbers(board),
        **named,
        **dict(zip(("hand_of", "hand_to", "hand_why", "hand_by", "hand_at"), map(list, columns), strict=True)),
        "seed": board.seed,
        "cohort": board.cohort_id,
        "run": board.run_id,
        "most": most,
        "adjusts": board.is_adjusted,
        "reading_round": board.reading_id,
        "interview_round": board.interview_id,
        "reading_measured": measurements.get(board.reading_id or 0),
        "interview_measured": measurements.get(board.interview_id or 0),
    }
    with connection.cursor() as cursor:
        # The planner cannot know how many a filter matches. Taken for few, scoresheets would be gathered anew for each of them.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(sql, values)
        made = cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop = on")
        return made


_SCREENED: Final = f"""
    SELECT result.application_id,
           CASE WHEN result.band > 0 THEN
               (2 * least(greatest(result.score, 0), %(most)s)::bigint * {MOST} + %(most)s) / (2 * %(most)s) END AS screening,
           jsonb_build_object('run', result.run_id, 'score', result.score, 'most', %(most)s::bigint, 'band', result.band) AS basis
      FROM applicants_screeningresult AS result
     WHERE result.cohort_id = %(cohort)s AND result.run_id = %(run)s
"""  # noqa: S608  # fixed words; every value is a parameter


def _marks(part: str) -> str:
    """The mean marks of a round with what they rest on. Where one was not adjusted, the mean as it is counts.

    `greatest` passes over NULL, so an entry that nobody has read is asked for first.
    """
    mark = f"greatest(entry.mark, {LOWEST_MARK})"
    return f"""
        SELECT entry.application_id,
               CASE WHEN entry.mark IS NOT NULL THEN
                   (2 * ({mark} - {LOWEST_MARK})::bigint * {MOST} + {SPAN}) / (2 * {SPAN}) END AS mark,
               jsonb_build_object('round', entry.round_id, 'entry', entry.public_id, 'raw', entry.raw, 'adjusted', entry.adjusted,
                                  'used', entry.mark, 'is_adjusted', entry.is_adjusted, 'reads', entry.reads_done,
                                  'spread', entry.spread, 'measurement', %({part}_measured)s::bigint,
                                  'scoresheets', sheets.ids) AS basis
          FROM (SELECT one.*, coalesce(CASE WHEN %(adjusts)s THEN one.adjusted END, one.raw) AS mark,
                       (%(adjusts)s AND one.adjusted IS NOT NULL) AS is_adjusted
                  FROM reviews_roundentry AS one WHERE one.round_id = %({part}_round)s AND one.left_at IS NULL) AS entry
          LEFT JOIN (SELECT entry_id, jsonb_agg(public_id ORDER BY id) AS ids FROM reviews_scoresheet
                      WHERE round_id = %({part}_round)s GROUP BY entry_id) AS sheets ON sheets.entry_id = entry.id
    """  # noqa: S608  # fixed words; every value is a parameter


def rank_again(board: SelectionBoard) -> int:
    """Totals, ranks and places of the lines by the board's weights and places as they are now; how many lines changed.

    One statement: that no two lines have one rank is asked when it is over.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH source AS (SELECT * FROM reviews_boardline WHERE board_id = %(board)s), {PLACED}
            UPDATE reviews_boardline AS line SET total = new_total, rank = new_rank, placed = new_placed
              FROM placed
             WHERE line.id = placed.id
               AND (new_total IS DISTINCT FROM line.total OR new_rank IS DISTINCT FROM line.rank OR new_placed <> line.placed)
            """,  # noqa: S608  # fixed words; every value is a parameter
            numbers(board),
        )
        return cursor.rowcount


def digest_of(board: SelectionBoard) -> str:
    """SHA-256 over the lines: who, the figures, the rank and the final place of each, in the order of their public ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(':', application.public_id,
                       coalesce(screening::text, '-'), coalesce(reading::text, '-'), coalesce(interview::text, '-'),
                       coalesce(total::text, '-'), coalesce(rank::text, '-'), {FINAL}), E'\\n' ORDER BY application.public_id),
                   ''), 'UTF8')), 'hex')
              FROM reviews_boardline AS line JOIN applicants_application AS application ON application.id = line.application_id
             WHERE line.board_id = %s
            """,  # noqa: S608
            [board.pk],
        )
        return str(cursor.fetchone()[0])


def keep_digest(board: SelectionBoard) -> None:
    """Keep the digest of the lines as they are now, and, where the figures were taken just now, when that was. None wait."""
    board.built_at, board.digest, board.problem = board.built_at or clock.now(), digest_of(board), ""
    board.rank_asked_at = None
    board.save(update_fields=["built_at", "rank_asked_at", "digest", "problem"])

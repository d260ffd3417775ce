"""Selection boards, measured: `python -m bench.boards`. Medians of three rounds in one run (of 100,000 one), on its own database.

A board over a run, a reading with three scoresheets for each application and interviews of a tenth: working out its lines, other
weights kept, other weights only looked at, a place by hand, a page of the list in the middle, and staging everybody. The rounds
are not measured in it (`python -m bench.measuring`). BENCH_SIZES="800 9500" leaves the largest out.
"""

import logging
import os
import sys
from collections.abc import Callable
from typing import Any, Final

import django

WORK: Final = ("build", "weights", "look", "hand", "page", "stage")


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show

    logging.disable(logging.INFO)
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "800 9500 100000").split() if int(size) <= 100_000]
    figures: dict[int, dict[str, float]] = {}
    with database_of_its_own():
        for size in sizes:
            world = make_world(size)
            rounds = [measure(world, number) for number in range(ROUNDS if size < 100_000 else 1)]
            figures[size] = {key: median([each[key] for each in rounds]) for key in rounds[0]}
    show(
        f"Selection boards, seconds, medians of {ROUNDS}",
        ["", "work out", "other weights", "look at others", "by hand", "a page", "stage", "statements to build"],
        [
            [f"{size:,} lines", *(f"{each[name]:.3f}" for name in WORK), f"{each['statements']:.0f}"]
            for size, each in figures.items()
        ],
    )
    for size, each in figures.items():
        record({key: round(value, 4) for key, value in each.items()}, "boards", str(size))
    return 0


def make_world(size: int) -> dict[str, Any]:
    """A cohort with a run, a reading and interviews."""
    from django.db import connection

    from applicants.services.screening import default_rubric
    from bench.screening import vacuum
    from careerpath.accounts.roles import Role
    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort, make_user
    from tests.reviews.factories import make_reader, make_round

    cohort, by = make_cohort(), make_user(Role.RECRUITER)
    ids = make_applications(cohort, size, status="in_review")
    reading, interview = make_round(cohort, reads=3), make_round(cohort, kind="interview")
    readers = [make_reader(reading).pk for _ in range(12)]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO applicants_screeningrun (cohort_id, rubric_version_id, status, status_changed_at, is_dry, filter, total,
                      inputs_digest, result_digest, created_at, finished_at)
               VALUES (%s, %s, 'finished', now(), false, '{}', %s, '', 'd', now(), now()) RETURNING id""",
            [cohort.pk, default_rubric().pk, size],
        )
        (run,) = cursor.fetchone()
        cursor.execute(
            """INSERT INTO applicants_screeningresult (run_id, application_id, cohort_id, score, band, points, error)
               SELECT %s, id, %s, hashint8(id) & 511, 2, '{}', '' FROM unnest(%s::bigint[]) AS id""",
            [run, cohort.pk, ids],
        )
        for round_id, share in ((reading.pk, 1), (interview.pk, 10)):
            cursor.execute(
                """INSERT INTO reviews_roundentry (public_id, round_id, application_id, is_calibration, more_reads, reads_done, raw,
                          adjusted, spread)
                   SELECT gen_random_uuid(), %s, id, false, 0, 3, 100 + (hashint8(id + 7) & 255), 100 + (hashint8(id + 9) & 255), 50
                     FROM unnest(%s::bigint[]) AS id WHERE id %% %s = 0""",
                [round_id, ids, share],
            )
        cursor.execute(
            """WITH given AS (
                   INSERT INTO reviews_assignment (public_id, round_id, entry_id, reader_id, origin, lot, assigned_at, draft,
                                                   finished_at, ended_as, ended_note)
                   SELECT gen_random_uuid(), entry.round_id, entry.id, (%s::bigint[])[1 + (entry.id + n) %% 12], 'system', entry.id,
                          now(), '{}', now(), '', ''
                     FROM reviews_roundentry AS entry, generate_series(0, 2) AS n WHERE entry.round_id = %s
                   RETURNING id, round_id, entry_id, reader_id
               )
               INSERT INTO reviews_scoresheet (public_id, sent_id, assignment_id, round_id, entry_id, reader_id, marks, notes,
                                               red_flags, recommendation, comment, raw, nth, saw_others, begun_at, sent_at)
               SELECT gen_random_uuid(), gen_random_uuid(), id, round_id, entry_id, reader_id, '{3,3,3}', '{}', '{}', 3, 'Seen.',
                      300, 1, false, now(), now() FROM given""",
            [readers, reading.pk],
        )
    vacuum()
    return {"cohort": cohort, "by": by, "run": run, "reading": reading, "interview": interview, "size": size}


def measure(world: dict[str, Any], number: int) -> dict[str, float]:
    """Seconds of each piece of work on a board of its own."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from applicants.models import Decision
    from applicants.services import operations
    from bench.table import seconds
    from reviews.models import SelectionBoard
    from reviews.selectors.board_effect import effect_of
    from reviews.selectors.boards import lines_page
    from reviews.services.board_building import population, rank
    from reviews.services.board_changing import change_by_hand, set_weights
    from reviews.services.board_figures import PLACED, Weights, fill, keep_digest, numbers
    from reviews.services.staging import stage_board

    by, size = world["by"], world["size"]

    def make(name: str) -> SelectionBoard:
        return SelectionBoard.objects.create(
            cohort=world["cohort"], name=name, run_id=world["run"], reading=world["reading"], interview=world["interview"],
            run_weight=30, reading_weight=70, seats=95, waitlist=200, refusal_reason="There were more strong people than seats.",
            filter={"of": "reading"}, seed="seed", created_by=by,
        )  # fmt: skip

    board = make(f"Board {number}")

    def build(one: SelectionBoard) -> None:
        with transaction.atomic():
            fill(one, population(one), most=600, measurements={})
            keep_digest(one)

    took = {"build": seconds(lambda: build(board))}
    assert board.lines.count() == size

    def change(do: Callable[[], object]) -> None:
        """A change within the request, and what a large board leaves to the worker."""
        do()
        rank(board.pk)
        board.refresh_from_db()

    took["weights"] = seconds(lambda: change(lambda: set_weights(board, weights=Weights(60, 40, 0), by=by)))
    took["look"] = seconds(lambda: effect_of(board, PLACED, numbers(board, Weights(10, 90, 0))))
    best = board.lines.get(rank=1).application_id
    took["hand"] = seconds(
        lambda: change(lambda: change_by_hand(board, application=best, to="none", reason="Why.", by=by))
    )
    took["page"] = seconds(lambda: lines_page(board, after=str(size // 2)))
    operation = stage_board(board, by=by)
    operations.confirm(operation, by=by, typed=operation.total)
    (chunk,) = operation.chunks.all()
    took["stage"] = seconds(lambda: operations.work_chunk(chunk.pk))
    assert Decision.objects.filter(Decision.PENDING, cohort=world["cohort"]).count() == size - 1
    other = make(f"Counted {number}")
    with CaptureQueriesContext(connection) as asked:
        build(other)
    took["statements"] = len(asked)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE applicants_decision CASCADE")  # the lines of these boards go with them
    return took


if __name__ == "__main__":
    sys.exit(main())

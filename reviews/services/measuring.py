"""Scoresheets are measured: figures of the readers are kept once for each state of the scoresheets, scores of the applications too.

What is to be measured follows from the tables, so the bell that `ask` rings may be lost: `measure_due` finds it again.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, Final

import numpy as np
from django.db import connection, transaction

from applicants.services.bell import ring_soon
from careerpath.pipeline import clock
from reviews.measuring.figures import METHOD, figures
from reviews.measuring.scores import Scores
from reviews.measuring.sheets import Round, Sheets
from reviews.models import Assignment, Measurement, ReviewRound, RoundEntry, Scoresheet
from reviews.scorecard import read_card, weighted_mean
from reviews.selectors.measured import due

TASK: Final = "reviews.tasks.measure"


def ask(round_id: int) -> None:
    """Have the worker measure a round soon, after commit. Many calls are one."""
    transaction.on_commit(partial(ring_soon, TASK, [round_id]))


def measure(round: ReviewRound) -> Measurement:
    """Measure a round now. The same scoresheets twice are one measurement; scores of its entries follow the newest.

    One query reads the scoresheets, one statement writes the scores. The round is held for the writing alone: whoever sends a
    scoresheet waits for whoever holds it, and working out the figures of a large round takes seconds.
    """
    made_at = clock.now()
    found = ReviewRound.objects.select_related("scorecard_version").get(pk=round.pk)
    sheets, about = read(found)
    digest = digest_of(sheets, about)
    made = None if _is_newest(found, digest) else figures(sheets, about)
    with transaction.atomic():
        ReviewRound.objects.select_for_update(no_key=True).get(pk=found.pk)
        later = Measurement.objects.filter(round=found, made_at__gt=made_at).order_by("made_at", "pk").last()
        if later is not None:  # somebody measured it meanwhile; what came in since is measured again by `measure_due`
            return later
        kept = Measurement.objects.filter(round=found, digest=digest).first()
        if kept is not None and not is_older(found, kept):
            return _touch(kept, made_at)
        document, scores = made or figures(sheets, about)
        write_scores(found, scores)
        if kept is not None:
            return _touch(kept, made_at)
        return Measurement.objects.create(
            round=found, made_at=made_at, scoresheets=len(sheets), digest=digest, figures=document
        )


def _is_newest(round: ReviewRound, digest: str) -> bool:
    """Whether these scoresheets were measured last, so that there is nothing to work out."""
    kept = Measurement.objects.filter(round=round, digest=digest).first()
    return kept is not None and not is_older(round, kept)


def measure_due(rounds: Iterable[int] | None = None) -> int:
    """Measure the rounds in which scoresheets came in since they were measured, of these or of all; how many there were."""
    found = due(rounds)
    for round in found:
        measure(round)
    return len(found)


def read(round: ReviewRound) -> tuple[Sheets, Round]:
    """The scoresheets of a round as columns, and what else figures need."""
    card = read_card(round.scorecard_version.document)
    rows = list(
        Scoresheet.objects.filter(round=round)
        .order_by("entry_id", "reader_id")
        .values_list(
            "entry_id",
            "reader_id",
            "raw",
            "recommendation",
            "nth",
            "entry__is_calibration",
            "saw_others",
            "assignment__origin",
            "marks",
        )
    )
    columns: tuple[Any, ...] = tuple(zip(*rows, strict=True)) if rows else ((),) * 9
    entry, reader, raw, recommendation, nth, planted, saw, origin, marks = columns
    whole = partial(np.array, dtype=np.int64)
    sheets = Sheets(
        entry=whole(entry),
        reader=whole(reader),
        raw=whole(raw),
        marks=whole(marks).reshape(len(rows), len(card.attributes)),
        recommendation=whole(recommendation),
        nth=whole(nth),
        is_calibration=np.array(planted, dtype=bool),
        is_independent=~np.array(saw, dtype=bool) & (np.array(origin, dtype=object) != Assignment.Origin.MORE.value),
    )
    agreed = {
        pk: (tuple(given), weighted_mean(given, card.weights))
        for pk, given in RoundEntry.objects.filter(round=round, is_calibration=True).values_list("pk", "agreed")
        if given is not None
    }
    return sheets, Round([(each.key, each.name) for each in card.attributes], agreed, round.seed)


def digest_of(sheets: Sheets, about: Round) -> str:
    """SHA-256 of all that figures depend on, the method included."""
    found = hashlib.sha256(repr((METHOD, list(about.attributes), sorted(about.agreed.items()), about.seed)).encode())
    for column in (sheets.entry, sheets.reader, sheets.raw, sheets.marks, sheets.recommendation, sheets.nth):
        found.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    for truth in (sheets.is_calibration, sheets.is_independent):
        found.update(np.packbits(truth).tobytes())
    return found.hexdigest()


def write_scores(round: ReviewRound, scores: Scores) -> int:
    """Write the scores of all entries of a round by one statement; how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE reviews_roundentry entry
               SET reads_done = coalesce(made.reads, 0), raw = made.raw, adjusted = made.adjusted, spread = made.spread
              FROM reviews_roundentry old
              LEFT JOIN unnest(%s::bigint[], %s::smallint[], %s::smallint[], %s::smallint[], %s::smallint[])
                   AS made (id, reads, raw, adjusted, spread) ON made.id = old.id
             WHERE old.round_id = %s AND entry.id = old.id
               AND (entry.reads_done, entry.raw, entry.adjusted, entry.spread)
                   IS DISTINCT FROM (coalesce(made.reads, 0), made.raw, made.adjusted, made.spread)
            """,
            [
                scores.entry.tolist(),
                scores.reads.tolist(),
                scores.raw.tolist(),
                [
                    mark if known else None
                    for mark, known in zip(scores.adjusted.tolist(), scores.is_known, strict=True)
                ],
                scores.spread.tolist(),
                round.pk,
            ],
        )
        return cursor.rowcount


def is_older(round: ReviewRound, kept: Measurement) -> bool:
    """Whether another measurement was made after this one: then that one's scores are in the entries."""
    return Measurement.objects.filter(round=round, made_at__gt=kept.made_at).exists()


def _touch(kept: Measurement, made_at: datetime) -> Measurement:
    """The scoresheets say again what they said before: that measurement is the newest once more."""
    kept.made_at = made_at
    kept.save(update_fields=["made_at"])
    return kept

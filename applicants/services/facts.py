"""Making facts out of answers, for thousands of applications at a time, and writing them beside each."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from applicants.models import Application
from applicants.screening import facts
from applicants.screening.facts import FactDefinition, FactProblem
from applicants.selectors.facts import definitions_by_form
from cohorts.models import QuestionSet

log = logging.getLogger(__name__)

__all__ = ["definitions_by_form", "fact_definitions", "make_facts"]

AT_ONCE: Final = 2000
"""Applications whose answers are in memory at the same time."""


def fact_definitions(question_set: QuestionSet) -> tuple[FactDefinition, ...]:
    """The facts of one form, in order; one query."""
    return definitions_by_form([question_set.pk])[question_set.pk]


def make_facts(application_ids: Sequence[int]) -> int:
    """Make (or make anew) the facts of these applications and write them; returns how many rows were written.

    Doing it twice gives the same rows. Answers that no facts can be made of leave a row with `problem` in words. Ids that are not
    there are passed over. Three statements for every 2,000 applications, and one for their forms.
    """
    written = 0
    ids = sorted(set(application_ids))
    for start in range(0, len(ids), AT_ONCE):
        written += _make_chunk(ids[start : start + AT_ONCE])
    return written


def _make_chunk(ids: Sequence[int]) -> int:
    with transaction.atomic():
        rows = list(
            Application.objects.filter(pk__in=ids)
            .order_by("pk")
            .values_list("pk", "question_set_id", "answers", "updated_at")
        )
        definitions = definitions_by_form({form for _, form, _, _ in rows})
        digests = {form: facts.digest_of(each) for form, each in definitions.items()}
        made = [
            (pk, form, digests[form], saved, *_row(definitions[form], answers)) for pk, form, answers, saved in rows
        ]
        written = _write(made) if made else 0
        _set_review_means(ids)
        return written


def _row(definitions: Sequence[FactDefinition], answers: dict[str, Any]) -> tuple[list[int | None], str]:
    try:
        return facts.make_facts(definitions, answers), ""
    except FactProblem as problem:
        return [], str(problem)
    except Exception as error:  # one person's answers must not stop the others, whatever is wrong with them
        log.exception("Facts could not be made of some answers")
        return [], f"Its answers could not be read ({type(error).__name__})."


def _write(made: Sequence[tuple[int, int, str, datetime, list[int | None], str]]) -> int:
    """One statement. Each row of values travels as an array's text, because unnest would flatten an array of arrays; a temporary
    table for COPY would be quicker per row only beyond this size, and would leave dead rows in the catalog for each batch."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_applicationfacts
                   (application_id, question_set_id, digest, answers_saved_at, values, problem)
            SELECT id, form, digest, saved, made::bigint[], problem
              FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
                   AS made_now (id, form, digest, saved, made, problem)
            ON CONFLICT (application_id) DO UPDATE
               SET question_set_id = excluded.question_set_id, digest = excluded.digest, values = excluded.values,
                   problem = excluded.problem, answers_saved_at = excluded.answers_saved_at
            """,
            [
                [row[0] for row in made],
                [row[1] for row in made],
                [row[2] for row in made],
                [row[3] for row in made],
                ["{" + ",".join("NULL" if value is None else str(value) for value in row[4]) + "}" for row in made],
                [row[5] for row in made],
            ],
        )
        return cursor.rowcount


def _set_review_means(ids: Sequence[int]) -> None:
    """Put the mean of the readers' marks, in hundredths, into the last fact of those who were read; one statement.

    It runs after the rows were written, and so under their locks, and sees every mark that was committed until then: whoever
    records a mark at the same moment writes the row after this one, and counts both.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE applicants_applicationfacts AS facts
               SET values = facts.values[:cardinality(facts.values) - 1] || marks.mean
              FROM (SELECT application_id, round(avg(mark) * 100)::bigint AS mean FROM applicants_review
                     WHERE application_id = ANY(%s) GROUP BY application_id) AS marks
             WHERE facts.application_id = marks.application_id AND facts.values <> '{}'
            """,
            [list(ids)],
        )

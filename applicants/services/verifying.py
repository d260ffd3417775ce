"""Whether the results of a run follow from what it froze: scored anew from ids, rubric and facts, and compared row by row.

Nothing is written. Facts are those that stand beside each application now. Answers corrected after a run make other facts, so a run
comes out the same to the last digit for as long as nobody corrects an answer; who was corrected is named.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningBatch, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.facts import digest_of
from applicants.screening.rubric import bind
from applicants.screening.sql import scored_sql
from applicants.selectors.facts import definitions_by_form
from applicants.services.scoring import RESULT_DIGEST, result_digest_of
from applicants.services.starting import RunRefused, inputs_digest_of

NAMED: Final = 20
"""Applications named in a verdict; the rest are counted."""


@dataclass(frozen=True)
class Verdict:
    """What verifying a run found: the digest `recorded` when it finished, that `stored` in its rows now, and that `recomputed`."""

    run: ScreeningRun
    recorded: str
    stored: str
    recomputed: str
    inputs_hold: bool
    erased: int
    """Applications that were in the run and are gone, with their results."""
    corrected: int
    """Applications that now come out differently, and whose answers were saved after they were scored."""
    unexplained: int
    """Applications that come out differently with the same answers."""
    without_facts: int
    """Applications whose facts are missing or were made by rules that are no longer there."""
    corrected_ids: list[int] = field(default_factory=list)
    unexplained_ids: list[int] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the digest recorded is that of the rows stored and of the rows made anew, over the inputs frozen."""
        return self.inputs_hold and self.recorded == self.stored == self.recomputed

    def words(self) -> list[str]:
        """The verdict for people, a sentence in each line."""
        if self.holds:
            return [f"Run {self.run.pk} holds: {self.run.total:,} applications come out as they did."]
        said = [f"Run {self.run.pk} does not come out as it did."]
        if not self.inputs_hold:
            said.append(
                "The frozen ids or the rubric are not those it began with: somebody changed them in the database."
            )
        if self.erased:
            said.append(
                f"{_applications(self.erased)} of it {_have(self.erased)} been erased since, and the results with them."
            )
        elif self.recorded != self.stored:
            said.append("The stored results are not those it finished with: somebody changed them in the database.")
        if count := self.corrected:
            who = _list(self.corrected_ids, count)
            said.append(f"{_applications(count)} {_have(count)} been given other answers since: {who}.")
        if count := self.without_facts:
            said.append(
                f"{_applications(count)} {_have(count)} no facts by the present rules of the form; nothing can be said."
            )
        if count := self.unexplained:
            who = _list(self.unexplained_ids, count)
            said.append(f"{_applications(count)} came out differently with the same answers: {who}.")
            said.append("The facts, the results, the rubric or the program were changed.")
        return said


def _applications(count: int) -> str:
    return f"{count:,} application{'' if count == 1 else 's'}"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _list(ids: list[int], count: int) -> str:
    return ", ".join(map(str, ids)) + (f" and {count - len(ids):,} more" if count > len(ids) else "")


@transaction.atomic
def verify_run(run: ScreeningRun) -> Verdict:
    """Score a finished run anew in a table that is gone afterwards, and compare. Raises RunRefused for any other run."""
    if run.status != RunStatus.FINISHED:
        raise RunRefused(f"Run {run.pk} is {run.get_status_display()}. Only a finished run can be verified.")
    with connection.cursor() as cursor:
        # One moment for all that follows, so that a correction made meanwhile is either in all of it or in none.
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _score_anew(cursor, run)
        cursor.execute(RESULT_DIGEST.replace("applicants_screeningresult", "scored_anew"), [run.pk])
        (recomputed,) = cursor.fetchone()
        cursor.execute(_COMPARED, {"run": run.pk, "named": NAMED})
        erased, corrected, unexplained, without_facts, corrected_ids, unexplained_ids = cursor.fetchone()
        cursor.execute("DROP TABLE scored_anew")
    return Verdict(
        run,
        run.result_digest,
        result_digest_of(run.pk),
        recomputed,
        inputs_digest_of(run) == run.inputs_digest,
        erased,
        corrected,
        unexplained,
        without_facts,
        corrected_ids or [],
        unexplained_ids or [],
    )


def _score_anew(cursor: Any, run: ScreeningRun) -> None:
    # What could not be scored then is not tried now: its row stands as it is.
    cursor.execute(
        """
        CREATE TEMPORARY TABLE scored_anew ON COMMIT DROP AS
            SELECT run_id, application_id, score, band, points, rule, error FROM applicants_screeningresult
             WHERE run_id = %s AND cohort_id = %s AND score IS NULL
        """,
        [run.pk, run.cohort_id],
    )
    cursor.execute("CREATE INDEX ON scored_anew (application_id)")
    cursor.execute(
        """
        SELECT DISTINCT made.question_set_id FROM applicants_screeningbatch AS batch
         CROSS JOIN unnest(batch.application_ids) AS one JOIN applicants_applicationfacts AS made ON made.application_id = one
         WHERE batch.run_id = %s
        """,
        [run.pk],
    )
    definitions = definitions_by_form(form for (form,) in cursor.fetchall())
    if not definitions:
        return
    rubric = from_document(run.rubric_version.document)
    bound = {digest_of(each): bind(rubric, each) for each in definitions.values()}
    scored = scored_sql(bound)
    # A batch at a time, so that memory does not grow with the run.
    for batch in ScreeningBatch.objects.filter(run=run).order_by("number").values_list("pk", flat=True):
        cursor.execute(
            f"""
            WITH facts AS (
                SELECT made.application_id, made.digest, made.values, made.problem FROM applicants_applicationfacts AS made
                 WHERE made.application_id = ANY((SELECT application_ids FROM applicants_screeningbatch WHERE id = %s)::bigint[])
                   AND made.digest = ANY(%s::text[])
                   AND NOT EXISTS (SELECT FROM scored_anew WHERE application_id = made.application_id)
            )
            INSERT INTO scored_anew (run_id, application_id, score, band, points, rule, error)
            SELECT %s, application_id, score, band, points, rule, error FROM ({scored.text}) AS result
            """,  # noqa: S608  # fixed words; scored_sql puts no value into its text
            [batch, list(bound), run.pk, *scored.params],
        )
    cursor.execute("ANALYZE scored_anew")


_COMPARED: Final = """
    WITH compared AS (
        SELECT frozen.id, application.id IS NULL AS erased, anew.application_id IS NULL AS without_facts,
               (stored.application_id IS NULL OR (stored.score, stored.band, stored.points, stored.rule, stored.error)
                   IS DISTINCT FROM (anew.score, anew.band, anew.points, anew.rule, anew.error)) AS differs,
               coalesce(application.updated_at > frozen.done_at OR made.answers_saved_at > frozen.done_at, false) AS corrected
          FROM (SELECT unnest(application_ids) AS id, done_at FROM applicants_screeningbatch WHERE run_id = %(run)s) AS frozen
          LEFT JOIN applicants_application AS application ON application.id = frozen.id
          LEFT JOIN applicants_applicationfacts AS made ON made.application_id = frozen.id
          LEFT JOIN applicants_screeningresult AS stored ON stored.run_id = %(run)s AND stored.application_id = frozen.id
          LEFT JOIN scored_anew AS anew ON anew.application_id = frozen.id
    ), told AS (
        SELECT id, CASE WHEN erased THEN 'erased' WHEN without_facts THEN 'without' WHEN NOT differs THEN 'same'
                        WHEN corrected THEN 'corrected' ELSE 'unexplained' END AS what FROM compared
    )
    SELECT count(*) FILTER (WHERE what = 'erased'), count(*) FILTER (WHERE what = 'corrected'),
           count(*) FILTER (WHERE what = 'unexplained'), count(*) FILTER (WHERE what = 'without'),
           (array_agg(id ORDER BY id) FILTER (WHERE what = 'corrected'))[1:%(named)s],
           (array_agg(id ORDER BY id) FILTER (WHERE what = 'unexplained'))[1:%(named)s]
      FROM told
"""

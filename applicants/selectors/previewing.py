"""What a rubric would do to everybody in a cohort, while it is being written: one statement over the facts, and a few more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from applicants.lifecycle import ApplicationStatus, RunStatus
from applicants.models import Application, RubricVersion
from applicants.screening.document import from_document
from applicants.screening.facts import FactDefinition, digest_of
from applicants.screening.histogram import Histogram, draw, step_for
from applicants.screening.rubric import BoundRubric, Rubric, bind
from applicants.screening.sql import Sql, scored_sql
from applicants.selectors.explaining import Line, explain_facts
from applicants.selectors.facts import definitions_by_form
from applicants.selectors.screening import BANDS
from cohorts.models import Cohort, QuestionSet

LEFT_OUT: Final = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.DUPLICATE)
"""Whom a preview does not count: who has not applied, or does not any more."""

EXAMPLES: Final = 2
"""People named for each way from one band to another."""

NAMES: Final = {band: name for name, band in BANDS.items()}


@dataclass(frozen=True)
class Forms:
    """The facts of the forms that people of a cohort have answered, and of its own form, by the id of the form."""

    own: tuple[FactDefinition, ...]
    by_form: Mapping[int, tuple[FactDefinition, ...]]

    @property
    def digests(self) -> dict[int, str]:
        """The digest of each form's facts."""
        return {form: digest_of(each) for form, each in self.by_form.items()}


@dataclass(frozen=True)
class Way:
    """From one band to another: how many go it, and some of them."""

    before: str
    after: str
    count: int
    people: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Worked:
    """One application worked out: where it stands, its score and band, and a line for each criterion."""

    title: str
    application: Application
    score: int
    band: str
    place: int
    lines: list[Line]


@dataclass(frozen=True)
class Preview:
    """What a rubric does to a cohort. `compared` is the version it is held against; `missing` lack facts and are not counted."""

    cohort: Cohort
    rubric: Rubric
    compared: RubricVersion | None
    most: int
    counted: int
    missing: int
    bands: list[tuple[str, int, int]]
    """Band, how many are in it now, how many were with the compared version."""
    histogram: Histogram
    cut: int | None
    entering: int
    """Of the best as many as there are seats: how many were not among them with the compared version."""
    ways: list[Way]
    worked: list[Worked]

    @property
    def changed(self) -> int:
        """How many change band."""
        return sum(way.count for way in self.ways)


def forms_of(cohort: Cohort) -> Forms:
    """The forms of a cohort; two queries."""
    used = Application.objects.filter(cohort=cohort).order_by().values_list("question_set", flat=True).distinct()
    by_form = definitions_by_form({cohort.question_set_id, *used})
    return Forms(by_form[cohort.question_set_id], by_form)


def last_used(cohort: Cohort) -> RubricVersion | None:
    """The version that the newest run of a cohort used; one query."""
    used = RubricVersion.objects.filter(~Q(runs__status=RunStatus.CANCELLED), runs__cohort=cohort, runs__is_dry=False)
    return used.select_related("rubric").order_by("-runs__created_at").first()


def stale_in(cohort: Cohort, digests: Mapping[int, str]) -> list[int]:
    """The applications of a cohort that have no fresh facts; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT application.id FROM applicants_application AS application
             WHERE application.cohort_id = %s AND application.status <> ALL(%s)
               AND NOT EXISTS (SELECT FROM applicants_applicationfacts AS made
                                WHERE made.application_id = application.id
                                  AND made.question_set_id = application.question_set_id
                                  AND made.answers_saved_at = application.updated_at AND made.digest = ANY(%s))
             ORDER BY application.id
            """,
            [cohort.pk, list(LEFT_OUT), list(digests.values())],
        )
        return [pk for (pk,) in cursor.fetchall()]


def bound_to(rubric: Rubric, forms: Forms) -> dict[str, BoundRubric]:
    """A rubric tied to each form, by the digest of its facts."""
    return {digest_of(each): bind(rubric, each) for each in forms.by_form.values()}


def facts_sql(cohort: Cohort, digests: Sequence[str]) -> Sql:
    """Everybody whom a preview counts with their fresh facts, as the rows `scored_sql` reads; `digest` is NULL without facts."""
    return Sql(
        """SELECT application.id AS application_id, made.digest, made.values, made.problem
             FROM applicants_application AS application
             LEFT JOIN applicants_applicationfacts AS made
               ON made.application_id = application.id AND made.question_set_id = application.question_set_id
              AND made.answers_saved_at = application.updated_at AND made.digest = ANY(%s)
            WHERE application.cohort_id = %s AND application.status <> ALL(%s)""",
        (list(digests), cohort.pk, list(LEFT_OUT)),
    )


_STATEMENT: Final = """
    WITH everyone AS MATERIALIZED ({everyone}),
    facts AS MATERIALIZED (SELECT * FROM everyone WHERE digest IS NOT NULL),
    both_ways AS ({both}),
    scored AS (
        SELECT application_id, max(score) FILTER (WHERE is_new) AS score, max(band) FILTER (WHERE is_new) AS band,
               max(score) FILTER (WHERE is_old) AS was_score, max(band) FILTER (WHERE is_old) AS was
          FROM both_ways GROUP BY application_id),
    ranked AS MATERIALIZED (
        SELECT application_id, score, band, was_score, was, count(*) OVER (PARTITION BY band > 0) AS many,
               CASE WHEN band > 0 THEN row_number() OVER (PARTITION BY band > 0 ORDER BY score DESC, application_id) END AS place,
               CASE WHEN was > 0 THEN row_number() OVER (PARTITION BY was > 0 ORDER BY was_score DESC, application_id) END
                   AS was_place
          FROM scored),
    moved AS (
        SELECT application_id, was, band,
               row_number() OVER (PARTITION BY was, band ORDER BY abs(score - was_score) DESC, application_id) AS number
          FROM ranked WHERE was <> band)
    SELECT 'column', score / %s * %s, count(*), NULL::bigint FROM ranked WHERE band > 0 GROUP BY 2
    UNION ALL SELECT 'band', band, was, count(*) FROM ranked GROUP BY 2, 3
    UNION ALL SELECT 'seats', count(*), count(*) FILTER (WHERE was_place IS NULL OR was_place > %s), NULL
                FROM ranked WHERE place <= %s
    UNION ALL SELECT 'worked', application_id, place, score FROM ranked WHERE place IN (1, least(%s, many), (many + 1) / 2)
    UNION ALL SELECT 'moved', application_id, was, band FROM moved WHERE number <= %s
    UNION ALL SELECT 'all', count(*), NULL, NULL FROM everyone
"""
# The two scorings are put under each other and grouped, never joined: of rows that come out of a CTE the planner knows so little
# that it may join them by a loop in a loop, which took minutes over 9,500.


def preview_sql(
    cohort: Cohort, new: Mapping[str, BoundRubric], old: Mapping[str, BoundRubric] | None, step: int
) -> Sql:
    """The one statement: everybody scored by both rubrics, put in order, and only figures coming back."""
    everyone, scored = facts_sql(cohort, list(new)), scored_sql(new)
    both = f"SELECT application_id, score, band, true AS is_new, {not old} AS is_old FROM ({scored.text}) AS one"  # noqa: S608
    params: list[Any] = [*everyone.params, *scored.params]
    if old:
        was = scored_sql(old)
        both += f" UNION ALL SELECT application_id, score, band, false, true FROM ({was.text}) AS two"  # noqa: S608
        params += was.params
    seats = cohort.capacity
    params += [step, step, seats, seats, seats, EXAMPLES]
    return Sql(_STATEMENT.format(everyone=everyone.text, both=both), tuple(params))


def preview(rubric: Rubric, cohort: Cohort, forms: Forms, compared: RubricVersion | None) -> Preview:
    """What a rubric would do to everybody in a cohort, held against another version. Two queries at any size."""
    new = bound_to(rubric, forms)
    old = bound_to(from_document(compared.document), forms) if compared else None
    most = max((bound.most for bound in new.values()), default=0)
    step = step_for(most)
    sql = preview_sql(cohort, new, old, step)
    told: dict[str, list[tuple[Any, Any, Any]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        for what, *figures in cursor.fetchall():
            told.setdefault(what, []).append(tuple(figures))
    columns = {start: count for start, count, _ in told.get("column", [])}
    counts = (
        [(start, columns.get(start, 0)) for start in range(0, max(columns, default=0) + step, step)] if columns else []
    )
    last = [score for _, place, score in told.get("worked", []) if place == cohort.capacity]
    cut = last[0] if last else None
    people = _people([*(pk for pk, *_ in told.get("worked", [])), *(pk for pk, *_ in told.get("moved", []))])
    pairs = told.get("band", [])
    counted = sum(count for *_, count in pairs)
    return Preview(
        cohort,
        rubric,
        compared,
        most,
        counted,
        told["all"][0][0] - counted,
        [
            (
                name,
                sum(count for now, _, count in pairs if now == band),
                sum(count for _, was, count in pairs if was == band),
            )
            for name, band in BANDS.items()
        ],
        draw(counts, step=step, most=most, rubric=rubric, cut=cut, seats=cohort.capacity),
        cut,
        told["seats"][0][1] if compared else 0,
        _ways(pairs, told.get("moved", []), people),
        _worked(told.get("worked", []), cohort.capacity, people, new, rubric),
    )


def _people(ids: Sequence[int]) -> dict[int, Application]:
    return Application.objects.select_related("applicant", "facts").in_bulk(ids)


def _ways(pairs: Sequence[Any], moved: Sequence[Any], people: Mapping[int, Application]) -> list[Way]:
    ways = [
        Way(
            NAMES[was],
            NAMES[band],
            count,
            [(pk, str(people[pk].applicant)) for pk, a, b in moved if (a, b) == (was, band) and pk in people],
        )
        for band, was, count in pairs
        if band != was
    ]
    return sorted(ways, key=lambda way: (-BANDS[way.after], -BANDS[way.before]))


def _worked(
    told: Sequence[Any], seats: int, people: Mapping[int, Application], forms: Mapping[str, BoundRubric], rubric: Rubric
) -> list[Worked]:
    """The first, the one at the cut and the middle one, in that order."""
    made: list[Worked] = []
    for pk, place, score in sorted(told, key=lambda row: row[1]):
        person = people.get(pk)
        if person is None or (bound := forms.get(person.facts.digest)) is None:
            continue
        title = "The highest score" if place == 1 else "The last seat" if place == seats else "The middle of everybody"
        lines = explain_facts(bound, person.facts.values, person.answers)
        made.append(Worked(title, person, score, NAMES[rubric.band(score)], place, lines))
    return made


def definitions_of_form(form: QuestionSet) -> tuple[FactDefinition, ...]:
    """The facts of one form, in order; one query."""
    return definitions_by_form([form.pk])[form.pk]


def first_choice(cohorts: Sequence[Cohort]) -> Cohort | None:
    """Of these cohorts the one that a preview begins with: the first that anybody has applied to; one query."""
    for_one = Application.objects.filter(cohort=OuterRef("pk")).exclude(status__in=LEFT_OUT)
    applied = set(Cohort.objects.filter(Exists(for_one)).values_list("pk", flat=True)) if cohorts else set()
    return next((one for one in cohorts if one.pk in applied), cohorts[0] if cohorts else None)

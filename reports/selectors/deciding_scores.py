"""The score of the run that decided, and the points of each of its criteria, for a class and (as spread only) for its pool."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.db import connection

from applicants.models import Decision, RubricVersion, ScreeningResult, ScreeningRun
from applicants.screening.document import from_document
from cohorts.models import Cohort
from reports.sections.validity import Predictor

KEPT_FOR: Final = 30 * 24 * 3600


@dataclass(frozen=True)
class Scores:
    """The total and each criterion as predictors, and what must be said of where they come from."""

    predictors: tuple[Predictor, ...]
    notes: tuple[str, ...]


def scores_of(cohort: Cohort, people: Collection[int]) -> Scores:
    """Scores and points as the deciding run froze them; four queries at most.

    Somebody's deciding run is that of the offer that was released. Points of different rubrics cannot be compared, so those of the
    rubric version that decided most are taken, and the others have none.
    """
    runs = _deciding_runs(people)
    versions = Counter(run.rubric_version_id for run in runs.values())
    if not versions:
        return Scores((Predictor("total", "Screening score", {}),), ("No offer of this class came from a run.",))
    chosen = max(versions, key=lambda version: (versions[version], version))
    version = RubricVersion.objects.select_related("rubric").get(pk=chosen)
    by_run: defaultdict[int, list[int]] = defaultdict(list)
    for person, run in runs.items():
        if run.rubric_version_id == chosen:
            by_run[run.pk].append(person)
    rows = ScreeningResult.objects.filter(
        run__in=by_run, application__in=[one for some in by_run.values() for one in some], score__isnull=False
    ).values_list("run", "application", "score", "points")
    found = {person: (float(score or 0), points) for run, person, score, points in rows if runs[person].pk == run}
    criteria = from_document(version.document).criteria
    largest = max(by_run, key=lambda run: (len(by_run[run]), run))
    spreads = pool_spreads(next(run for run in runs.values() if run.pk == largest), len(criteria))
    predictors = [Predictor("total", "Screening score", {pk: score for pk, (score, _) in found.items()}, spreads[0])]
    predictors += [
        Predictor(
            f"criterion:{criterion.key}",
            criterion.name,
            {pk: points[place] for pk, (_, points) in found.items() if place < len(points)},
            spreads[place + 1],
        )
        for place, criterion in enumerate(criteria)
    ]
    notes = [f"Points as the deciding run gave them: {version}."]
    if without := len(people) - len(found):
        notes.append(
            f"{without:,} of the class have no points of this rubric: another one, or a person alone, decided."
        )
    return Scores(tuple(predictors), tuple(notes))


def _deciding_runs(people: Collection[int]) -> dict[int, ScreeningRun]:
    """Application -> the run that its offer came from, the latest offer that was carried out. One query."""
    offers = (
        Decision.objects.filter(
            application__in=people,
            kind=Decision.Kind.OFFERED,
            release__isnull=False,
            release__undone_at__isnull=True,
            skipped_reason="",
            run__isnull=False,
        )
        .select_related("run")
        .order_by("release__released_at", "pk")
    )
    return {one.application_id: one.run for one in offers if one.run is not None}


def pool_spreads(run: ScreeningRun, criteria: int) -> list[float | None]:
    """Standard deviations among all who were eligible in a run: of the score, then of each criterion's points.

    One statement over the run; a finished run never changes, so it is kept under its digest.
    """
    key = f"reports:spread:{run.pk}:{run.result_digest}"
    kept: list[float | None] | None = cache.get(key)
    if kept is None:
        points = "".join(f", stddev_pop(points[{place + 1}])" for place in range(criteria))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT stddev_pop(score){points} FROM applicants_screeningresult "  # noqa: S608  # whole numbers only
                "WHERE run_id = %s AND cohort_id = %s AND band > 0",
                [run.pk, run.cohort_id],
            )
            kept = [None if value is None else float(value) for value in cursor.fetchone()]
        cache.set(key, kept, KEPT_FOR)
    return kept

"""How many reached each stage, overall and by where they came from. No demographics here."""

from dataclasses import dataclass
from fractions import Fraction

from applicants.models import Application
from cohorts.models import Cohort
from reports.selectors.stages import POOL, STAGES, Stage, count_reached
from reports.shares import percent


@dataclass(frozen=True)
class Step:
    """A stage with its count, and that count as a part of the stage before it and of the pool."""

    stage: Stage
    count: int
    before: int
    pool: int

    @property
    def of_before(self) -> str:
        """Conversion from the stage before, as a percentage; a dash for the first."""
        return f"{percent(Fraction(self.count, self.before))}%" if self.before and self.stage.key != POOL else "–"

    @property
    def of_pool(self) -> str:
        """Part of everybody who applied, as a percentage."""
        return f"{percent(Fraction(self.count, self.pool))}%" if self.pool else "–"


def funnel(cohort: Cohort) -> list[Step]:
    """The stages of one cohort with their counts; one query."""
    rows = count_reached(Application.objects.filter(cohort=cohort), "cohort_id")
    counts = rows[0] if rows else {stage.key: 0 for stage in STAGES}
    steps, before = [], counts[POOL]
    for stage in STAGES:
        steps.append(Step(stage, counts[stage.key], before, counts[POOL]))
        before = counts[stage.key]
    return steps


@dataclass(frozen=True)
class Origin:
    """Where people came from, and how many of them applied, were offered a seat and were admitted."""

    label: str
    applied: int
    offered: int
    admitted: int


def origins(cohort: Cohort) -> list[Origin]:
    """Applications by partner university ("No partner" for the rest), most first; one query."""
    told = [stage for stage in STAGES if stage.key in ("submitted", "offered", "admitted")]
    rows = count_reached(Application.objects.filter(cohort=cohort), "university__name", stages=told)
    rows.sort(key=lambda row: (-row["submitted"], row["university__name"] is None, row["university__name"]))
    return [
        Origin(row["university__name"] or "No partner", row["submitted"], row["offered"], row["admitted"])
        for row in rows
    ]

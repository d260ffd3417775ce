"""Who applied and who got in, as aggregates: shares with denominators and response rates, small cells hidden.

Only views guarded for the report role call this, and each call of theirs is logged (`services.self_identification.log_read`).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from cohorts.models import Cohort
from reports.categories import GENDER_LABELS, MULTIRACIAL, RACE_LABELS, Gender, exclusive_category, is_minority
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.selectors.funnel import Step
from reports.selectors.stages import CLASS, POOL, STAGES
from reports.shares import Share
from reports.suppression import INTERNAL_MINIMUM, suppress

State = SelfIdentification.State


@dataclass(frozen=True)
class Reply:
    """A combination of answers with how many people of each stage gave it."""

    state: str
    races: frozenset[str]
    gender: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Cell:
    """A count as it may be shown: None is hidden."""

    label: str
    pool: int | None
    chosen: int | None


@dataclass(frozen=True)
class StageShares:
    """Women and minority members among those who reached a stage. The two have denominators of their own."""

    label: str
    women: Share
    minority: Share


@dataclass(frozen=True)
class Asked:
    """How the question was met, of everybody who applied. The four add up to the pool."""

    answered: int
    skipped: int
    declined: int
    not_asked: int


@dataclass(frozen=True)
class Demographics:
    """The demographic page of a cohort."""

    stages: list[StageShares]
    races: list[Cell]
    genders: list[Cell]
    asked: Asked
    minimum: int
    mena_counts: bool

    @property
    def pool(self) -> StageShares:
        """Everybody who applied."""
        return self.stages[0]

    @property
    def chosen(self) -> StageShares:
        """The class."""
        place = [stage.key for stage in STAGES].index(CLASS)
        return self.stages[place]


def demographics(cohort: Cohort, steps: Sequence[Step], *, mena_counts: bool = True) -> Demographics:
    """Everything demographic about one cohort; `steps` is its funnel (for the totals of each stage). One query."""
    replies = _replies(cohort)
    totals = {step.stage.key: step.count for step in steps}
    asked = {state: sum(reply.counts[POOL] for reply in replies if reply.state == state) for state in State.values}
    return Demographics(
        stages=[_shares(step.stage.key, step.stage.label, step.count, replies, mena_counts) for step in steps],
        races=_cells(
            replies, totals, [*RACE_LABELS.values(), MULTIRACIAL], lambda reply: exclusive_category(reply.races)
        ),
        genders=_cells(
            replies,
            totals,
            [GENDER_LABELS[gender] for gender in (Gender.WOMAN, Gender.MAN, Gender.ANOTHER)],
            lambda reply: GENDER_LABELS[Gender(reply.gender)] if _is_known_gender(reply.gender) else None,
        ),
        asked=Asked(
            asked[State.ANSWERED], asked[State.SKIPPED], asked[State.DECLINED], totals[POOL] - sum(asked.values())
        ),
        minimum=INTERNAL_MINIMUM,
        mena_counts=mena_counts,
    )


def _replies(cohort: Cohort) -> list[Reply]:
    rows = (
        SelfIdentificationKey.objects.filter(application__cohort=cohort)
        .annotate(**{f"did_{stage.key}": stage.reached("application__") for stage in STAGES})
        .values("answers__state", "answers__races", "answers__gender")
        .annotate(**{stage.key: Count("pk", filter=Q(**{f"did_{stage.key}": True})) for stage in STAGES})
    )
    return [
        Reply(
            row["answers__state"],
            frozenset(row["answers__races"]),
            row["answers__gender"],
            {stage.key: row[stage.key] for stage in STAGES},
        )
        for row in rows
    ]


def _is_known_gender(gender: str) -> bool:
    return gender not in ("", Gender.DECLINED)


def _shares(key: str, label: str, total: int, replies: Sequence[Reply], mena_counts: bool) -> StageShares:
    genders: Counter[str] = Counter()
    minority: Counter[bool | None] = Counter()
    for reply in replies:
        genders[reply.gender] += reply.counts[key]
        minority[is_minority(reply.races, mena_counts=mena_counts)] += reply.counts[key]
    known_gender = sum(count for gender, count in genders.items() if _is_known_gender(gender))
    known_race = minority[True] + minority[False]
    return StageShares(
        label=label,
        women=Share(genders[Gender.WOMAN], known_gender, total - known_gender, INTERNAL_MINIMUM),
        minority=Share(minority[True], known_race, total - known_race, INTERNAL_MINIMUM),
    )


def _cells(
    replies: Sequence[Reply], totals: dict[str, int], labels: Sequence[str], category: Callable[[Reply], str | None]
) -> list[Cell]:
    """Pool and class by category, the unknown last; each column suppressed with its total in mind."""
    columns: dict[str, list[int | None]] = {}
    for key in (POOL, CLASS):
        counts: Counter[str | None] = Counter()
        for reply in replies:
            counts[category(reply)] += reply.counts[key]
        known = [counts[label] for label in labels]
        columns[key] = suppress([*known, totals[key] - sum(known)], INTERNAL_MINIMUM)
    return [
        Cell(label, pool, chosen)
        for label, pool, chosen in zip([*labels, "Not known"], columns[POOL], columns[CLASS], strict=True)
    ]

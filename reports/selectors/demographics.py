"""Who applied and who got in, as aggregates: shares with denominators and response rates, small cells hidden.

Call it inside `services.wall.reading`, which writes down who reads: outside the second wall is closed, and it raises `WallClosed`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cohorts.models import Cohort
from reports.categories import GENDER_LABELS, MULTIRACIAL, RACE_LABELS, Gender, Race, exclusive_category, is_minority
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.selectors.funnel import Step
from reports.selectors.stages import CLASS, POOL, STAGES, count_reached
from reports.shares import Share
from reports.suppression import INTERNAL_MINIMUM, suppress
from reports.wall import check_open

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
    women = {key: _women(key, total, replies) for key, total in totals.items()}
    minority = {key: _minority(key, total, replies, mena_counts) for key, total in totals.items()}
    shown_women, shown_minority = keep_apart(women, (POOL, CLASS)), keep_apart(minority, (POOL, CLASS))
    return Demographics(
        stages=[
            StageShares(step.stage.label, shown_women[step.stage.key], shown_minority[step.stage.key]) for step in steps
        ],
        races=_race_cells(replies, totals),
        genders=_gender_cells(replies, totals),
        asked=Asked(
            asked[State.ANSWERED], asked[State.SKIPPED], asked[State.DECLINED], totals[POOL] - sum(asked.values())
        ),
        minimum=INTERNAL_MINIMUM,
        mena_counts=mena_counts,
    )


def keep_apart(shares: dict[str, Share], first: Sequence[str]) -> dict[str, Share]:
    """Hide the shares that would give away a few people by subtraction from another that is shown.

    Stages lie within one another, so the difference of two rows is the people between them. The keys in `first` are shown before
    the others; the rest follow in their order, each only if it differs from every shown one by nobody or by enough.
    """
    shown: list[Share] = []
    kept: dict[str, Share] = {}
    for key in [*first, *[key for key in shares if key not in first]]:
        share = shares[key]
        small = (
            0 < abs(difference) < INTERNAL_MINIMUM
            for other in shown
            for difference in (share.members - other.members, share.others - other.others)
        )
        kept[key] = replace(share, hidden=True) if any(small) else share
        if not kept[key].is_hidden:
            shown.append(share)
    return {key: kept[key] for key in shares}


def _replies(cohort: Cohort) -> list[Reply]:
    check_open()
    rows = count_reached(
        SelfIdentificationKey.objects.filter(application__cohort=cohort),
        "answers__state",
        "answers__races",
        "answers__gender",
        prefix="application__",
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


def _women(key: str, total: int, replies: Sequence[Reply]) -> Share:
    known = sum(reply.counts[key] for reply in replies if _is_known_gender(reply.gender))
    women = sum(reply.counts[key] for reply in replies if reply.gender == Gender.WOMAN)
    return Share(women, known, total - known, INTERNAL_MINIMUM)


def _minority(key: str, total: int, replies: Sequence[Reply], mena_counts: bool) -> Share:
    """Under the other basis than SPD 15 it is hidden where the two bases differ by a few people: that would count MENA alone."""
    members, others = (_count(key, replies, mena_counts, value) for value in (True, False))
    gives_away = not mena_counts and 0 < _count(key, replies, True, True) - members < INTERNAL_MINIMUM
    known = members + others
    return Share(members, known, total - known, INTERNAL_MINIMUM, hidden=gives_away)


def _count(key: str, replies: Sequence[Reply], mena_counts: bool, value: bool) -> int:
    return sum(reply.counts[key] for reply in replies if is_minority(reply.races, mena_counts=mena_counts) is value)


def _tally(key: str, replies: Sequence[Reply], category: Callable[[Reply], str | None]) -> Counter[str | None]:
    counts: Counter[str | None] = Counter()
    for reply in replies:
        counts[category(reply)] += reply.counts[key]
    return counts


def _race_cells(replies: Sequence[Reply], totals: dict[str, int]) -> list[Cell]:
    """White alone and the number known can be read off the shares, so the others are suppressed among themselves."""
    white = RACE_LABELS[Race.WHITE]
    return _cells(
        replies,
        totals,
        [*RACE_LABELS.values(), MULTIRACIAL],
        lambda reply: exclusive_category(reply.races),
        apart=white,
    )


def _gender_cells(replies: Sequence[Reply], totals: dict[str, int]) -> list[Cell]:
    """Women and the number known can be read off the shares, so the others are suppressed among themselves."""
    labels = [GENDER_LABELS[gender] for gender in (Gender.WOMAN, Gender.MAN, Gender.ANOTHER)]
    return _cells(
        replies,
        totals,
        labels,
        lambda reply: GENDER_LABELS[Gender(reply.gender)] if _is_known_gender(reply.gender) else None,
        apart=GENDER_LABELS[Gender.WOMAN],
    )


def _cells(
    replies: Sequence[Reply],
    totals: dict[str, int],
    labels: Sequence[str],
    category: Callable[[Reply], str | None],
    *,
    apart: str,
) -> list[Cell]:
    """Pool and class by category, the unknown last. `apart` is the category whose complement stands in the shares."""
    columns: dict[str, dict[str, int | None]] = {}
    for key in (POOL, CLASS):
        counts = _tally(key, replies, category)
        known = sum(counts[label] for label in labels)
        others = [label for label in labels if label != apart]
        column: dict[str, int | None] = dict(zip(others, suppress([counts[label] for label in others]), strict=True))
        is_small = any(0 < count < INTERNAL_MINIMUM for count in (counts[apart], known - counts[apart]))
        columns[key] = {**column, apart: counts[apart], "Not known": totals[key] - known}
        if is_small:  # the share of it is hidden above, so everybody who is known is hidden here
            columns[key] = {**dict.fromkeys(labels), "Not known": totals[key] - known}
    return [Cell(label, columns[POOL][label], columns[CLASS][label]) for label in [*labels, "Not known"]]

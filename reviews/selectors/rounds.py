"""Reading rounds: the list, how far one is, who reads how much in it, and what the recruiter's first page says."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from applicants.lifecycle import APPLICATION, ApplicationStatus
from applicants.models import Application, BulkOperation, ScreeningResult, ScreeningRun
from applicants.selectors.deciding import latest_run
from applicants.selectors.filtering import Filters, matching, say
from applicants.selectors.recruiting import COUNT_UP_TO
from cohorts.models import Cohort
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, ReviewRound, RoundEntry, RoundReader, SelectionBoard

SHOWN: Final = 50
ON_HOME: Final = 5


@dataclass(frozen=True)
class Progress:
    """How far a round is, in reads: `asked` are wanted in all, `done` were sent, `open` wait, `free` are with nobody yet."""

    entries: int
    read_enough: int
    asked: int
    done: int
    open: int
    calibration: int = 0
    more: int = 0
    """Of what is wanted: readings of calibration cases, and of those who are asked where two differ."""

    @property
    def free(self) -> int:
        """Reads that are wanted and that nobody has."""
        return max(self.asked - self.done - self.open, 0)


def rounds(*, cohort: Cohort | None = None, before: int | None = None, size: int = SHOWN) -> list[ReviewRound]:
    """Rounds, newest first, each with `entries_number`, `readers_number`, `reads_open` and `reads_sent`; one query."""
    found = ReviewRound.objects.select_related("cohort", "scorecard_version__scorecard")
    if cohort is not None:
        found = found.filter(cohort=cohort)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(_counted(found).order_by("-pk")[:size])


def _counted(found: QuerySet[ReviewRound]) -> QuerySet[ReviewRound]:
    """With counts as subqueries: each is over an index that begins with the round."""
    return found.annotate(
        entries_number=_number(RoundEntry.objects.filter(left_at__isnull=True, is_calibration=False)),
        readers_number=_number(RoundReader.objects.filter(left_at__isnull=True)),
        reads_open=_number(Assignment.objects.filter(Assignment.OPEN)),
        reads_sent=_number(Assignment.objects.filter(finished_at__isnull=False)),
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(round=OuterRef("pk")).order_by().values("round").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def progress_of(round: ReviewRound) -> Progress:
    """How far a round is; two queries at any size."""
    entries = RoundEntry.objects.filter(round=round, left_at__isnull=True)
    reads = Assignment.objects.filter(round=round).aggregate(
        done=Count("pk", filter=Q(finished_at__isnull=False)),
        open=Count("pk", filter=Assignment.OPEN),
    )
    found = entries.aggregate(
        entries=Count("pk", filter=Q(is_calibration=False)),
        calibration=Count("pk", filter=Q(is_calibration=True)),
        more=Coalesce(Sum("more_reads", filter=Q(is_calibration=False)), 0),
        enough=Count("pk", filter=Q(is_calibration=False, reads_done__gte=round.reads + F("more_reads"))),
    )
    readers = RoundReader.objects.filter(round=round, left_at__isnull=True).count() if found["calibration"] else 0
    asked = found["entries"] * round.reads + found["more"] + found["calibration"] * readers
    return Progress(
        found["entries"],
        found["enough"],
        max(asked, reads["done"]),
        reads["done"],
        reads["open"],
        found["calibration"] * readers,
        found["more"],
    )


def readers_of(round: ReviewRound) -> list[RoundReader]:
    """Who reads, by name, those who left last; each with `done`, `waiting`, `recused`; two queries.

    What each has is counted in one pass over the round: asked for each reader, a large round was read three times for each of them.
    """
    given = Assignment.objects.filter(round=round).order_by().values_list("reader")
    numbers = {
        reader: each
        for reader, *each in given.annotate(
            done=Count("pk", filter=Q(finished_at__isnull=False)),
            waiting=Count("pk", filter=Assignment.OPEN),
            recused=Count("pk", filter=Q(ended_as=Assignment.End.RECUSED)),
        )
    }
    found = list(RoundReader.objects.filter(round=round).select_related("user"))
    for one in found:
        done, waiting, recused = numbers.get(one.pk, (0, 0, 0))
        vars(one).update(done=done, waiting=waiting, recused=recused)
    return sorted(found, key=lambda one: (one.left_at is not None, one.user.name, one.user.email))


def round_named(public_id: Any) -> QuerySet[ReviewRound]:
    """One round with what its pages need."""
    return ReviewRound.objects.select_related("cohort", "scorecard_version__scorecard", "created_by").filter(
        public_id=public_id
    )


def operation_of(round: ReviewRound) -> BulkOperation | None:
    """The newest bulk operation that put applications into it, or None; what was prepared and never confirmed does not count."""
    found = BulkOperation.objects.filter(
        kind=BulkOperation.Kind.ROUND, cohort=round.cohort_id, confirmed_at__isnull=False
    )
    return found.filter(params__round=round.pk).order_by("-pk").first()


# --- who is in it -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Who:
    """Whom a filter means: in words, how many, and how it stands in an address."""

    words: str
    number: int
    query: str
    filters: Filters
    more: bool = False
    """Counting stopped at `number`."""


def usual_choices(cohort: Cohort) -> list[Who]:
    """What rounds are usually about: the bands of the newest run, or else everybody who was screened. At most five queries."""
    run: ScreeningRun | None = latest_run(cohort)
    band = ScreeningResult.Band
    asked: list[tuple[Filters, str]] = []
    if run is not None:
        for bands in ((band.BORDERLINE, band.ABOVE), (band.ABOVE,), (band.BORDERLINE,)):
            query = "".join(f"&band={int(one)}" for one in bands)
            asked.append(
                (Filters(cohort=cohort.pk, run=run.pk, bands=tuple(int(one) for one in bands)), f"run={run.pk}{query}")
            )
    asked += [
        (Filters(cohort=cohort.pk, statuses=("screened",)), "status=screened"),
        (Filters(cohort=cohort.pk, statuses=("in_review",)), "status=in_review"),
    ]
    found = [(one, query, matching(one).order_by().values("pk")[: COUNT_UP_TO + 1].count()) for one, query in asked]
    return [
        Who(say(one), min(number, COUNT_UP_TO), f"cohort={cohort.slug}&{query}", one, number > COUNT_UP_TO)
        for one, query, number in found
    ]


def chosen_of(round: ReviewRound) -> QuerySet[Application]:
    """Everybody whom opening would put into it: whom its filter matches, and who was put in before; no calibration cases."""
    before = RoundEntry.objects.filter(round=round, is_calibration=False, left_at__isnull=True).values("application")
    chosen = Q(pk__in=before)
    if round.filter:
        chosen |= Q(pk__in=matching(Filters.from_dict(round.filter)).order_by().values("pk"))
    return Application.objects.filter(chosen, cohort=round.cohort_id)


def could_be_interviewed(reading: ReviewRound) -> QuerySet[RoundEntry]:
    """Those of a reading who have a mark and may still be asked to an interview, the best first; each with its `mark`.

    The mark is the adjusted one, or the plain mean where nothing was adjusted.
    """
    target = ApplicationStatus.INTERVIEW
    open_to = [one.value for one in ApplicationStatus if one == target or APPLICATION.is_legal(one, target)]
    found = RoundEntry.objects.filter(
        round=reading, is_calibration=False, left_at__isnull=True, application__status__in=open_to
    )
    marked = found.annotate(mark=Coalesce("adjusted", "raw", output_field=IntegerField())).filter(mark__isnull=False)
    return marked.order_by("-mark", "application")


def boards_of(round: ReviewRound) -> list[SelectionBoard]:
    """The newest boards that rank by it; one query."""
    return list(SelectionBoard.objects.filter(Q(reading=round) | Q(interview=round)).order_by("-pk")[:ON_HOME])


def how_many(round: ReviewRound) -> int:
    """How many opening a round would put into it."""
    return chosen_of(round).count()


def how_many_now(round: ReviewRound) -> int:
    """How many are in a round already, without calibration cases."""
    return RoundEntry.objects.filter(round=round, left_at__isnull=True, is_calibration=False).count()


# --- the first page ---------------------------------------------------------------------------------------------------


def open_rounds() -> list[ReviewRound]:
    """The open rounds and those being prepared, the ones that close first at first, with their counts; one query."""
    found = ReviewRound.objects.select_related("cohort").filter(status__in=(RoundStatus.OPEN, RoundStatus.DRAFT))
    return list(_counted(found).order_by("-status", F("closes_at").asc(nulls_last=True), "pk")[:ON_HOME])

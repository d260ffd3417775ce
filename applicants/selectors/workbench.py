"""What the recruiter's home and the page of one application show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from applicants.lifecycle import ApplicationStatus, OperationStatus, RunStatus
from applicants.models import (
    Application,
    ApplicationStatusChange,
    ApplicationTag,
    BulkOperation,
    Decision,
    Document,
    DocumentDownload,
    Letter,
    Reconsideration,
    Review,
    ScreeningResult,
    ScreeningRun,
    SecondReading,
)
from applicants.selectors.applying import form_pages, in_words
from applicants.selectors.deciding import HOLD_A_SEAT, Seats
from applicants.selectors.documents import downloads_of
from applicants.selectors.duplicates import open_pairs
from applicants.selectors.explaining import Explanation, explain
from applicants.selectors.fairness import open_reconsiderations, open_second_readings
from applicants.selectors.letters import letters_of, needs_somebody, with_state
from applicants.selectors.recruiting import submitted
from cohorts.models import Cohort, Question

COHORTS_SHOWN = 4
QUEUE_COUNTED: Final = 1000
IN_PROGRESS: Final = 10
S = ApplicationStatus
TILES = (
    (S.SUBMITTED, "To screen"),
    (S.SCREENED, "Screened"),
    (S.IN_REVIEW, "Being read"),
    (S.INTERVIEW, "Interview"),
    (S.OFFERED, "Offer open"),
    (S.WAITLISTED, "Waitlist"),
    (S.ADMITTED, "Admitted"),
)
"""The counts of the home page, in the order of the pipeline."""


@dataclass(frozen=True)
class Tile:
    """A count that is a link to the list it counts."""

    label: str
    status: str
    number: int


@dataclass(frozen=True)
class CohortToday:
    """One cohort as the home page shows it."""

    cohort: Cohort
    tiles: list[Tile]
    received_today: int
    seats: Seats
    pending: dict[str, int] = field(default_factory=dict)

    @property
    def pending_total(self) -> int:
        """All pending decisions."""
        return sum(self.pending.values())


def current_cohorts() -> QuerySet[Cohort]:
    """The cohorts that are not over, the one that closes last in front."""
    return Cohort.objects.filter(bootcamp_ends__gte=timezone.now().date()).order_by("-closes_at")


def today() -> list[CohortToday]:
    """The current cohorts with their counts; four queries at any number of cohorts. "Today" is the last 24 hours."""
    cohorts = list(current_cohorts()[:COHORTS_SHOWN])
    inside = Application.objects.filter(cohort__in=cohorts).order_by()
    counts = {
        (cohort, status): number
        for cohort, status, number in inside.values_list("cohort", "status").annotate(n=Count("pk"))
    }
    recent = inside.filter(submitted_at__gte=timezone.now() - timedelta(hours=24))
    received = dict(recent.values_list("cohort").annotate(n=Count("pk")))
    waiting = Decision.objects.filter(Decision.PENDING, cohort__in=cohorts).order_by()
    pending = {
        (cohort, kind): number for cohort, kind, number in waiting.values_list("cohort", "kind").annotate(n=Count("pk"))
    }
    return [
        CohortToday(
            cohort=cohort,
            tiles=[Tile(label, status, counts.get((cohort.pk, status), 0)) for status, label in TILES],
            received_today=received.get(cohort.pk, 0),
            seats=Seats(cohort.capacity, sum(counts.get((cohort.pk, status), 0) for status in HOLD_A_SEAT)),
            pending={kind: pending[cohort.pk, kind] for kind in Decision.Kind.values if (cohort.pk, kind) in pending},
        )
        for cohort in cohorts
    ]


@dataclass(frozen=True)
class Queue:
    """Something that waits for people: what it is, where it is worked off (a URL name), and what waits."""

    label: str
    icon: str
    url_name: str
    waiting: Callable[[], QuerySet[Any]]
    query: str = ""


@dataclass(frozen=True)
class Waiting:
    """A queue with how many wait in it."""

    queue: Queue
    number: int
    more: bool = False


QUEUES: Final[list[Queue]] = [
    Queue("Second readings", "eye", "admin:applications", open_second_readings, "?flag=second_reading"),
    Queue("Possible duplicates", "git-compare", "admin:duplicates", open_pairs),
    Queue("Asked to look again", "scale", "admin:reconsiderations", open_reconsiderations),
    Queue(
        "Letters held",
        "hourglass",
        "admin:letters",
        lambda: Letter.objects.filter(next_try_at__isnull=False).filter(with_state(Letter.State.HELD)),
        "?state=held",
    ),
    Queue(
        "Letters that need somebody",
        "triangle-alert",
        "admin:letters",
        lambda: Letter.objects.filter(needs_somebody()),
        "?state=somebody",
    ),
]
"""What the home page says waits. Whoever builds a queue adds a line; each needs an index that holds only what waits."""


def queues() -> list[Waiting]:
    """How many wait in each queue, counted no further than QUEUE_COUNTED; one query for all."""
    counted = [each.waiting().order_by().values("pk")[: QUEUE_COUNTED + 1].query.sql_with_params() for each in QUEUES]
    # The querysets compile to SQL with parameters of their own; nothing else is put into the text.
    asked = ", ".join(f"(SELECT count(*) FROM ({part}) AS few)" for part, _ in counted)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [value for _, values in counted for value in values])
        numbers = cursor.fetchone()
    return [
        Waiting(queue, min(number, QUEUE_COUNTED), number > QUEUE_COUNTED)
        for queue, number in zip(QUEUES, numbers, strict=True)
    ]


def operations_in_progress() -> list[tuple[BulkOperation, int]]:
    """The bulk operations that are running or paused, newest first, each with how many of its rows are through; one query."""
    found = (
        BulkOperation.objects.filter(status__in=[OperationStatus.RUNNING, OperationStatus.PAUSED])
        .select_related("cohort")
        .annotate(through=Coalesce(Sum("chunks__size", filter=Q(chunks__done_at__isnull=False)), 0))
        .order_by("-created_at")
    )
    return [(each, each.through) for each in found[:IN_PROGRESS]]


def runs_in_progress() -> QuerySet[ScreeningRun]:
    """The runs that are running or paused, newest first, with `done`: applications in finished batches. One query."""
    return (
        ScreeningRun.objects.filter(status__in=[RunStatus.RUNNING, RunStatus.PAUSED])
        .select_related("cohort", "rubric_version__rubric")
        .annotate(done=Coalesce(Sum("batches__size", filter=Q(batches__done_at__isnull=False)), 0))
        .order_by("-created_at")
    )


def latest_explanation(application: Application) -> Explanation | None:
    """Why the latest finished run scored it as it did; None where no run has."""
    result = (
        ScreeningResult.objects.filter(
            run__in=ScreeningRun.objects.filter(cohort=application.cohort_id, finished_at__isnull=False, is_dry=False),
            application=application,
        )
        .select_related("run__rubric_version__rubric", "application__cohort", "application__question_set")
        .order_by("-run__finished_at", "-run")
        .first()
    )
    return explain(result) if result else None


@dataclass(frozen=True)
class Answered:
    """A question and its answer in words: a text (empty: not answered), or the options chosen of several."""

    label: str
    text: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """One application with all that a recruiter sees of it. Nothing of self-identification is in reach of this app."""

    application: Application
    sections: list[tuple[str, list[Answered]]]
    documents: Sequence[Document]
    history: Sequence[ApplicationStatusChange]
    reviews: Sequence[Review]
    decisions: Sequence[Decision]
    letters: Sequence[Letter] = ()
    tags: Sequence[ApplicationTag] = ()
    second_readings: Sequence[SecondReading] = ()
    reconsiderations: Sequence[Reconsideration] = ()
    downloads: Sequence[DocumentDownload] = ()

    @property
    def pending(self) -> Decision | None:
        """The decision that waits for a release."""
        return next((each for each in self.decisions if not each.release_id and not each.dropped_at), None)


def whole(pk: int) -> Whole | None:
    """The application with its answers in words, and all that hangs on it: documents to second looks; None for a draft.

    Twelve queries, whatever hangs on it.
    """
    parts: list[Any] = [
        Prefetch("documents", queryset=Document.objects.order_by("uploaded_at")),
        Prefetch("document_downloads", queryset=downloads_of()),
        Prefetch("history", queryset=ApplicationStatusChange.objects.select_related("by").order_by("at", "pk")),
        Prefetch("tagged", queryset=ApplicationTag.objects.select_related("tag", "by").order_by("tag__name")),
        Prefetch("second_readings", queryset=SecondReading.objects.select_related("reader").order_by("drawn_at")),
        Prefetch(
            "reconsiderations", queryset=Reconsideration.objects.select_related("answered_by").order_by("asked_at")
        ),
        Prefetch("reviews", queryset=Review.objects.select_related("reviewer").order_by("created_at")),
        Prefetch(
            "decisions",
            queryset=Decision.objects.select_related("staged_by", "dropped_by", "release__released_by", "run").order_by(
                "pk"
            ),
        ),
    ]
    application = (
        submitted()
        .select_related("cohort", "applicant__user", "university", "question_set", "imported_by", "assigned_to")
        .prefetch_related(*parts)
        .filter(pk=pk)
        .first()
    )
    if application is None:
        return None
    return Whole(
        application,
        [
            (page.section.title, [_answered(each, page.answers.get(each.key)) for each in page.questions])
            for page in form_pages(application.question_set_id, application.answers)
        ],
        list(application.documents.all()),
        list(application.history.all()),
        list(application.reviews.all()),
        list(application.decisions.all()),
        letters_of(application),
        list(application.tagged.all()),
        list(application.second_readings.all()),
        list(application.reconsiderations.all()),
        list(application.document_downloads.all()),
    )


def _answered(question: Question, answer: Any) -> Answered:
    text = in_words(question, answer)
    if question.kind == Question.Kind.SOME_OF:
        return Answered(question.label, options=tuple(text.split("\n")) if text else ())
    return Answered(question.label, text)

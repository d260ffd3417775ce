"""What a reader sees: the texts of an application, and nothing that says whose they are."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Review
from applicants.selectors.documents import readable_resume
from careerpath.accounts.models import User
from cohorts.models import Question

TEXTS = (Question.Kind.LONG_TEXT, Question.Kind.SHORT_TEXT)


@dataclass(frozen=True)
class Passage:
    """One question and what was written."""

    question: str
    text: str


@dataclass(frozen=True)
class Reading:
    """An application as a reader sees it: texts only. No name, no address, no school, no score, nobody else's mark."""

    public_id: UUID
    cohort: str
    passages: tuple[Passage, ...]
    mark: int | None
    comment: str
    resume: str = ""
    """The words of the resume, redacted as well as rules can; empty where there is none, or none that is clean."""


@dataclass(frozen=True)
class ReadingProgress:
    """How many of the applications in review this person has read, of how many they can read."""

    read: int
    total: int

    @property
    def left(self) -> int:
        """Still to read."""
        return self.total - self.read


def readable_by(reviewer: User) -> QuerySet[Application]:
    """The applications in review that this person may read: all but their own."""
    return Application.objects.filter(status=ApplicationStatus.IN_REVIEW).exclude(applicant__user=reviewer)


def next_to_read(reviewer: User, *, after: UUID | None = None) -> Application | None:
    """The next application this person has not read: those with the fewest readings first, then by their public id.

    The public id is random, so the order tells nothing of who came when. `after` skips to the one behind that application.
    One query.
    """
    unread = (
        readable_by(reviewer)
        .exclude(reviews__reviewer=reviewer)
        .select_related("cohort", "applicant")
        .annotate(readings=Count("reviews"))
        .order_by("readings", "public_id")
    )
    if after is None:
        return unread.first()
    behind = unread.filter(public_id__gt=after).order_by("public_id").first()
    return behind or unread.exclude(public_id=after).order_by("public_id").first()


def progress(reviewer: User) -> ReadingProgress:
    """How far this person is; one query."""
    counts = readable_by(reviewer).aggregate(
        total=Count("pk", distinct=True), read=Count("pk", filter=Q(reviews__reviewer=reviewer), distinct=True)
    )
    return ReadingProgress(counts["read"], counts["total"])


def reading(application: Application, reviewer: User) -> Reading:
    """The texts of an application, in the order of its form, and what this reader wrote of it before; four queries at most.

    This projection is the only way from an application to a reader's page: what is not here, they do not get.
    """
    questions = Question.objects.filter(question_set_id=application.question_set_id, kind__in=TEXTS).order_by(
        "section__position", "position"
    )
    passages = tuple(
        Passage(question.label, str(application.answers[question.key]))
        for question in questions
        if application.answers.get(question.key)
    )
    own = Review.objects.filter(application=application, reviewer=reviewer).first()
    return Reading(
        application.public_id,
        application.cohort.name,
        passages,
        own.mark if own else None,
        own.comment if own else "",
        readable_resume(application),
    )

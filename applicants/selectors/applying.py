"""What an applicant may read: their own applications, the form, and how far they are with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus
from applicants.models import Applicant, Application, Document
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.ui.moments import say_day
from cohorts.models import Cohort, Question, QuestionSet, Section


def records_of(user: User) -> QuerySet[Applicant]:
    """The records of the person signed in: their own, the one it was merged into, and all that were merged into that one.

    So a person who had two accounts finds everything with either.
    """
    roots = Applicant.objects.filter(user=user).values(root=Coalesce("merged_into", "pk"))
    return Applicant.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))


def my_applications(user: User) -> QuerySet[Application]:
    """The applications of the person signed in, the newest first, each with its cohort and applicant."""
    return (
        Application.objects.filter(applicant__in=records_of(user))
        .select_related("cohort", "applicant", "question_set")
        .order_by("-started_at", "-pk")
    )


def my_application_to(cohort: Cohort, user: User) -> Application | None:
    """The application of the person signed in to this cohort; None before the first answer, and where they withdrew."""
    over = (ApplicationStatus.WITHDRAWN, ApplicationStatus.DUPLICATE)
    return my_applications(user).filter(cohort=cohort).exclude(status__in=over).first()


def readable_document(user: User, public_id: UUID) -> Document | None:
    """A document that this person may have: their own, or anybody's for a recruiter."""
    documents = Document.objects.filter(public_id=public_id)
    if not has_role(user, Role.RECRUITER):
        documents = documents.filter(application__applicant__in=records_of(user))
    return documents.first()


def resume_of(application: Application | None) -> Document | None:
    """The resume of an application, if one was attached."""
    return application.documents.filter(kind=Document.Kind.RESUME).first() if application else None


@dataclass(frozen=True)
class Page:
    """A section of a form with its questions, and what was answered so far."""

    section: Section
    questions: Sequence[Question]
    answers: dict[str, Any]

    @property
    def slug(self) -> str:
        """Its name in the address."""
        return self.section.slug

    @property
    def answered(self) -> int:
        """How many of its questions have an answer."""
        return sum(question.key in self.answers for question in self.questions)

    @property
    def missing(self) -> list[Question]:
        """The required questions without an answer."""
        return [question for question in self.questions if question.required and question.key not in self.answers]

    @property
    def state(self) -> str:
        """`done`, `begun`, `new` (has required questions, none answered) or `optional` (nothing required, nothing answered)."""
        if not self.answered:
            return "new" if self.missing else "optional"
        return "begun" if self.missing else "done"


def form_pages(question_set: QuestionSet | int, answers: dict[str, Any] | None = None) -> list[Page]:
    """The sections of a form with their questions, in order; two queries at any size."""
    pk = question_set if isinstance(question_set, int) else question_set.pk
    sections = (
        Section.objects.filter(question_set=pk)
        .order_by("position")
        .prefetch_related(Prefetch("questions", queryset=Question.objects.order_by("position")))
    )
    return [Page(section, list(section.questions.all()), answers or {}) for section in sections]


def in_words(question: Question, answer: Any) -> str:
    """A stored answer as a person reads it; the empty text where there is none."""
    if answer is None or answer == "" or answer == []:
        return ""
    labels = {str(value): str(label) for value, label in question.options}
    match question.kind:
        case Question.Kind.YES_NO:
            return str(_("Yes") if answer else _("No"))
        case Question.Kind.ONE_OF:
            return labels.get(str(answer), str(answer))
        case Question.Kind.SOME_OF:
            return "\n".join(labels.get(str(value), str(value)) for value in answer)
        case Question.Kind.WHOLE_NUMBER:
            return f"{answer:,}"
        case Question.Kind.DATE:
            return say_day(date.fromisoformat(answer))
        case _:
            return str(answer)

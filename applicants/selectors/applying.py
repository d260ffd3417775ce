"""What an applicant may read: their own applications, the form, and how far they are with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.lifecycle import ApplicationStatus
from applicants.models import Applicant, Application, Document
from applicants.selectors.forms import Form, form_of
from applicants.selectors.wide import RESUME, applications_where
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day, say_moment
from cohorts.answers import asked
from cohorts.models import Cohort, Question, QuestionSet, Section


def verified_addresses(user: User) -> set[str]:
    """The addresses, in lower case, that a user has proved to be theirs. What stands about any other may be another's."""
    found = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {email.lower() for email in found}


def records_of(user: User) -> QuerySet[Applicant]:
    """The records of the person signed in: their own, the one it was merged into, and all that were merged into that one.

    So a person who had two accounts finds everything with either. A union and not an "or": with that, each page of everybody signed
    in read all applicants there are.
    """
    roots = Applicant.objects.filter(user=user).values(root=Coalesce("merged_into", "pk"))
    merged = Applicant.objects.filter(merged_into__in=roots).values("pk")
    return Applicant.objects.filter(pk__in=roots.union(merged, all=True))


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


def my_application_at(slug: str, user: User) -> Application | None:
    """As `my_application_to`, by the cohort's name in the address, with the cohort and its form; mostly one query.

    Nearly always it is that of their own record. Only where that has none it is looked among the records merged with it.
    """
    over = (ApplicationStatus.WITHDRAWN, ApplicationStatus.DUPLICATE)
    for found in applications_where("cohort.slug = %s AND applicant.user_id = %s", [slug, user.pk]):
        if found.status not in over:
            return found
    if not Applicant.objects.filter(user=user.pk, merged_into__isnull=False).exists():
        return None
    return my_applications(user).filter(cohort__slug=slug).exclude(status__in=over).first()


def resume_of(application: Application | None) -> Document | None:
    """The resume of an application, if one was attached; no query where it was read with the application."""
    if application is None:
        return None
    if RESUME in application.__dict__:
        read: Document | None = application.__dict__[RESUME]
        return read
    return application.documents.filter(kind=Document.Kind.RESUME).first()


@dataclass(frozen=True)
class Page:
    """A section of a form with its questions, what was answered so far, and which questions that calls for (`asked`, keys)."""

    section: Section
    questions: Sequence[Question]
    answers: dict[str, Any]
    asked: frozenset[str]

    @property
    def slug(self) -> str:
        """Its name in the address."""
        return self.section.slug

    @property
    def asked_questions(self) -> list[Question]:
        """The questions that the answers call for."""
        return [question for question in self.questions if question.key in self.asked]

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to answer on it."""
        return bool(self.asked_questions)

    @property
    def answered(self) -> int:
        """How many of the questions that are asked have an answer."""
        return sum(question.key in self.answers for question in self.asked_questions)

    @property
    def missing(self) -> list[Question]:
        """The required questions that are asked and have no answer."""
        return [question for question in self.asked_questions if question.required and question.key not in self.answers]

    @property
    def state(self) -> str:
        """`done`, `begun`, `new` (has required questions, none answered) or `optional` (nothing required, nothing answered)."""
        if not self.answered:
            return "new" if self.missing else "optional"
        return "begun" if self.missing else "done"


def form_pages(question_set: QuestionSet | int, answers: dict[str, Any] | None = None) -> list[Page]:
    """The sections of a form with their questions, in order; no query where the form is known (`selectors.forms`)."""
    known = QuestionSet.objects.get(pk=question_set) if isinstance(question_set, int) else question_set
    return pages_of(form_of(known), answers or {})


def pages_of(form: Form, answers: dict[str, Any]) -> list[Page]:
    """The sections of a form with these answers."""
    keys = frozenset(spec.key for spec in asked(form.specs, answers))
    return [Page(part.section, part.questions, answers, keys) for part in form.parts]


def all_in_words(application: Application) -> str:
    """Everything that was asked in an application and what was answered, in the language that is active; for a receipt."""
    answers, nothing = application.answers, _("Not answered")
    return "\n\n".join(
        f"{question.said('label')}\n{in_words(question, answers.get(question.key)) or nothing}"
        for page in form_pages(application.question_set, answers)
        for question in page.asked_questions
    )


@dataclass(frozen=True)
class Deadline:
    """Until when an application can be begun, saved and sent, in words.

    `state`: upcoming, open, grace (a draft that was begun in time may still be sent) or closed.
    """

    state: Literal["upcoming", "open", "grace", "closed"]
    words: str
    grace: str
    """What holds after the deadline for what was begun before it; empty where there is no grace."""
    closes_at: datetime
    drafts_until: datetime

    def __str__(self) -> str:
        return f"{self.words} {self.grace}".strip()


def deadline_words(cohort: Cohort, at: datetime | None = None) -> Deadline:
    """The deadline of a cohort and its minutes of grace, as every page of the form says them, in the cohort's time zone."""
    moment = at or clock.now()
    closes, until = say_moment(cohort.closes_at, cohort.tz), say_moment(cohort.drafts_until, cohort.tz)
    grace = ""
    if moment < cohort.opens_at:
        words = _("You can apply from %(when)s.") % {"when": say_moment(cohort.opens_at, cohort.tz)}
        return Deadline("upcoming", words, grace, cohort.closes_at, cohort.drafts_until)
    if moment > cohort.drafts_until:
        words = _("Applications closed on %(when)s.") % {"when": closes}
        return Deadline("closed", words, grace, cohort.closes_at, cohort.drafts_until)
    if moment > cohort.closes_at:
        words = _("The deadline was %(closes)s. You began in time, so you can save and send until %(until)s.")
        words %= {"closes": closes, "until": until}
        return Deadline("grace", words, grace, cohort.closes_at, cohort.drafts_until)
    if minutes := cohort.grace_minutes:
        grace = ngettext(
            "Whoever has begun by then can still save and send for %(minutes)s minute, until %(until)s.",
            "Whoever has begun by then can still save and send for %(minutes)s minutes, until %(until)s.",
            minutes,
        ) % {"minutes": minutes, "until": until}
    words = _("Open until %(when)s.") % {"when": closes}
    return Deadline("open", words, grace, cohort.closes_at, cohort.drafts_until)


def in_words(question: Question, answer: Any) -> str:
    """A stored answer as a person reads it; the empty text where there is none."""
    if answer is None or answer == "" or answer == []:
        return ""
    labels = dict(question.options_said)
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

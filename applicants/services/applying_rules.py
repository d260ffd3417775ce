"""When an application may be begun, changed and sent, and why not, in words for the applicant."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, Document, Restriction
from applicants.selectors.forms import form_of
from careerpath.pipeline import clock
from careerpath.ui.moments import say_moment
from cohorts.answers import Answer, QuestionSpec, asked, clean_answers, missing
from cohorts.models import Cohort


class ApplyingRefused(ValueError):
    """Why something about an application cannot be done now, in words for the applicant."""


class Incomplete(ApplyingRefused):
    """An application that cannot be sent yet.

    `questions` are required and unanswered; `name`, `email` and `resume` say whether the name is missing, the address not proved,
    and a resume that is required not there.
    """

    def __init__(
        self, questions: Sequence[QuestionSpec], *, name: bool, email: bool = False, resume: bool = False
    ) -> None:
        self.questions, self.name, self.email, self.resume = list(questions), name, email, resume
        left = len(self.questions) + name + email + resume
        if email and left == 1:
            words = _("Confirm your e-mail address before you send your application.")
        elif resume and left == 1:
            words = _("Add your resume before you send your application.")
        elif left == 1:
            words = _("One answer is missing before you can send your application.")
        else:
            words = _("%(left)s answers are missing before you can send your application.") % {"left": left}
        super().__init__(words)


def gone() -> ApplyingRefused:
    """Why nothing can be done with an application that was erased, or put together with another, since the page was read."""
    return ApplyingRefused(
        _("The application that was begun in this browser is no longer here. Load the page again to begin another.")
    )


def lock(pk: int) -> Application:
    """An application under lock, with its cohort, applicant and form. Raises ApplyingRefused where it is gone."""
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("cohort", "applicant", "question_set")
        .filter(pk=pk)
        .first()
    )
    if locked is None:
        raise gone()
    return locked


def check_is_open(cohort: Cohort, at: datetime | None = None) -> None:
    """Raise ApplyingRefused unless an application may be begun at `at` (now); the cohort's first and last moment count."""
    moment = at or clock.now()
    if moment < cohort.opens_at:
        raise ApplyingRefused(
            _("Applications to %(cohort)s open on %(when)s.")
            % {"cohort": cohort, "when": say_moment(cohort.opens_at, cohort.tz)}
        )
    if moment > cohort.closes_at:
        _refuse_closed(cohort)


def check_takes_drafts(cohort: Cohort, at: datetime | None = None) -> None:
    """Raise ApplyingRefused unless a draft begun in time may be saved and sent at `at` (now): until the grace is over."""
    moment = at or clock.now()
    if moment < cohort.opens_at:
        check_is_open(cohort, moment)
    if moment > cohort.drafts_until:
        _refuse_closed(cohort)


def takes_drafts(cohort: Cohort, at: datetime | None = None) -> bool:
    """Whether a draft that was begun in time may still be saved and sent."""
    return cohort.opens_at <= (at or clock.now()) <= cohort.drafts_until


def check_is_draft(application: Application) -> None:
    """Raise ApplyingRefused where an application was sent (or ended), so that its answers no longer change."""
    if application.status != S.DRAFT:
        raise ApplyingRefused(
            _("This application was sent, so its answers no longer change. Write to us to correct one.")
        )


def check_is_kept(application: Application) -> None:
    """Raise ApplyingRefused where its applicant had it deleted: it is out of everybody's sight, so going on would lead nowhere."""
    if Restriction.objects.filter(application=application).exists():
        raise ApplyingRefused(_("You asked us to delete this application, so it cannot go on. Write to us instead."))


def check_can_submit(application: Application, *, at: datetime | None = None) -> None:
    """Raise, in words, why an application cannot be sent at `at` (now): Incomplete with what is missing, else ApplyingRefused."""
    answers_to_send(application, at=at)


def answers_to_send(application: Application, *, at: datetime | None = None) -> dict[str, Answer]:
    """The answers of a draft that will be sent: those to questions that are asked. Raises as `check_can_submit`."""
    if application.status != S.DRAFT:
        raise ApplyingRefused(_("This application was sent already."))
    check_takes_drafts(application.cohort, at)
    form = form_of(application.question_set)
    # Read again what was saved: a draft may hold what its form no longer takes, if it came in by another way.
    answers, errors = clean_answers(form.specs, application.answers)
    calls_for = asked(form.specs, answers)
    left = missing(form.specs, answers)
    unfit = [spec for spec in calls_for if spec.key in errors and spec not in left]
    nameless = not application.applicant.name.strip()
    unproved = application.applicant.user_id is None
    no_resume = form.needs_resume and not has_resume(application)
    if left or unfit or nameless or unproved or no_resume:
        raise Incomplete([*left, *unfit], name=nameless, email=unproved, resume=no_resume)
    return {spec.key: answers[spec.key] for spec in calls_for if spec.key in answers}


def has_resume(application: Application) -> bool:
    """Whether a resume is attached that was not refused; one that is still being checked counts."""
    return (
        Document.objects.filter(application=application, kind=Document.Kind.RESUME)
        .exclude(state=Document.State.REFUSED)
        .exists()
    )


def _refuse_closed(cohort: Cohort) -> None:
    raise ApplyingRefused(
        _("Applications to %(cohort)s closed on %(when)s.")
        % {"cohort": cohort, "when": say_moment(cohort.closes_at, cohort.tz)}
    )

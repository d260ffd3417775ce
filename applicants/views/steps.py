"""The steps of the form, as the task list and the pages between them show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.models import Application, Document
from applicants.selectors.applying import Page
from cohorts.models import Cohort, QuestionSet


@dataclass(frozen=True)
class Step:
    """A line of the task list. `state` is done, begun, new or optional."""

    slug: str
    title: str
    url: str
    state: str
    note: str = ""
    missing: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing in it keeps the application from being sent."""
        return self.state in {"done", "optional"}

    @property
    def badge(self) -> tuple[str, str, str]:
        """Word, tone and icon."""
        match self.state:
            case "done":
                return _("Done"), "good", "check"
            case "begun":
                left = ngettext("%(n)s answer to go", "%(n)s answers to go", self.missing) % {"n": self.missing}
                return left, "watch", "pencil"
            case "optional":
                return _("Optional"), "muted", "circle-dashed"
            case _:
                return _("To do"), "info", "circle"


def steps_of(
    cohort: Cohort, application: Application | None, pages: Sequence[Page], *, resume: Document | None, asks: str
) -> list[Step]:
    """All steps before the review, in order: details, address, the sections that are asked, the resume.

    `asks` is a value of QuestionSet.Resume.
    """
    applicant = application.applicant if application else None
    named = bool(applicant and applicant.name.strip())
    proved = bool(applicant and applicant.user_id)
    steps = [
        Step(
            "your-details",
            _("Your details"),
            reverse("applicants:details", args=[cohort.slug]),
            "done" if named else "new",
            applicant.name if applicant and named else _("Your name, and a number if we may call"),
        ),
        Step(
            "email",
            _("E-mail address"),
            reverse("applicants:email", args=[cohort.slug]),
            "done" if proved else "new",
            (applicant.email if applicant and proved else "")
            or _("Where we write to you; a code shows that it is yours"),
        ),
        *(
            Step(
                page.slug,
                page.section.said("title"),
                reverse("applicants:section", args=[cohort.slug, page.slug]),
                page.state,
                _("%(answered)s of %(all)s questions answered")
                % {"answered": page.answered, "all": len(page.asked_questions)},
                len(page.missing),
            )
            for page in pages
            if page.is_asked
        ),
    ]
    if asks == QuestionSet.Resume.NOT_ASKED:
        return steps
    needed, taken = asks == QuestionSet.Resume.REQUIRED, resume is not None and not resume.is_refused
    nothing = _("A PDF, Word or text file") if needed else _("A PDF, Word or text file, if you have one")
    resume_step = Step(
        "resume",
        _("Resume"),
        reverse("applicants:resume", args=[cohort.slug]),
        "done" if taken else "new" if needed else "optional",
        (resume.original_name if taken else _("The file could not be taken: choose another, or remove it"))
        if resume
        else nothing,
    )
    return [*steps, resume_step]


def step_after(steps: Sequence[Step], here: str) -> Step | None:
    """The step that follows; the first after a page that is not asked (any more); None after the last one."""
    slugs = [step.slug for step in steps]
    if here not in slugs:
        return next((step for step in steps if not step.is_done), None)
    place = slugs.index(here) + 1
    return steps[place] if place < len(steps) else None

"""The steps of the form, as the task list and the pages between them show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.models import Application, Document
from applicants.selectors.applying import Page
from cohorts.models import Cohort


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
    cohort: Cohort, application: Application | None, pages: Sequence[Page], *, resume: Document | None
) -> list[Step]:
    """All steps before the review, in order: details, the sections of the form, the resume."""
    named = bool(application and application.applicant.name.strip())
    return [
        Step(
            "your-details",
            _("Your details"),
            reverse("applicants:details", args=[cohort.slug]),
            "done" if named else "new",
            application.applicant.name if application and named else _("Your name, and a number if we may call"),
        ),
        *(
            Step(
                page.slug,
                page.section.title,
                reverse("applicants:section", args=[cohort.slug, page.slug]),
                page.state,
                _("%(answered)s of %(all)s questions answered")
                % {"answered": page.answered, "all": len(page.questions)},
                len(page.missing),
            )
            for page in pages
        ),
        Step(
            "resume",
            _("Resume"),
            reverse("applicants:resume", args=[cohort.slug]),
            "done" if resume else "optional",
            resume.original_name if resume else _("A PDF, Word or text file, if you have one"),
        ),
    ]


def step_after(steps: Sequence[Step], here: str) -> Step | None:
    """The step that follows; None after the last one."""
    slugs = [step.slug for step in steps]
    place = slugs.index(here) + 1
    return steps[place] if place < len(steps) else None

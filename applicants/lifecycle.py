"""The statuses of an application, of a screening run and of a bulk operation, and the legal moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from careerpath.pipeline.lifecycle import Lifecycle


class ApplicationStatus(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    INELIGIBLE = "ineligible", _("ineligible")
    SCREENED = "screened", _("screened")
    IN_REVIEW = "in_review", _("in review")
    INTERVIEW = "interview", _("interview")
    OFFERED = "offered", _("offered a seat")
    ADMITTED = "admitted", _("admitted")
    WAITLISTED = "waitlisted", _("on the waitlist")
    REJECTED = "rejected", _("not admitted")
    DECLINED = "declined", _("offer declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DUPLICATE = "duplicate", _("merged into another")


S = ApplicationStatus

APPLICATION = Lifecycle.of(
    "application",
    choices=S.choices,
    initial=S.DRAFT,
    moves={
        S.DRAFT: [S.SUBMITTED, S.WITHDRAWN],
        S.SUBMITTED: [S.SCREENED, S.INELIGIBLE, S.WITHDRAWN, S.DUPLICATE],
        # A person may look again at "ineligible"; the first decision is never the last word of a rule.
        S.INELIGIBLE: [S.SUBMITTED, S.SCREENED, S.DUPLICATE],
        S.SCREENED: [
            S.IN_REVIEW,
            S.INTERVIEW,
            S.OFFERED,
            S.WAITLISTED,
            S.REJECTED,
            S.INELIGIBLE,
            S.WITHDRAWN,
            S.DUPLICATE,
        ],
        S.IN_REVIEW: [S.SCREENED, S.INTERVIEW, S.OFFERED, S.WAITLISTED, S.REJECTED, S.WITHDRAWN, S.DUPLICATE],
        S.INTERVIEW: [S.IN_REVIEW, S.OFFERED, S.WAITLISTED, S.REJECTED, S.WITHDRAWN, S.DUPLICATE],
        S.OFFERED: [S.ADMITTED, S.DECLINED, S.WITHDRAWN, S.IN_REVIEW],
        S.WAITLISTED: [S.OFFERED, S.REJECTED, S.WITHDRAWN, S.IN_REVIEW, S.DUPLICATE],
        S.REJECTED: [S.IN_REVIEW],
        S.ADMITTED: [S.WITHDRAWN],
        # Taken up again by the applicant while the cohort is open: there is one application a person and cohort.
        S.WITHDRAWN: [S.DRAFT, S.DUPLICATE],
    },
    refusals={
        (S.DRAFT, S.SCREENED): "It has not been submitted yet, so there is nothing to screen.",
        (S.SUBMITTED, S.OFFERED): "It has not been screened yet; a seat is offered only after screening.",
        (S.SUBMITTED, S.REJECTED): "It has not been screened yet; nobody is refused unread.",
        (S.WITHDRAWN, S.SUBMITTED): "The applicant withdrew it. They can apply again while the cohort is open.",
        (
            S.OFFERED,
            S.REJECTED,
        ): "A seat was offered. The applicant may accept or decline; the offer can only be taken back to review.",
        (S.REJECTED, S.OFFERED): "It was not admitted. Move it back to review first, so that the reason is on record.",
    },
)


class RunStatus(TextChoices):
    """Where a screening run stands."""

    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")


SCREENING_RUN = Lifecycle.of(
    "screening run",
    choices=RunStatus.choices,
    initial=RunStatus.RUNNING,
    moves={
        RunStatus.RUNNING: [RunStatus.PAUSED, RunStatus.FINISHED, RunStatus.CANCELLED],
        RunStatus.PAUSED: [RunStatus.RUNNING, RunStatus.CANCELLED],
        # A retry takes up what could not be scored.
        RunStatus.FINISHED: [RunStatus.RUNNING],
    },
    refusals={
        (RunStatus.FINISHED, RunStatus.PAUSED): "It has finished already, so there is nothing to pause.",
        (RunStatus.FINISHED, RunStatus.CANCELLED): "It has finished already, so there is nothing to cancel.",
    },
)


class OperationStatus(TextChoices):
    """Where a bulk operation stands."""

    PREPARED = "prepared", _("waiting for you")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("not done")
    CANCELLED = "cancelled", _("cancelled")


BULK_OPERATION = Lifecycle.of(
    "bulk operation",
    choices=OperationStatus.choices,
    initial=OperationStatus.PREPARED,
    moves={
        OperationStatus.PREPARED: [OperationStatus.RUNNING, OperationStatus.CANCELLED],
        OperationStatus.RUNNING: [
            OperationStatus.PAUSED,
            OperationStatus.FINISHED,
            OperationStatus.FAILED,
            OperationStatus.CANCELLED,
        ],
        OperationStatus.PAUSED: [OperationStatus.RUNNING, OperationStatus.CANCELLED],
        # A retry takes up what failed.
        OperationStatus.FINISHED: [OperationStatus.RUNNING],
        OperationStatus.FAILED: [OperationStatus.RUNNING, OperationStatus.CANCELLED],
    },
)

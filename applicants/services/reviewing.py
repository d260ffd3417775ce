"""Reading by people: moving applications to review, and recording what a reader found."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, Review
from applicants.services.facts import make_facts
from careerpath.accounts.models import User
from careerpath.pipeline.history import IllegalMove, MoveResult, move, move_many

MARKS = range(1, 6)
READ_IN = (ApplicationStatus.IN_REVIEW, ApplicationStatus.INTERVIEW)

DECIDED = (ApplicationStatus.OFFERED, ApplicationStatus.WAITLISTED, ApplicationStatus.REJECTED)
NEEDS_REASON = "Its decision was released. Say why it goes back to review: the reason stays on record."


class ReviewRefused(ValueError):
    """A review that cannot be recorded; the message is the reason in words."""


def move_to_review(
    queryset: QuerySet[Application], *, by: User, reason: str = "", batch: UUID | None = None
) -> MoveResult:
    """Put applications before the readers, any number in a constant number of statements; what cannot move is named with why.

    What was decided and released goes back to review only with a reason.
    """
    if reason.strip():
        return move_many(queryset, to=ApplicationStatus.IN_REVIEW, by=by, reason=reason.strip(), batch=batch)
    decided = dict.fromkeys(queryset.filter(status__in=DECIDED).order_by().values_list("pk", flat=True), NEEDS_REASON)
    result = move_many(queryset.exclude(status__in=DECIDED), to=ApplicationStatus.IN_REVIEW, by=by, batch=batch)
    return MoveResult(result.batch, result.moved, {**result.skipped, **decided})


def move_to_interview(
    queryset: QuerySet[Application], *, by: User, reason: str = "", batch: UUID | None = None
) -> MoveResult:
    """Ask applications to an interview, any number in a constant number of statements; what cannot move is named with why."""
    return move_many(queryset, to=ApplicationStatus.INTERVIEW, by=by, reason=reason.strip(), batch=batch)


def check_can_review(application: Application, *, reviewer: User) -> None:
    """Raise ReviewRefused where this person may not mark this application now."""
    if application.applicant.user_id == reviewer.pk:
        raise ReviewRefused("This is your own application. Somebody else reads it.")
    if application.status not in READ_IN:
        raise ReviewRefused(f"It is “{application.get_status_display()}”, so its reading is over.")


def record_review(application: Application, *, reviewer: User, mark: int, comment: str) -> Review:
    """Keep what a reader found: a mark from 1 to 5 and what they saw. A second time changes their own. Raises ReviewRefused.

    The mean of the marks is a fact that rubrics may read, so the facts are made anew in the same transaction.
    """
    application.refresh_from_db(fields=["status"])
    check_can_review(application, reviewer=reviewer)
    if mark not in MARKS:
        raise ReviewRefused("Choose a mark from 1 to 5.")
    if not comment.strip():
        raise ReviewRefused("Write what you saw in the text: a sentence is enough.")
    with transaction.atomic():
        review, _ = Review.objects.update_or_create(
            application=application, reviewer=reviewer, defaults={"mark": mark, "comment": comment.strip()}
        )
        make_facts([application.pk])
    return review


def move_one(application: Application, *, to: str, by: User, reason: str = "") -> Application:
    """Put one application before the readers, or on to an interview. Raises ReviewRefused with the reason in words.

    What was decided and released goes back to review only with a reason.
    """
    if to not in READ_IN:
        raise ReviewRefused("From here an application goes to review or to an interview.")
    application.refresh_from_db(fields=["status"])
    if application.status in DECIDED and not reason.strip():
        raise ReviewRefused(NEEDS_REASON)
    try:
        return move(application, to=to, by=by, reason=reason.strip())
    except IllegalMove as refusal:
        raise ReviewRefused(str(refusal)) from refusal

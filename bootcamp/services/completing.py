"""Completion: checked by the rule, signed by a person, for one or for a whole class."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bootcamp.lifecycle import ENROLMENT, EnrolmentStatus
from bootcamp.models import BoardMeeting, Completion, Enrolment
from bootcamp.selectors.standing import Standing, plan_of, standing_of, standing_of_class
from bootcamp.selectors.transcripts import figures_of_class
from careerpath.accounts.models import User
from careerpath.pipeline.history import MoveResult, move_many
from cohorts.models import Cohort


class NotComplete(ValueError):
    """The rule of completion is not met. The message says what is missing."""


def why_not(standing: Standing) -> str:
    """What keeps somebody from completion, in words; empty where nothing does."""
    if refusal := ENROLMENT.refusal(standing.enrolment.status, EnrolmentStatus.COMPLETED):
        return refusal
    return " ".join(standing.verdict.missing)


def check_can_complete(enrolment: Enrolment) -> Standing:
    """The standing of somebody who may be signed off; raises NotComplete with everything that is missing."""
    standing = standing_of(enrolment)
    if standing is None:
        raise NotComplete("This class has no programme yet, so there is no rule to complete it by.")
    if why := why_not(standing):
        raise NotComplete(why)
    return standing


def can_complete(enrolment: Enrolment) -> bool:
    """Whether somebody may be signed off now."""
    try:
        check_can_complete(enrolment)
    except NotComplete:
        return False
    return True


def complete(enrolment: Enrolment, *, by: User, at: datetime | None = None) -> Enrolment:
    """Sign one completion. Raises NotComplete with what is missing."""
    result = complete_many(enrolment.cohort, [enrolment.pk], by=by, at=at)
    if not result.moved:
        raise NotComplete(result.skipped.get(enrolment.pk, "This person is not in the class."))
    enrolment.refresh_from_db()
    return enrolment


@transaction.atomic
def complete_many(
    cohort: Cohort,
    enrolment_ids: Iterable[int],
    *,
    by: User,
    at: datetime | None = None,
    meeting: BoardMeeting | None = None,
) -> MoveResult:
    """Sign the completion of everybody named who meets the rule; the others are skipped, each with what is missing.

    Constant statements. The figures are frozen as they stood when they were judged (`Completion`). `meeting` is the board's that
    decided it (`services.signing_off`, which also issues the certificates).
    """
    at = at or timezone.now()
    plan = plan_of(cohort)
    if plan is None:
        raise NotComplete("This class has no programme yet, so there is no rule to complete it by.")
    enrolments = list(
        Enrolment.objects.filter(cohort=cohort, pk__in=list(enrolment_ids))
        .select_related("application__applicant")
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    standings = {standing.enrolment.pk: standing for standing in standing_of_class(plan, enrolments)}
    skipped = {pk: why for pk, standing in standings.items() if (why := why_not(standing))}
    ready = Enrolment.objects.filter(pk__in=standings.keys() - skipped.keys())
    result = move_many(
        ready, to=EnrolmentStatus.COMPLETED, by=by, reason="Completion signed: every part of the rule is met.", at=at
    )
    figures = figures_of_class(standings[pk] for pk in result.moved)
    Completion.objects.bulk_create(
        [
            Completion(
                enrolment_id=pk,
                minutes_attended=standings[pk].attendance.attended,
                minutes_scheduled=standings[pk].attendance.scheduled,
                course_mark=standings[pk].course.mark,
                signed_by=by,
                signed_at=at,
                meeting=meeting,
                figures=figures[pk],
            )
            for pk in result.moved
        ]
    )
    return MoveResult(result.batch, result.moved, skipped | result.skipped)

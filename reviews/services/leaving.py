"""Applications that ended leave their rounds: nobody is asked to read them any more, and what was written about them stays."""

from collections.abc import Collection
from typing import Any, Final

from django.db import connection, transaction

from applicants.lifecycle import ApplicationStatus as S
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Assignment, RoundEntry

GONE: Final = (S.WITHDRAWN, S.DUPLICATE, S.INELIGIBLE)
"""An application that stands so is read by nobody. One that was decided on stays: its readers may still finish.

Nor is one whose applicant asked for its deletion, however it stands: it may be a calibration case of an earlier class."""


def leave(applications: Collection[int] | None = None) -> int:
    """Take applications that ended out of the rounds that are not over: of these, or of all; how many entries. Two statements.

    Assignments that wait end, and their drafts go. Scoresheets stay, and so do assignments in which somebody has just sent one.
    """
    values: dict[str, Any] = {
        "now": clock.now(),
        "gone": [status.value for status in GONE],
        "rounds": [RoundStatus.OPEN.value, RoundStatus.DRAFT.value],
        "ids": list(applications or ()),
        "end": Assignment.End.GONE.value,
    }
    which = "" if applications is None else "AND entry.application_id = ANY(%(ids)s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE reviews_roundentry AS entry SET left_at = %(now)s
              FROM applicants_application AS application, reviews_reviewround AS round
             WHERE application.id = entry.application_id AND round.id = entry.round_id AND entry.left_at IS NULL
               AND (application.status = ANY(%(gone)s)
                    OR EXISTS (SELECT FROM applicants_restriction WHERE application_id = application.id))
               AND round.status = ANY(%(rounds)s) {which}
            RETURNING entry.id
            """,  # noqa: S608  # a constant of this function; every value is a parameter
            values,
        )
        left = [row[0] for row in cursor.fetchall()]
        if left:
            cursor.execute(
                """
                UPDATE reviews_assignment SET ended_at = %(now)s, ended_as = %(end)s, draft = '{}', draft_saved_at = NULL
                 WHERE entry_id = ANY(%(left)s) AND finished_at IS NULL AND ended_at IS NULL
                """,
                {**values, "left": left},
            )
    return len(left)


def come_back(applications: Collection[int]) -> int:
    """Put applications that stand again where they stood back into rounds that are not over; how many entries. Three statements.

    Whoever was to read them reads them after all, unless they dropped out meanwhile.
    """
    with transaction.atomic():
        entries = list(
            RoundEntry.objects.filter(
                application__in=applications,
                left_at__isnull=False,
                is_calibration=False,
                round__status__in=(RoundStatus.OPEN, RoundStatus.DRAFT),
            )
            .exclude(application__status__in=GONE)
            .filter(application__restriction__isnull=True)
            .values_list("pk", flat=True)
        )
        RoundEntry.objects.filter(pk__in=entries).update(left_at=None)
        Assignment.objects.filter(entry__in=entries, ended_as=Assignment.End.GONE, reader__left_at__isnull=True).update(
            ended_at=None, ended_as="", ended_note=""
        )
    return len(entries)

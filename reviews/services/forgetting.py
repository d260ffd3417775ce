"""Erasing what readers wrote about somebody. Marks stay, without a word: figures are the same before and after."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q

from applicants.models import Application
from reviews.models import Assignment, BoardLine, InterviewSlot, ReaderConflict, Scoresheet, ScoresheetChange

GONE: Final = "erased"
"""Stands where the database asks for words."""


def erase_review_words(applications: Sequence[int]) -> int:
    """Empty what was written about these applications in rounds and on boards (`applicants.own_data.ERASERS`); how many rows.

    Who took a time for an interview is forgotten, what became of the time is not. That somebody knows a person is forgotten with
    the last of the person's applications.
    """
    mine = Q(entry__application__in=applications)
    with transaction.atomic():
        gone = ScoresheetChange.objects.filter(scoresheet__entry__application__in=applications).delete()[0]
        gone += Scoresheet.objects.filter(mine).update(notes={}, comment=GONE)
        gone += (
            Assignment.objects.filter(mine)
            .exclude(draft={}, ended_note="")
            .update(draft={}, draft_saved_at=None, ended_note="")
        )
        gone += InterviewSlot.objects.filter(mine).update(taken_by=None, time_zone="")
        lines = BoardLine.objects.filter(application__in=applications)
        gone += lines.exclude(hand="").update(hand_reason=GONE)
        gone += lines.exclude(skipped_reason="").update(skipped_reason="")
        left = (
            Application.objects.exclude(pk__in=applications)
            .filter(Q(restriction__isnull=True) | Q(restriction__erased_at__isnull=True))
            .values("applicant")
        )
        people = Application.objects.filter(pk__in=applications).values("applicant")
        return gone + ReaderConflict.objects.filter(applicant__in=people).exclude(applicant__in=left).delete()[0]

"""Erasing somebody: what they and others wished, said and wrote goes; that two were a pair and met stays, without a word."""

from collections.abc import Sequence

from django.db import transaction

from mentorship.models import (
    AnotherMentor,
    CheckIn,
    Escalation,
    EscalationAnswer,
    Goal,
    GoalStep,
    Meeting,
    MenteeLiked,
    MenteeWish,
    MentorConflict,
    MentoringSession,
    MentorRank,
    SealedNote,
    SessionAction,
    SessionChange,
)

GONE = "–"
"""Stands where words were that must not be empty."""


def erase_pairing(applications: Sequence[int]) -> int:
    """Erase wishes, choices, conflicts and reasons of these applications (`applicants.own_data.ERASERS`); how many rows."""
    gone = sum(
        model.objects.filter(enrolment__application__in=applications).delete()[0]
        for model in (MenteeWish, MentorRank, MenteeLiked, MentorConflict)
    )
    asked = AnotherMentor.objects.filter(mentorship__placement__enrolment__application__in=applications)
    return gone + asked.exclude(reason="").update(reason="")


@transaction.atomic
def erase_work(applications: Sequence[int]) -> int:
    """Empty the words of sessions, goals, check-ins, meetings and concerns (`applicants.own_data.ERASERS`); how many rows.

    Days, levels and numbers stay, so no count changes. Private notes about their sessions go too, unread: they are about the person
    who is forgotten, whoever wrote them.
    """
    pair = "mentorship__placement__enrolment__application__in"
    mine = {pair: applications}
    gone = SessionChange.objects.filter(**{f"session__{pair}": applications}).delete()[0]
    gone += SealedNote.objects.filter(**{f"session__{pair}": applications}).delete()[0]
    gone += MentoringSession.objects.filter(**mine).exclude(shared_notes="").update(shared_notes="")
    gone += SessionAction.objects.filter(**mine).exclude(what=GONE).update(what=GONE)
    gone += (
        Goal.objects.filter(**mine, dropped_on__isnull=False).exclude(dropped_because=GONE).update(dropped_because=GONE)
    )
    gone += (
        Goal.objects.filter(**mine)
        .exclude(specific=GONE)
        .update(specific=GONE, measurable=GONE, achievable="", relevant="")
    )
    gone += GoalStep.objects.filter(**{f"goal__{pair}": applications}).exclude(note="").update(note="")
    gone += CheckIn.objects.filter(**mine).exclude(comment="").update(comment="")
    gone += (
        Meeting.objects.filter(**mine).exclude(where="", cancelled_because="").update(where="", cancelled_because="")
    )
    gone += Escalation.objects.filter(**mine).exclude(words=GONE).update(words=GONE)
    said = EscalationAnswer.objects.filter(**{f"escalation__{pair}": applications})
    return gone + said.exclude(text=GONE).update(text=GONE)

"""Erasing somebody: what they and others wished and said around pairing goes; that two were a pair stays, without a reason."""

from collections.abc import Sequence

from mentorship.models import AnotherMentor, MenteeLiked, MenteeWish, MentorConflict, MentorRank


def erase_pairing(applications: Sequence[int]) -> int:
    """Erase wishes, choices, conflicts and reasons of these applications (`applicants.own_data.ERASERS`); how many rows."""
    gone = sum(
        model.objects.filter(enrolment__application__in=applications).delete()[0]
        for model in (MenteeWish, MentorRank, MenteeLiked, MentorConflict)
    )
    asked = AnotherMentor.objects.filter(mentorship__placement__enrolment__application__in=applications)
    return gone + asked.exclude(reason="").update(reason="")

"""Mentors and mentees as the plain-Python pairing knows them."""

from collections import defaultdict

from django.db.models import Count, Q, QuerySet

from bootcamp.models import Grade
from mentorship.lifecycle import LIVE
from mentorship.models import Mentor, Mentorship
from mentorship.pairing import MenteeSide, MentorSide
from placements.lifecycle import COMMITTED
from placements.models import Placement
from placements.selectors.credentials import tracks_of


def mentor_sides(mentors: QuerySet[Mentor]) -> list[MentorSide]:
    """Each mentor with their load. Two queries, so that the first may lock the rows."""
    rows = list(mentors)
    live = Mentorship.objects.filter(mentor__in=[one.pk for one in rows], status__in=LIVE).values("mentor")
    loads = dict(live.annotate(load=Count("pk")).values_list("mentor", "load"))
    return [
        MentorSide(
            one.pk,
            one.user_id,
            one.capacity,
            loads.get(one.pk, 0),
            one.is_paused,
            one.time_zone,
            frozenset(skill.casefold() for skill in one.skills),
        )
        for one in rows
    ]


def mentee_sides(placements: QuerySet[Placement]) -> list[MenteeSide]:
    """Each placed person with those who judge them. Three queries at any number."""
    rows = list(placements.select_related("opening__client", "enrolment__application__applicant").order_by("pk"))
    enrolments = [one.enrolment_id for one in rows]
    assessors: defaultdict[int, set[int]] = defaultdict(set)
    for enrolment, by in (
        Grade.objects.filter(enrolment__in=enrolments, by__isnull=False).values_list("enrolment", "by").distinct()
    ):
        assessors[enrolment].add(by)
    tracks = tracks_of(enrolments)
    return [
        MenteeSide(
            one.pk,
            one.enrolment.application.applicant.user_id,
            frozenset({one.supervisor_id} if one.supervisor_id else ()),
            frozenset(assessors[one.enrolment_id]),
            one.opening.client.time_zone,
            frozenset(
                word.casefold() for word in [*one.opening.skills, *tracks.get(one.enrolment_id, "").split()] if word
            ),
        )
        for one in rows
    ]


def without_mentor() -> QuerySet[Placement]:
    """People placed whom nobody mentors, those who start first in front."""
    mentored = Mentorship.objects.filter(status__in=LIVE).values("placement")
    return (
        Placement.objects.filter(Q(status__in=COMMITTED) & ~Q(pk__in=mentored))
        .select_related("opening__client", "enrolment__application__applicant")
        .order_by("starts_on", "pk")
    )

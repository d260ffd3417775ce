"""Mentors and mentees as the plain-Python pairing knows them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from bootcamp.models import Grade, MarkingSheet
from mentorship.lifecycle import LIVE, MentorshipStatus
from mentorship.models import (
    AnotherMentor,
    MenteeLiked,
    MenteeWish,
    Mentor,
    MentorConflict,
    MentorPause,
    MentorRank,
    Mentorship,
)
from mentorship.pairing import MenteeSide, MentorSide
from mentorship.selectors.mentors import agreed_to, current_agreement, missing_of, rules
from placements.lifecycle import COMMITTED
from placements.models import Placement
from placements.selectors.credentials import tracks_of


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words if word.strip())


def mentor_sides(mentors: QuerySet[Mentor], at: datetime | None = None) -> list[MentorSide]:
    """Each mentor with load, pauses, what is missing and what was said. The first query may lock the rows; constant queries."""
    rows = list(mentors.select_related("user"))
    ids, moment = [one.pk for one in rows], at or timezone.now()
    live = Mentorship.objects.filter(mentor__in=ids, status__in=LIVE).values("mentor")
    loads = dict(live.annotate(load=Count("pk")).values_list("mentor", "load"))
    rule, agreement = rules(), current_agreement()
    agreed = agreed_to(agreement, ids)
    pauses = defaultdict(list)
    for mentor, first, last in MentorPause.objects.filter(mentor__in=ids).values_list("mentor", "from_on", "until_on"):
        pauses[mentor].append((first, last))
    people, clients = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    declared = MentorConflict.objects.filter(mentor__in=ids).values_list("mentor", "enrolment", "client")
    for mentor, enrolment, client in declared:
        if enrolment:
            people[mentor].add(enrolment)
        if client:
            clients[mentor].add(client)
    likes = defaultdict[int, set[int]](set)
    for mentor, enrolment in MenteeLiked.objects.filter(mentor__in=ids).values_list("mentor", "enrolment"):
        likes[mentor].add(enrolment)
    return [
        MentorSide(
            one.pk,
            one.user_id,
            one.capacity,
            loads.get(one.pk, 0),
            one.is_paused
            or any(first <= moment.astimezone(one.tz).date() <= last for first, last in pauses.get(one.pk, ())),
            one.time_zone,
            _words(one.skills),
            _words(one.products),
            _words(one.industries),
            _words(one.languages),
            _words(one.seeks),
            frozenset(likes[one.pk]),
            frozenset(people[one.pk]),
            frozenset(clients[one.pk]),
            tuple(missing_of(one, rule, agreement, one.pk in agreed)),
            one.user.name or "Name not given",
        )
        for one in rows
    ]


def mentee_sides(placements: QuerySet[Placement]) -> list[MenteeSide]:
    """Each placed person with those who judge them, their wishes and who was theirs before. Constant queries."""
    rows = list(
        placements.select_related("opening__client", "opening__at_site", "enrolment__application__applicant").order_by(
            "pk"
        )
    )
    enrolments = [one.enrolment_id for one in rows]
    assessors, tracks = _assessors(enrolments), tracks_of(enrolments)
    wishes = {one.enrolment_id: one for one in MenteeWish.objects.filter(enrolment__in=enrolments)}
    ranked = defaultdict[int, list[int]](list)
    for enrolment, mentor in (
        MentorRank.objects.filter(enrolment__in=enrolments).order_by("rank").values_list("enrolment", "mentor")
    ):
        ranked[enrolment].append(mentor)
    asked = AnotherMentor.objects.filter(mentorship=OuterRef("pk")).exclude(outcome=AnotherMentor.Outcome.WITHDRAWN)
    before = defaultdict[int, set[int]](set)
    for enrolment, mentor in (
        Mentorship.objects.filter(placement__enrolment__in=enrolments)
        .filter(Q(status=MentorshipStatus.DECLINED) | Exists(asked))
        .values_list("placement__enrolment", "mentor")
    ):
        before[enrolment].add(mentor)
    sides = []
    for one in rows:
        wish = wishes.get(one.enrolment_id)
        track = tracks.get(one.enrolment_id, "")
        sides.append(
            MenteeSide(
                one.pk,
                one.enrolment.application.applicant.user_id,
                frozenset({one.supervisor_id} if one.supervisor_id else ()),
                frozenset(assessors[one.enrolment_id]),
                (one.opening.at_site or one.opening.client).time_zone,
                _words([*one.opening.skills, *track.split(), *(wish.help_with if wish else ())]),
                _words(wish.products if wish else ()),
                _words(one.opening.client.kinds),
                _words(wish.languages) if wish else frozenset({"english"}),
                tuple(ranked[one.enrolment_id]),
                frozenset(before[one.enrolment_id]),
                one.enrolment_id,
                one.opening.client_id,
                one.enrolment.application.applicant.name or "Name not given",
            )
        )
    return sides


def _assessors(enrolments: Collection[int]) -> defaultdict[int, set[int]]:
    """Enrolment id -> the users who gave them a mark or filled in a marking sheet. Two queries."""
    found = defaultdict[int, set[int]](set)
    grades = Grade.objects.filter(enrolment__in=enrolments, by__isnull=False).values_list("enrolment", "by").distinct()
    sheets = MarkingSheet.objects.filter(enrolment__in=enrolments).values_list("enrolment", "assessor").distinct()
    for enrolment, by in [*grades, *sheets]:
        found[enrolment].add(by)
    return found


def without_mentor() -> QuerySet[Placement]:
    """People placed whom nobody mentors, those who start first in front."""
    mentored = Mentorship.objects.filter(placement=OuterRef("pk"), status__in=LIVE)
    return (
        Placement.objects.filter(Q(status__in=COMMITTED) & ~Exists(mentored))
        .select_related("opening__client", "enrolment__application__applicant")
        .order_by("starts_on", "pk")
    )


def to_pair() -> QuerySet[Placement]:
    """People to propose a mentor to: those without one, and those who are to have another. Those who start first in front."""
    live = Mentorship.objects.filter(placement=OuterRef("pk"), status__in=LIVE)
    asking = Mentorship.objects.filter(
        Exists(AnotherMentor.objects.filter(mentorship=OuterRef("pk"), closed_at__isnull=True)),
        placement=OuterRef("pk"),
        status=MentorshipStatus.ACTIVE,
    )
    proposed = Mentorship.objects.filter(placement=OuterRef("pk"), status=MentorshipStatus.PROPOSED)
    return (
        Placement.objects.filter(Q(status__in=COMMITTED) & ~Exists(proposed) & (~Exists(live) | Exists(asking)))
        .select_related("opening__client", "enrolment__application__applicant")
        .order_by("starts_on", "pk")
    )

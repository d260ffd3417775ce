"""Cards to choose from, and what was chosen. A mentee never reads how full a mentor is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from careerpath.accounts.models import User
from mentorship.lifecycle import LIVE, MentorshipStatus
from mentorship.models import AnotherMentor, MenteeLiked, MenteeWish, Mentor, MentorPause, MentorRank, Mentorship
from mentorship.selectors.pairing import to_pair
from placements.lifecycle import COMMITTED
from placements.models import Placement

MOST_CARDS = 60


def own_placement(user: User) -> Placement | None:
    """The placement that somebody has now; None without one."""
    return (
        Placement.objects.filter(status__in=COMMITTED, enrolment__application__applicant__user=user.pk)
        .select_related("enrolment__application__applicant", "opening__client")
        .first()
    )


def mentor_cards(today: date) -> list[Mentor]:
    """The mentors a mentee can name: those who take somebody new at all. Their load is not read."""
    paused = MentorPause.objects.filter(mentor=OuterRef("pk"), from_on__lte=today, until_on__gte=today)
    return list(
        Mentor.objects.filter(~Exists(paused), is_paused=False, capacity__gt=0)
        .select_related("user")
        .order_by("user__name", "pk")[:MOST_CARDS]
    )


def own_wish(placement: Placement) -> tuple[MenteeWish | None, list[int]]:
    """What somebody said before: words, and ids of mentors in their order. Two queries."""
    ranks = MentorRank.objects.filter(enrolment=placement.enrolment_id).order_by("rank")
    return MenteeWish.objects.filter(enrolment=placement.enrolment_id).first(), list(
        ranks.values_list("mentor", flat=True)
    )


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Somebody without a mentor, as mentors read them: name, role, client and what the role needs."""

    enrolment: int
    name: str
    role: str
    client: str
    skills: str
    liked: bool


def people_cards(mentor: Mentor) -> list[PersonCard]:
    """The people who are to have a mentor, and which of them this one would like. Two queries."""
    waiting = to_pair().exclude(enrolment__application__applicant__user=mentor.user_id)[:MOST_CARDS]
    liked = set(MenteeLiked.objects.filter(mentor=mentor).values_list("enrolment", flat=True))
    return [
        PersonCard(
            one.enrolment_id,
            one.enrolment.application.applicant.name or "Name not given",
            one.opening.title,
            one.opening.client.name,
            ", ".join(one.opening.skills),
            one.enrolment_id in liked,
        )
        for one in waiting
    ]


def open_request(mentorship: Mentorship) -> AnotherMentor | None:
    """The request for another mentor that is open."""
    return AnotherMentor.objects.filter(mentorship=mentorship, closed_at=None).first()


def next_proposal(mentorship: Mentorship) -> Mentorship | None:
    """The new pair that is proposed to a mentee who has one."""
    return (
        Mentorship.objects.filter(placement=mentorship.placement_id, status=MentorshipStatus.PROPOSED)
        .select_related("mentor__user")
        .first()
    )


def earlier_pairs(mentorship: Mentorship) -> list[Mentorship]:
    """The pairs that the mentee had before this one, newest first; what was shared in them stays the mentee's."""
    return list(
        Mentorship.objects.filter(placement__enrolment=mentorship.placement.enrolment_id, began_on__isnull=False)
        .exclude(pk=mentorship.pk)
        .exclude(status__in=LIVE)
        .select_related("mentor__user", "placement__enrolment__application__applicant")
        .prefetch_related("sessions__actions")
        .order_by("-began_on", "-pk")
    )

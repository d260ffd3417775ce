"""Mentors as the coordinator and the mentors themselves read them: load, what is missing, pauses, conflicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mentorship.lifecycle import LIVE
from mentorship.models import (
    AgreementGiven,
    Mentor,
    MentorConflict,
    MentoringAgreement,
    MentoringRules,
    MentorPause,
    Mentorship,
)


def rules() -> MentoringRules:
    """What the programme asks of mentors; the defaults where nobody changed them."""
    return MentoringRules.objects.filter(pk=1).first() or MentoringRules(pk=1)


def current_agreement() -> MentoringAgreement | None:
    """The version that counts; None before there is one: then nothing is asked."""
    return MentoringAgreement.objects.order_by("-number").first()


def agreed_to(agreement: MentoringAgreement | None, mentors: Sequence[int]) -> set[int]:
    """Which of these mentors agreed to a version."""
    if agreement is None:
        return set(mentors)
    given = AgreementGiven.objects.filter(agreement=agreement, mentor__in=mentors)
    return set(given.values_list("mentor", flat=True))


def missing_of(mentor: Mentor, rule: MentoringRules, agreement: MentoringAgreement | None, agreed: bool) -> list[str]:
    """What stands between a mentor and a first mentee, as sentences."""
    why = []
    if agreement is not None and not agreed:
        why.append(f"This mentor has not agreed to version {agreement.number} of the agreement yet.")
    if rule.training_needed and mentor.trained_on is None:
        why.append("The training of this mentor is not recorded yet.")
    return why


def paused_on(mentors: Sequence[int], day: date) -> set[int]:
    """Which of these mentors have a pause on a day."""
    pauses = MentorPause.objects.filter(mentor__in=mentors, from_on__lte=day, until_on__gte=day)
    return set(pauses.values_list("mentor", flat=True))


@dataclass(frozen=True, slots=True)
class MentorRow:
    """A mentor with their load."""

    mentor: Mentor
    load: int
    proposed: int
    paused: bool
    missing: list[str]
    asked: int
    """How many of their pairs are to have another mentor."""

    @property
    def name(self) -> str:
        """Never their address."""
        return self.mentor.user.name or "Name not given"

    @property
    def room(self) -> int:
        """Places left."""
        return max(0, self.mentor.capacity - self.load)


FILTERS = {
    "": "All",
    "room": "With a place left",
    "full": "Full",
    "missing": "Agreement or training missing",
    "paused": "Taking a pause",
}


def mentor_rows(mentors: QuerySet[Mentor], today: date) -> list[MentorRow]:
    """Mentors with load and what is missing, in the order of the queryset. Five queries at any number."""
    found = list(
        mentors.select_related("user").annotate(
            load=Count("mentorships", filter=Q(mentorships__status__in=LIVE)),
            proposed=Count("mentorships", filter=Q(mentorships__status="proposed")),
        )
    )
    ids, rule, agreement = [one.pk for one in found], rules(), current_agreement()
    agreed, paused = agreed_to(agreement, ids), paused_on(ids, today)
    asked = dict(
        Mentorship.objects.filter(mentor__in=ids, status="active", asked__closed_at__isnull=True, asked__isnull=False)
        .values("mentor")
        .annotate(n=Count("pk"))
        .values_list("mentor", "n")
    )
    return [
        MentorRow(
            one,
            one.load,
            one.proposed,
            one.is_paused or one.pk in paused,
            missing_of(one, rule, agreement, one.pk in agreed),
            asked.get(one.pk, 0),
        )
        for one in found
    ]


def filtered(kind: str, today: date) -> QuerySet[Mentor]:
    """The mentors that a filter shows, by name."""
    mentors = Mentor.objects.order_by("user__name", "pk")
    live = Count("mentorships", filter=Q(mentorships__status__in=LIVE))
    if kind in ("room", "full"):
        from django.db.models import F

        mentors = mentors.annotate(taken=live)
        return mentors.filter(taken__lt=F("capacity")) if kind == "room" else mentors.filter(taken__gte=F("capacity"))
    if kind == "paused":
        now = MentorPause.objects.filter(mentor=OuterRef("pk"), from_on__lte=today, until_on__gte=today)
        return mentors.filter(Q(is_paused=True) | Exists(now))
    if kind == "missing":
        agreement = current_agreement()
        missing = Q(pk__in=[])
        if agreement is not None:
            missing = missing | Q(~Exists(AgreementGiven.objects.filter(mentor=OuterRef("pk"), agreement=agreement)))
        if rules().training_needed:
            missing |= Q(trained_on__isnull=True)
        return mentors.filter(missing)
    return mentors


def conflicts_of(mentor: Mentor) -> QuerySet[MentorConflict]:
    """The conflicts declared for a mentor, newest first."""
    return mentor.conflicts.select_related("client", "enrolment__application__applicant", "declared_by")

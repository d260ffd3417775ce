"""What a graduate reads about their own placements: where each stands, what is next, who is who, what they have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from bootcamp.selectors.people import was_enrolled
from careerpath.accounts.models import User
from placements.lifecycle import CANDIDATE, COMMITTED, ENDED, PlacementStatus
from placements.models import (
    ClientContact,
    InterviewRequest,
    OfferAnswer,
    OnboardingEvidence,
    OnboardingItem,
    OnboardingRequirement,
    Placement,
)

S = PlacementStatus
FRONT = (S.ACTIVE, S.ONBOARDING, S.ACCEPTED, S.OFFERED, S.INTERVIEWING, S.PRESENTED)
"""Which of somebody's placements is shown first: the furthest on."""


def mine(user: User) -> QuerySet[Placement]:
    """Somebody's own placements, the furthest on first, those that are over last."""
    place = Case(
        *(When(status=status, then=Value(number)) for number, status in enumerate(FRONT)),
        default=Value(len(FRONT)),
        output_field=IntegerField(),
    )
    return (
        Placement.objects.filter(enrolment__application__applicant__user=user.pk)
        .select_related("opening__client", "enrolment__application__applicant", "supervisor")
        .order_by(place, "-status_changed_at", "-pk")
    )


def has_any(user: User) -> bool:
    """Whether the pages are for somebody: they were presented somewhere. Two queries, one for whom the boot camp never saw."""
    return was_enrolled(user) and Placement.objects.filter(enrolment__application__applicant__user=user.pk).exists()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: done, now or next, with what it means and when."""

    title: str
    state: str
    icon: str
    text: str = ""
    at: datetime | date | None = None


def steps_of(placement: Placement, history: Sequence[tuple[str, datetime]]) -> list[Step]:
    """The way of one placement, from being presented to the last day. `history`: each status with its moment, in order."""
    moments = dict(history)
    client = placement.opening.client.name
    now = placement.status
    way = [
        (S.PRESENTED, "send", _("Presented to %(client)s") % {"client": client},
         _("They read what you chose to show, and decide whether to meet you.")),
        (S.INTERVIEWING, "message-square", _("Interview"), _("You meet them. We arrange the day with you.")),
        (S.OFFERED, "handshake", _("Offer"), _("They offer you the place. You say yes or no.")),
        (S.ACCEPTED, "check", _("Agreed"), _("Your first day is agreed.")),
        (S.ONBOARDING, "list-todo", _("Before the first day"), _("Everything on the list is put in order.")),
        (S.ACTIVE, "briefcase", _("Working at %(client)s") % {"client": client}, _("You work there, with your mentor beside you.")),
    ]  # fmt: skip
    reached = _reached(now, moments)
    steps: list[Step] = []
    for number, (status, icon, title, text) in enumerate(way):
        if number < reached or (now in (*ENDED, S.NOT_SELECTED) and number <= reached):
            steps.append(Step(title, "done", icon, at=_moment(placement, status, moments)))
        elif number == reached and now == status:
            steps.append(Step(title, "now", icon, _now_text(placement) or text, _moment(placement, status, moments)))
        elif now not in (*ENDED, S.NOT_SELECTED):
            steps.append(Step(title, "next", icon, text, placement.starts_on if status == S.ACTIVE else None))
    return [*steps, *_end(placement)]


def _reached(now: str, moments: dict[str, datetime]) -> int:
    order = (S.PRESENTED, S.INTERVIEWING, S.OFFERED, S.ACCEPTED, S.ONBOARDING, S.ACTIVE)
    if now in order:
        return order.index(S(now))
    return max((number for number, status in enumerate(order) if status in moments), default=0)


def _moment(placement: Placement, status: str, moments: dict[str, datetime]) -> datetime | date | None:
    return placement.starts_on if status == S.ACTIVE else moments.get(status)


def _now_text(placement: Placement) -> str:
    client = placement.opening.client.name
    if placement.status == S.OFFERED:
        return _("%(client)s offers you this place. Read the papers below and say yes or no.") % {"client": client}
    if placement.status == S.ACCEPTED:
        return _("Your first day is agreed. Next, the list of what has to be in order is made.")
    if placement.status == S.ONBOARDING:
        return _("Do what is yours on the list below. We tell you when everything is in order.")
    return ""


def _end(placement: Placement) -> list[Step]:
    if placement.status == S.COMPLETED:
        return [Step(_("Completed"), "done", "circle-check", at=placement.ended_on)]
    if placement.status == S.CONVERTED:
        hired = _("Hired by %(client)s") % {"client": placement.opening.client.name}
        return [Step(hired, "done", "building-2", at=placement.ended_on)]
    if placement.status == S.ENDED_EARLY:
        over = _("This placement is over. We talk with you about what is next.")
        return [Step(_("Ended"), "done", "log-out", over, placement.ended_on)]
    if placement.status == S.NOT_SELECTED:
        free = _("This one went no further. You are free for others.")
        return [Step(_("Not taken forward"), "done", "circle-slash", free)]
    if placement.ends_on is not None:
        return [Step(_("Last day planned"), "next", "flag", at=placement.ends_on)]
    return []


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One line of the list before the first day, as the person reads it."""

    item: OnboardingItem
    state: str
    is_mine: bool
    may_give: bool
    sent_back: str = ""
    """Why what was given came back; empty where it did not."""

    @property
    def label(self) -> str:
        """The state in words."""
        return str(OnboardingItem.State(self.state).label)


def items_of(placement: Placement, today: date) -> list[OwnItem]:
    """The list before the first day, what is the person's own first; two queries. At work, only what they have to renew."""
    items = list(
        placement.onboarding.select_related("requirement").order_by("due_on", "pk")
        if placement.status in (*COMMITTED,)
        else []
    )
    latest: dict[int, OnboardingEvidence] = {}
    for one in OnboardingEvidence.objects.filter(item__in=items).order_by("given_at", "pk"):
        latest[one.item_id] = one
    found = []
    for item in items:
        given, state = latest.get(item.pk), item.state_on(today)
        waits = given is not None and given.checked_at is None
        if waits and state in (OnboardingItem.State.OPEN, OnboardingItem.State.EXPIRED):
            state = OnboardingItem.State.GIVEN
        own = item.requirement.owner == OnboardingRequirement.Owner.PERSON
        open_ = state in (OnboardingItem.State.OPEN, OnboardingItem.State.EXPIRED)
        back = given.sent_back_because if given is not None and open_ else ""
        found.append(OwnItem(item, state.value, own, own and open_, back))
    if placement.status == S.ACTIVE:  # what was in order on the first day is no news; what ended since is
        found = [one for one in found if one.may_give or one.state == OnboardingItem.State.GIVEN]
    return sorted(found, key=lambda one: (not one.may_give, not one.is_mine))


def interviews_of(placement: Placement) -> list[InterviewRequest]:
    """The interviews that have a moment, called off or not, the next first; one query."""
    return list(placement.interview_requests.filter(starts_at__isnull=False).order_by("starts_at"))


def last_answer(placement: Placement) -> OfferAnswer | None:
    """What somebody last said to this offer; one query."""
    return placement.offer_answers.first()


def offers_answered() -> QuerySet[OfferAnswer]:
    """For staff: the last answers to offers that nobody has recorded yet, the longest waiting first."""
    latest = OfferAnswer.objects.filter(placement__status=S.OFFERED).order_by("placement", "-at", "-pk")
    return (
        OfferAnswer.objects.filter(pk__in=latest.distinct("placement").values("pk"))
        .select_related("placement__opening__client", "placement__enrolment__application__applicant")
        .order_by("at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who somebody works for, and their position at the client."""

    name: str
    title: str


def supervisor_of(placement: Placement) -> Supervisor | None:
    """The supervisor once it is agreed; at most one query."""
    if placement.supervisor is None or placement.status in CANDIDATE or not placement.supervisor.name:
        return None
    title = (
        ClientContact.objects.filter(Q(user=placement.supervisor) & Q(client=placement.opening.client_id))
        .values_list("title", flat=True)
        .first()
    )
    return Supervisor(placement.supervisor.name, title or "")

"""What somebody reads of their own profile: what is shown, as each client sees it, what they decided, who looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from bootcamp.lifecycle import EnrolmentStatus
from bootcamp.models import Enrolment
from bootcamp.selectors.people import was_enrolled
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.models import ClientContact, GraduateProfile, Placement, ProfileDecision, ProfilePart, ProfileView
from placements.selectors.profile import Shown, shown_to_client
from placements.wall import only_clients

PAGE: Final = 50
"""Rows of who looked on one page."""


def own_enrolment(user: User) -> Enrolment | None:
    """The class for which somebody has a profile: completed, or presented from; of several the latest. One query."""
    presented = Placement.objects.filter(enrolment=OuterRef("pk"))
    own = Enrolment.objects.filter(
        Q(status=EnrolmentStatus.COMPLETED) | Exists(presented), application__applicant__user=user
    )
    return (
        own.select_related("application__applicant", "cohort", "profile", "cohort__portal_rule")
        .order_by("-enrolled_at", "-pk")
        .first()
    )


def has_profile(user: User) -> bool:
    """Whether the pages of a profile are for somebody. Two queries, one for whom the boot camp never saw."""
    return was_enrolled(user) and own_enrolment(user) is not None


def profile_of(enrolment: Enrolment) -> GraduateProfile | None:
    """The profile that came with `own_enrolment`; None while nothing was ever written."""
    return getattr(enrolment, "profile", None)


def own_placements(user: User) -> QuerySet[Placement]:
    """Where somebody was presented, the latest first, with client and opening."""
    return (
        Placement.objects.filter(enrolment__application__applicant__user=user)
        .select_related("opening__client")
        .order_by("-presented_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class AsSeen:
    """A placement's profile as the client reads it."""

    shown: Shown
    today: date


def as_seen(placement: Placement) -> AsSeen:
    """What the client of a placement reads, by the same selector and inside the same wall as the client's own page."""
    client = placement.opening.client
    with only_clients([client.pk]):
        shown = shown_to_client([placement])[placement.pk]
    return AsSeen(shown, clock.now().astimezone(client.tz).date())


@dataclass(frozen=True, slots=True)
class Choice:
    """One part: whether it is shown, what stands there now in a few words, and whether there is anything."""

    value: str
    label: str
    is_shown: bool
    lines: tuple[str, ...]


def everything(shown: Shown) -> dict[str, tuple[str, ...]]:
    """Part -> what stands there, as lines; empty where there is nothing yet."""
    moves = {True: _("would move"), False: _("would not move"), None: ""}[shown.may_relocate]
    place = tuple(filter(None, (shown.place, _("only remote work") if shown.remote_only else moves)))
    return {
        ProfilePart.SUMMARY: tuple(filter(None, (shown.summary,))),
        ProfilePart.SKILLS: shown.skills,
        ProfilePart.LANGUAGES: shown.languages,
        ProfilePart.PLACE: place,
        ProfilePart.CREDENTIALS: tuple(f"{proof.name} ({proof.issuer})" for proof in shown.credentials),
        ProfilePart.COMPETENCIES: tuple(f"{each.name}: {each.word}" for each in shown.competencies),
        ProfilePart.TRACK: tuple(filter(None, (shown.track,))),
    }


def choices(shown: Iterable[str], everything: dict[str, tuple[str, ...]]) -> list[Choice]:
    """The parts in their order, as rows of the page where they are chosen."""
    now = set(shown)
    return [Choice(part.value, str(part.label), part in now, everything.get(part, ())) for part in ProfilePart]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision in words: the labels of what was shown from then on."""

    at: datetime
    labels: list[str]


def decisions(enrolment: Enrolment) -> list[Decided]:
    """What somebody decided, the latest first. One query."""
    rows = ProfileDecision.objects.filter(profile__enrolment=enrolment).order_by("-at", "-pk")
    return [
        Decided(each.at, [str(ProfilePart(part).label) for part in each.shown if part in ProfilePart.values])
        for each in rows
    ]


def looked(user: User, *, after: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[ProfileView]:
    """Who looked at somebody, the latest first, with `title` of the contact; one more than `limit`, for the next page.

    Nobody sees their own row twice an hour, and an account that was erased leaves the row without a name. One query.
    """
    title = ClientContact.objects.filter(client=OuterRef("placement__opening__client"), user=OuterRef("by"))
    rows = (
        ProfileView.objects.filter(placement__enrolment__application__applicant__user=user)
        .select_related("placement__opening__client", "by")
        .annotate(title=Subquery(title.values("title")[:1]), client=F("placement__opening__client__name"))
        .order_by("-at", "-pk")
    )
    if after is not None:
        moment, pk = after
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=pk))
    return list(rows[: limit + 1])

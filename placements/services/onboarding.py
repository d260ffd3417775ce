"""The checklist before a first day, and whether somebody may start."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from careerpath.accounts.models import User
from careerpath.ui.moments import say_day
from placements.models import OnboardingItem, OnboardingRequirement, Placement
from placements.selectors.credentials import held_by


class CannotStart(ValueError):
    """Somebody cannot start. The message is the reason, in words for people."""


class CannotVerify(ValueError):
    """An item cannot be verified or waived like this. The message is the reason, in words for people."""


def today_at(placement: Placement) -> date:
    """Today where the client is."""
    return timezone.now().astimezone(placement.opening.client.tz).date()


@transaction.atomic
def make_checklists(placements: Sequence[Placement]) -> int:
    """Give each placement the items its client asks for now; what is there already stays. Returns how many were added.

    Due dates are worked back from the agreed first day. Needs `opening` and `enrolment.application.applicant` selected.
    """
    wanted: defaultdict[int, list[OnboardingRequirement]] = defaultdict(list)
    clients = {placement.opening.client_id for placement in placements}
    for requirement in OnboardingRequirement.objects.filter(client__in=clients, is_active=True):
        wanted[requirement.client_id].append(requirement)
    there = set(OnboardingItem.objects.filter(placement__in=placements).values_list("placement_id", "requirement_id"))
    items = [
        OnboardingItem(
            placement=placement,
            requirement=requirement,
            kind=requirement.kind,
            subject_id=placement.enrolment.application.applicant.user_id,
            due_on=(placement.starts_on or placement.opening.starts_on) - timedelta(days=requirement.days_before),
        )
        for placement in placements
        for requirement in wanted[placement.opening.client_id]
        if (placement.pk, requirement.pk) not in there
    ]
    OnboardingItem.objects.bulk_create(items)
    return len(items)


def _refuse_subject(item: OnboardingItem, by: User) -> None:
    subject = item.subject_id or item.placement.enrolment.application.applicant.user_id
    if subject == by.pk:
        raise CannotVerify("Nobody signs off their own onboarding. Ask somebody else in the programme.")


def expiry_of(requirement: OnboardingRequirement, verified_on: date) -> date | None:
    """The last day on which something verified on a day is valid; None where it does not expire."""
    return verified_on + timedelta(days=requirement.valid_for_days) if requirement.valid_for_days else None


@transaction.atomic
def verify_item(
    item: OnboardingItem, *, by: User, on: date | None = None, expires_on: date | None = None
) -> OnboardingItem:
    """Record that something was seen to be in order, and until when. Verifying again renews it.

    Raises CannotVerify for the person's own item, for a day that has not come, and for an expiry before the day.
    """
    locked = (
        OnboardingItem.objects.select_for_update(of=("self",))
        .select_related("requirement", "placement__opening__client", "placement__enrolment__application__applicant")
        .get(pk=item.pk)
    )
    _refuse_subject(locked, by)
    today = today_at(locked.placement)
    verified_on = on or today
    if verified_on > today:
        raise CannotVerify("Give the day on which it was seen: it cannot be in the future.")
    locked.expires_on = expires_on or expiry_of(locked.requirement, verified_on)
    if locked.expires_on is not None and locked.expires_on < verified_on:
        raise CannotVerify("It would expire before it was seen. Look at the two dates again.")
    locked.verified_on, locked.verified_by = verified_on, by
    locked.waived_on, locked.waived_by, locked.waiver_reason = None, None, ""
    locked.waiver_agreed_by = ""
    locked.save()
    return locked


@transaction.atomic
def waive_item(item: OnboardingItem, *, by: User, reason: str, agreed_by: str = "the client") -> OnboardingItem:
    """Record that the client does without it for this person, and why. Raises CannotVerify."""
    locked = (
        OnboardingItem.objects.select_for_update(of=("self",))
        .select_related("placement__opening__client", "placement__enrolment__application__applicant")
        .get(pk=item.pk)
    )
    _refuse_subject(locked, by)
    if not reason.strip():
        raise CannotVerify("Say in a few words why it is waived, and who at the client agreed.")
    locked.waived_on, locked.waived_by, locked.waiver_reason = today_at(locked.placement), by, reason.strip()
    locked.waiver_agreed_by = agreed_by.strip()
    locked.save()
    return locked


@transaction.atomic
def verify_all(placements: Sequence[Placement], *, by: User, on: date) -> int:
    """Verify every open item of some placements on a day, as one; returns how many. Raises CannotVerify for one's own."""
    items = list(
        OnboardingItem.objects.select_for_update(of=("self",))
        .filter(placement__in=placements, verified_on__isnull=True, waived_on__isnull=True)
        .select_related("requirement", "placement__enrolment__application__applicant")
        .order_by("pk")
    )
    for item in items:
        _refuse_subject(item, by)
        item.verified_on, item.verified_by = on, by
        item.expires_on = expiry_of(item.requirement, on)
    OnboardingItem.objects.bulk_update(items, ["verified_on", "verified_by", "expires_on"], batch_size=500)
    return len(items)


def start_refusals(placements: Sequence[Placement]) -> dict[int, str]:
    """Why each placement cannot start on its first day; those that can are left out. Three queries at any number.

    Needs `starts_on` set and `opening` selected. A blocking item that is open, or that is no longer valid on the first day,
    blocks; so does a credential the opening needs that is not held on that day.
    """
    items: defaultdict[int, list[OnboardingItem]] = defaultdict(list)
    for item in OnboardingItem.objects.filter(placement__in=placements, requirement__is_blocking=True).select_related(
        "requirement"
    ):
        items[item.placement_id].append(item)
    needed: defaultdict[int, dict[int, str]] = defaultdict(dict)
    through = placements[0].opening.credentials.through if placements else None
    if through is not None:
        for opening, credential, name in through._default_manager.filter(
            opening__in={placement.opening_id for placement in placements}
        ).values_list("opening_id", "credential_id", "credential__name"):
            needed[opening][credential] = name
    held = held_by([placement.enrolment_id for placement in placements])
    why: dict[int, str] = {}
    for placement in placements:
        reasons = _item_reasons(items[placement.pk], placement.starts_on)
        if placement.starts_on is not None:
            valid = {one.credential_id for one in held[placement.enrolment_id] if one.valid_on(placement.starts_on)}
            missing = sorted(name for pk, name in needed[placement.opening_id].items() if pk not in valid)
            reasons += [f"{name} is needed here and not held on the first day." for name in missing]
        if reasons:
            why[placement.pk] = " ".join(reasons)
    return why


def _item_reasons(items: Sequence[OnboardingItem], first_day: date | None) -> list[str]:
    if first_day is None:
        return ["No first day has been agreed yet."]
    reasons: list[str] = []
    states = [(item, item.state_on(first_day)) for item in items]
    if left := sorted(
        (str(one.requirement) for one, state in states if state == OnboardingItem.State.OPEN), key=str.casefold
    ):
        still = "One item that blocks the start is" if len(left) == 1 else f"{len(left)} items that block the start are"
        reasons.append(f"{still} still open: {', '.join(left)}.")
    for item, state in states:
        if state == OnboardingItem.State.EXPIRED and item.expires_on is not None:
            name = str(item.requirement)
            reasons.append(f"{name[0].upper()}{name[1:]} expires on {say_day(item.expires_on)}, before the first day.")
    return reasons


def check_can_start(placement: Placement) -> None:
    """Raise CannotStart with every reason why this person cannot start on their first day."""
    for reason in start_refusals([placement]).values():
        raise CannotStart(reason)


def can_start(placement: Placement) -> bool:
    """Whether nothing blocks the first day."""
    return not start_refusals([placement])

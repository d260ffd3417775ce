"""What stands between somebody and their first day: items that block, and credentials that are not held."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from careerpath.ui.moments import say_day
from placements.models import OnboardingItem, OnboardingRequirement, Placement
from placements.selectors.credentials import held_by

NO_CHECKLIST = "The client's checklist has not been made yet; it is made when onboarding begins."


def start_reasons(placements: Sequence[Placement], *, days: dict[int, date] | None = None) -> dict[int, list[str]]:
    """Why each placement cannot start on its first day, reason by reason; those that can are left out. Four queries at any number.

    Needs `opening` selected. `days` tries another first day for some. A blocking item that is open, or that does not last beyond
    the first day, blocks; so does a credential the opening needs that is not held on that day.
    """
    items: defaultdict[int, list[OnboardingItem]] = defaultdict(list)
    for item in OnboardingItem.objects.filter(placement__in=placements).select_related("requirement").order_by("pk"):
        items[item.placement_id].append(item)
    asking = set[int]()
    if bare := {one.opening.client_id for one in placements if one.pk not in items}:
        asked = OnboardingRequirement.objects.filter(client__in=bare, is_active=True, is_blocking=True)
        asking = set(asked.order_by().values_list("client_id", flat=True))
    needed: defaultdict[int, dict[int, str]] = defaultdict(dict)
    through = placements[0].opening.credentials.through if placements else None
    if through is not None:
        for opening, credential, name in through._default_manager.filter(
            opening__in={placement.opening_id for placement in placements}
        ).values_list("opening_id", "credential_id", "credential__name"):
            needed[opening][credential] = name
    held = held_by([placement.enrolment_id for placement in placements])
    why: dict[int, list[str]] = {}
    for placement in placements:
        first_day = (days or {}).get(placement.pk, placement.starts_on)
        if first_day is None:
            why[placement.pk] = ["No first day has been agreed yet."]
            continue
        reasons = item_reasons(items.get(placement.pk, ()), first_day)
        if placement.pk not in items and placement.opening.client_id in asking:
            reasons.append(NO_CHECKLIST)
        valid = {one.credential_id for one in held[placement.enrolment_id] if one.valid_on(first_day)}
        missing = sorted(name for pk, name in needed[placement.opening_id].items() if pk not in valid)
        reasons += [f"{name} is needed here and not held on the first day." for name in missing]
        if reasons:
            why[placement.pk] = reasons
    return why


def item_reasons(items: Sequence[OnboardingItem], first_day: date) -> list[str]:
    """What the items of one placement say against a first day, in words. Those that do not block are passed over."""
    blocking = [item for item in items if item.requirement.is_blocking and not item.lasts_beyond(first_day)]
    reasons: list[str] = []
    if left := sorted((str(one.requirement) for one in blocking if one.verified_on is None), key=str.casefold):
        still = "One item that blocks the start is" if len(left) == 1 else f"{len(left)} items that block the start are"
        reasons.append(f"{still} still open: {', '.join(left)}.")
    for item in blocking:
        if item.expires_on is None:
            continue
        if item.expires_on == first_day:
            reasons.append(f"{item.requirement.name} expires on the first day itself, {say_day(item.expires_on)}.")
        else:
            reasons.append(f"{item.requirement.name} expires on {say_day(item.expires_on)}, before the first day.")
    return reasons


def start_refusals(placements: Sequence[Placement], *, days: dict[int, date] | None = None) -> dict[int, str]:
    """`start_reasons`, each placement's in one text."""
    return {pk: " ".join(reasons) for pk, reasons in start_reasons(placements, days=days).items()}

"""A client's checklist as a template, and the checklists made from it. A change of the template leaves what was made as it was."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.models import Client, OnboardingEvent, OnboardingItem, OnboardingRequirement, Placement
from placements.services.onboarding import expiry_of, record
from placements.workdays import due_before

TERMS: Final = (
    "kind",
    "title",
    "owner",
    "instructions",
    "evidence",
    "is_blocking",
    "days_before",
    "valid_for_days",
)
"""What a line says."""


def due_on(requirement: OnboardingRequirement, placement: Placement) -> date:
    """When an item is due: worked back from the first day, in calendar days, on a working day."""
    return due_before(placement.starts_on or placement.opening.starts_on, requirement.days_before)


def asked_for(clients: set[int]) -> defaultdict[int, list[OnboardingRequirement]]:
    """Client id -> the lines they ask for now; one query."""
    wanted: defaultdict[int, list[OnboardingRequirement]] = defaultdict(list)
    for requirement in OnboardingRequirement.objects.filter(client__in=clients, is_active=True).order_by("pk"):
        wanted[requirement.client_id].append(requirement)
    return wanted


def new_item(placement: Placement, requirement: OnboardingRequirement) -> OnboardingItem:
    """An item, not yet saved."""
    return OnboardingItem(
        placement=placement,
        requirement=requirement,
        kind=requirement.kind,
        subject_id=placement.enrolment.application.applicant.user_id,
        due_on=due_on(requirement, placement),
    )


@transaction.atomic
def make_checklists(placements: Sequence[Placement]) -> list[OnboardingItem]:
    """Give each placement the items its client asks for now; what is there already stays, in its version. Returns what was added.

    Needs `opening` and `enrolment.application.applicant` selected. Three queries at any number.
    """
    wanted = asked_for({placement.opening.client_id for placement in placements})
    there = set(
        OnboardingItem.objects.filter(placement__in=placements).values_list("placement_id", "requirement__line")
    )
    return OnboardingItem.objects.bulk_create(
        [
            new_item(placement, requirement)
            for placement in placements
            for requirement in wanted[placement.opening.client_id]
            if (placement.pk, requirement.line) not in there
        ],
        batch_size=1000,
    )


@transaction.atomic
def save_requirement(
    client: Client, *, by: User | None, replaces: OnboardingRequirement | None = None, **terms: Any
) -> OnboardingRequirement:
    """Add a line to a client's checklist, or change one: as a new version where it was asked of somebody, else in place.

    `terms` as in TERMS; a line keeps its kind. Raises ValidationError with the words of what is wrong, field by field.
    """
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if replaces is None:
        made = OnboardingRequirement(client=client, made_by=by, made_at=clock.now(), **terms)
    else:
        before = OnboardingRequirement.objects.get(pk=replaces.pk, client=client)
        if not before.is_active:
            raise ValidationError("Somebody changed this line meanwhile. Look at the newest version of it.")
        if all(getattr(before, name) == value for name, value in terms.items()):
            return before
        made = before
        if before.items.exists():
            OnboardingRequirement.objects.filter(pk=before.pk).update(is_active=False)
            made = OnboardingRequirement(
                client=client,
                line=before.line,
                version=before.version + 1,
                **{name: getattr(before, name) for name in TERMS},
            )
        for name, value in terms.items():
            setattr(made, name, value)
        made.made_by, made.made_at, made.kind = by, clock.now(), before.kind
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def retire_requirement(requirement: OnboardingRequirement, *, by: User | None) -> None:
    """Ask for a line no more. Checklists that were made keep it; one that nobody was asked for goes altogether."""
    Client.objects.select_for_update(no_key=True).get(pk=requirement.client_id)
    locked = OnboardingRequirement.objects.get(pk=requirement.pk)
    if not locked.items.exists() and locked.version == 1:
        locked.delete()
    else:
        OnboardingRequirement.objects.filter(pk=locked.pk).update(is_active=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What bringing a checklist up to date would do to one line. `new` None: the item goes; `item` None: it comes."""

    item: OnboardingItem | None
    new: OnboardingRequirement | None
    words: str


def checklist_changes(placement: Placement) -> list[Change]:
    """What "bring this checklist up to date" would do, in words; two queries. Empty where it is up to date.

    A line that is asked for no more goes only where nothing was recorded about it.
    """
    wanted = {one.line: one for one in asked_for({placement.opening.client_id})[placement.opening.client_id]}
    items = list(placement.onboarding.select_related("requirement").order_by("due_on", "pk"))
    changes: list[Change] = []
    for item in items:
        new = wanted.pop(item.requirement.line, None)
        if new is None:
            if item.verified_on is None and item.waived_on is None and not item.events.exists():
                changes.append(Change(item, None, f"{item.requirement.name} is asked for no more, and goes."))
        elif new.pk != item.requirement_id:
            changes.append(Change(item, new, f"{item.requirement.name}: {_differences(item.requirement, new)}."))
    changes += [Change(None, new, f"{new.name} is new, and comes.") for new in wanted.values()]
    return changes


def _differences(old: OnboardingRequirement, new: OnboardingRequirement) -> str:
    said = []
    if old.title != new.title:
        said.append(f"is called {new.title}")
    if old.owner != new.owner:
        said.append(f"is done by {new.get_owner_display()}, not {old.get_owner_display()}")
    if old.evidence != new.evidence:
        said.append(f"asks for {new.get_evidence_display()}")
    if old.is_blocking != new.is_blocking:
        said.append("blocks the start" if new.is_blocking else "does not block the start any more")
    if old.days_before != new.days_before:
        said.append(f"is due {new.days_before} days before, not {old.days_before}")
    if old.valid_for_days != new.valid_for_days:
        said.append(f"is valid for {new.valid_for_days} days" if new.valid_for_days else "does not expire any more")
    if old.instructions != new.instructions:
        said.append("says in other words what to do")
    return ", ".join(said) or "is as it was"


@transaction.atomic
def update_checklist(placement: Placement, *, by: User) -> list[Change]:
    """Bring one checklist up to date with its client's; returns what was done. What was verified stays verified.

    Where the new version is valid for a shorter time, that holds from the day of the verification.
    """
    locked = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("opening__client", "enrolment__application__applicant")
        .get(pk=placement.pk)
    )
    if locked.LIFECYCLE.is_final(locked.status):
        return []
    changes = checklist_changes(locked)
    for change in changes:
        if change.new is None and change.item is not None:
            change.item.delete()
        elif change.item is not None and change.new is not None:
            item = change.item
            item.requirement = change.new
            item.due_on = due_on(change.new, locked)
            if item.verified_on is not None and (shorter := expiry_of(change.new, item.verified_on)) is not None:
                item.expires_on = min(shorter, item.expires_on or shorter)
            item.save()
            record(item, OnboardingEvent.What.UPDATED, by=by, note=change.words).save()
        elif change.new is not None:
            item = new_item(locked, change.new)
            item.save()
            record(item, OnboardingEvent.What.UPDATED, by=by, note=change.words).save()
    return changes


def line_of(client: Client, line: UUID) -> OnboardingRequirement | None:
    """The version of a line that is asked for now, or None."""
    return OnboardingRequirement.objects.filter(client=client, line=line, is_active=True).first()

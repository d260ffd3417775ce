"""What an applicant has been told. A release is held for its undo window: until that has passed they read what they read before,
and of what was undone or moved on inside the window they never hear.

Every page that an applicant has asks here, never `application.status`: what is hidden on one page must not show on another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db.models import Prefetch, QuerySet

from applicants.models import Application, ApplicationStatusChange, Decision, DecisionRelease
from careerpath.pipeline import clock

TAKE_BACK_WITHIN: Final = timedelta(hours=24)
"""How long an applicant can take a withdrawal back."""


def undo_of(batch: UUID) -> UUID:
    """The batch of the moves that take another batch back: it follows from that, so it can be found again."""
    return uuid5(batch, "undone")


def undo_batch(release: DecisionRelease) -> UUID:
    """The batch of the moves that take a release back."""
    return undo_of(release.batch)


def withdrawal_ends(change: ApplicationStatusChange) -> datetime:
    """Until when a withdrawal can be taken back."""
    return change.at + TAKE_BACK_WITHIN


def is_held(release: DecisionRelease, now: datetime | None = None) -> bool:
    """Whether nobody has been told of it yet, and it can still be undone."""
    return release.undone_at is None and release.hold_until is not None and (now or clock.now()) < release.hold_until


def told_at(release: DecisionRelease) -> datetime:
    """When people are told of what it carried out."""
    return release.hold_until or release.released_at


@dataclass(frozen=True)
class Told:
    """What an applicant may know of where their application stands."""

    status: str
    """A status of the application's lifecycle; the real one wherever nothing is held."""
    changes: Sequence[ApplicationStatusChange]
    """The history without what they were not told of, oldest first."""
    decisions: Mapping[UUID, Decision]
    """The decisions behind those changes, by the batch of their release."""

    def change_to(self, status: str) -> ApplicationStatusChange | None:
        """The last time it became this."""
        return next((change for change in reversed(self.changes) if change.to_status == status), None)

    def decision_of(self, change: ApplicationStatusChange | None) -> Decision | None:
        """The decision that a change carried out."""
        return self.decisions.get(change.batch) if change and change.batch else None

    def moment_of(self, change: ApplicationStatusChange) -> datetime:
        """When they learned of a change: of a decision when the hold was over, of all else when it happened."""
        decision = self.decision_of(change)
        return max(change.at, told_at(decision.release)) if decision and decision.release else change.at


def with_what_is_told(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same applications with what `told` needs, in two queries for all of them."""
    return applications.prefetch_related(
        Prefetch("history", queryset=ApplicationStatusChange.objects.order_by("pk")),
        Prefetch("decisions", queryset=_carried_out(Decision.objects.all())),
    )


def told(application: Application, now: datetime | None = None) -> Told:
    """What the applicant has been told by now; two queries at most, none after `with_what_is_told`."""
    known: dict[str, object] = getattr(application, "_prefetched_objects_cache", {})
    rows = list(application.history.all() if "history" in known else application.history.order_by("pk"))
    decisions: Iterable[Decision] = ()
    if any(row.batch and row.to_status in Decision.Kind.values for row in rows):
        decisions = application.decisions.all() if "decisions" in known else _carried_out(application.decisions.all())
    released = {each.release.batch: each for each in decisions if each.release is not None}
    kept = _without_what_was_undone(rows)
    seen = [
        row
        for row, after in zip(kept, [*kept[1:], None], strict=True)
        if _was_told(row, after, released.get(row.batch) if row.batch else None, now or clock.now())
    ]
    hidden = bool(kept) and bool(seen) and seen[-1] is not kept[-1]
    return Told(seen[-1].to_status if hidden else application.status, seen, released)


def _carried_out(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    return decisions.filter(release__isnull=False, skipped_reason="").select_related("release").order_by("pk")


def _without_what_was_undone(rows: list[ApplicationStatusChange]) -> list[ApplicationStatusChange]:
    """The history without the moves that were undone as a batch (a release, a withdrawal) and those that undid them: as if
    neither had been. Somebody who withdrew while a decision was held, and took that back, is told of it when the hold is over."""
    batches = {row.batch for row in rows if row.batch}
    gone = {each for batch in batches if (back := undo_of(batch)) in batches for each in (batch, back)}
    return [row for row in rows if row.batch not in gone]


def _was_told(
    row: ApplicationStatusChange, after: ApplicationStatusChange | None, decision: Decision | None, now: datetime
) -> bool:
    """Whether a move is told: all are but those of a release that is held, was undone, or was overtaken while it was held."""
    if decision is None or decision.release is None or decision.release.hold_until is None:
        return True
    release = decision.release
    if release.undone_at is not None or is_held(release, now):
        return False
    return after is None or after.at >= told_at(release)

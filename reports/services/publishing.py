"""The switch of a cohort's public page: which signed snapshot stands there, and what may follow it."""

from django.db import transaction

from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.models import Publication, Snapshot
from reports.rules import PUBLIC
from reports.sections.public import PublicFigures, close_figures
from reports.selectors.snapshots import figures_of, published_before
from reports.services.snapshots import SnapshotRefused, allowed, lock


def check_can_publish(snapshot: Snapshot, *, by: User) -> None:
    """Raise SnapshotRefused where this person may not put the snapshot on the public page, or it would tell of few people."""
    if not has_role(by, Role.MANAGER):
        raise SnapshotRefused(f"Only the role “{Role.MANAGER}” switches a public page on.")
    if snapshot.is_withdrawn:
        raise SnapshotRefused("This snapshot was withdrawn, so it is not published.")
    if snapshot.rules != PUBLIC.key or snapshot.minimum < PUBLIC.minimum:
        raise SnapshotRefused(
            f"Only a snapshot under the rules “{PUBLIC.label}” is published: it hides counts below {PUBLIC.minimum}."
        )
    if not snapshot.is_signed:
        raise SnapshotRefused("Somebody of the compliance role signs for the snapshot before it is published.")
    figures = figures_of(snapshot)
    if figures is None or not isinstance(figures.total, int):
        raise SnapshotRefused("This snapshot has no figures for the public: there is no class yet, or it is too small.")
    for before in published_before(snapshot.cohort):
        _check_apart(before, figures)


def _check_apart(before: Snapshot, figures: PublicFigures) -> None:
    earlier = figures_of(before)
    close = close_figures(earlier, figures, PUBLIC.minimum) if earlier is not None else []
    if close:
        raise SnapshotRefused(
            f"“{before.name}” was public before, and differs from this one by fewer than {PUBLIC.minimum} in: "
            f"{', '.join(close)}. Anybody who kept it could take one from the other and learn of those few people."
        )


def can_publish(snapshot: Snapshot, *, by: User) -> bool:
    """Whether this person may put the snapshot on the public page now."""
    return allowed(check_can_publish, snapshot, by=by)


@transaction.atomic
def publish(snapshot: Snapshot, *, by: User) -> Publication:
    """Show the four figures of a signed snapshot in public, in place of what stood there. Raises SnapshotRefused."""
    Cohort.objects.select_for_update(no_key=True).only("pk").get(
        pk=snapshot.cohort_id
    )  # one publication after the other
    locked = lock(snapshot)
    check_can_publish(locked, by=by)
    shown = Publication.objects.filter(cohort=locked.cohort, ended_at__isnull=True).first()
    if shown is not None and shown.snapshot_id == locked.pk:
        return shown
    now = clock.now()
    Publication.objects.filter(cohort=locked.cohort, ended_at__isnull=True).update(ended_by=by, ended_at=now)
    return Publication.objects.create(cohort=locked.cohort, snapshot=locked, published_by=by, published_at=now)


def check_can_unpublish(cohort: Cohort, *, by: User) -> None:
    """Raise SnapshotRefused where this person may not switch the cohort's public page off."""
    if not has_role(by, Role.MANAGER):
        raise SnapshotRefused(f"Only the role “{Role.MANAGER}” switches a public page off.")
    if not Publication.objects.filter(cohort=cohort, ended_at__isnull=True).exists():
        raise SnapshotRefused("This cohort has no public page now.")


def can_unpublish(cohort: Cohort, *, by: User) -> bool:
    """Whether this person may switch the cohort's public page off now."""
    return allowed(check_can_unpublish, cohort, by=by)


@transaction.atomic
def unpublish(cohort: Cohort, *, by: User) -> None:
    """Switch the public page of a cohort off. What stood there is remembered. Raises SnapshotRefused."""
    Cohort.objects.select_for_update(no_key=True).only("pk").get(pk=cohort.pk)
    check_can_unpublish(cohort, by=by)
    Publication.objects.filter(cohort=cohort, ended_at__isnull=True).update(ended_by=by, ended_at=clock.now())

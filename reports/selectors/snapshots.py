"""Snapshots as they are read: lists a page at a time, one with everybody who touched it, and what stands in public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from careerpath.ui.moments import say_moment
from cohorts.class_pages import ClassPage
from cohorts.models import Cohort
from reports.exporting.about import About
from reports.models import Publication, Snapshot
from reports.rules import RULE_SETS
from reports.sections.public import KEY, PublicFigures, read_figures
from reports.tables import Report, find, from_json

PAGE: Final = 50


@dataclass(frozen=True)
class SnapshotPage:
    """One page of a list, newest first; `after` is the key of the next page, 0 where this is the last."""

    rows: Sequence[Snapshot]
    after: int


@dataclass(frozen=True)
class PublicClass:
    """What the public page of a cohort shows: figures of a signed snapshot, its moment, and whether MENA alone counts."""

    cohort: Cohort
    snapshot: Snapshot
    figures: PublicFigures
    mena_counts: bool

    @property
    def most_hidden(self) -> int:
        """The largest count that is hidden."""
        return self.snapshot.minimum - 1

    @property
    def has_few_unknown(self) -> bool:
        """Whether a share is a range because few did not answer."""
        return any(not one.is_hidden and not one.knows_response for one in (self.figures.minority, self.figures.women))


def _light() -> QuerySet[Snapshot]:
    """Rows for lists: without the payload, with their people, and whether they stand in public now."""
    open_now = Publication.objects.filter(snapshot=OuterRef("pk"), ended_at__isnull=True)
    return (
        Snapshot.objects.defer("payload")
        .select_related("cohort", "frozen_by", "signed_by", "withdrawn_by")
        .annotate(is_public=Exists(open_now))
    )


def snapshots(cohort: Cohort | None = None, *, after: int = 0, size: int = PAGE) -> SnapshotPage:
    """Snapshots of a cohort or of all, the newest first: those older than the one with the id `after`. One query."""
    rows = _light().order_by("-pk")
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: size + 1])
    return SnapshotPage(found[:size], found[size - 1].pk if len(found) > size else 0)


def comparable(also: Iterable[str] = (), most: int = 200) -> QuerySet[Snapshot]:
    """Snapshots to choose from when two are compared: the newest, and those whose public ids are given."""
    newest = Snapshot.objects.order_by("-pk").values("pk")[:most]
    return _light().filter(Q(pk__in=newest) | Q(public_id__in=[key for key in also if _is_uuid(key)])).order_by("-pk")


def _is_uuid(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def snapshot_of(public_id: UUID) -> Snapshot:
    """One snapshot with its payload. Raises Snapshot.DoesNotExist."""
    return _light().defer(None).get(public_id=public_id)


def report_of(snapshot: Snapshot) -> Report:
    """The report that was frozen."""
    return from_json(snapshot.payload)


def about(snapshot: Snapshot, report: Report) -> About:
    """What a file of the snapshot says of itself; moments in the cohort's time zone."""
    zone = snapshot.cohort.time_zone

    def by(person: object, at: datetime | None, words: str = "") -> str:
        return f"by {person}, {say_moment(at, zone)}{f': {words}' if words else ''}" if at else ""

    return About(
        title=report.title,
        cohort=snapshot.cohort.name,
        name=snapshot.name,
        as_of=say_moment(snapshot.as_of, zone),
        rules=f"{snapshot.rules_label} ({snapshot.rules})",
        minimum=snapshot.minimum,
        inputs_digest=snapshot.inputs_digest,
        payload_digest=snapshot.payload_digest,
        frozen=by(snapshot.frozen_by, snapshot.frozen_at),
        is_signed=snapshot.is_signed,
        signed=by(snapshot.signed_by, snapshot.signed_at, snapshot.sign_note) or "nobody has signed for it",
        withdrawn=by(snapshot.withdrawn_by, snapshot.withdrawn_at, snapshot.withdrawn_why),
        moment=snapshot.frozen_at,
    )


def figures_of(snapshot: Snapshot) -> PublicFigures | None:
    """The public figures in a snapshot; None where it has none."""
    section = find(report_of(snapshot).sections, KEY)
    return read_figures(section) if section is not None else None


def published_before(cohort: Cohort) -> list[Snapshot]:
    """Every snapshot of the cohort that was ever public, the newest first."""
    rows = Snapshot.objects.filter(Exists(Publication.objects.filter(snapshot=OuterRef("pk"), cohort=cohort)))
    return list(rows.order_by("-pk"))


def publications(cohort: Cohort) -> QuerySet[Publication]:
    """When which snapshot stood on the public page, the newest first."""
    return (
        Publication.objects.filter(cohort=cohort)
        .select_related("snapshot", "published_by", "ended_by")
        .defer("snapshot__payload")
    )


def public_class(slug: str) -> PublicClass | None:
    """What stands on the public page of a cohort now; None where nothing does."""
    found = (
        Publication.objects.filter(
            cohort__slug=slug,
            ended_at__isnull=True,
            snapshot__withdrawn_at__isnull=True,
            snapshot__signed_at__isnull=False,
        )
        .select_related("cohort", "snapshot")
        .first()
    )
    figures = figures_of(found.snapshot) if found else None
    if found is None or figures is None or found.snapshot.rules not in RULE_SETS:
        return None
    return PublicClass(found.cohort, found.snapshot, figures, RULE_SETS[found.snapshot.rules].mena_counts)


def public_classes() -> list[ClassPage]:
    """Cohorts with a public page now, the newest class first. One query."""
    rows = Publication.objects.filter(ended_at__isnull=True).order_by("-cohort__bootcamp_starts", "-cohort")
    return [
        ClassPage(slug, name, reverse("class", args=[slug]))
        for slug, name in rows.values_list("cohort__slug", "cohort__name")
    ]

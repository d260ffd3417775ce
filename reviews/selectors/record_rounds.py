"""What the readers and interviewers of each round wrote about one application, for staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from applicants.models import Application
from careerpath.accounts.models import User
from reviews.models import Assignment, Measurement, RoundEntry, Scoresheet, ScoresheetChange
from reviews.scorecard import RECOMMENDATIONS, Card, read_card
from reviews.selectors.seeing import waits_for


@dataclass(frozen=True)
class Marked:
    """One attribute as a reader marked it: the mark, what that point looks like, and why."""

    key: str
    name: str
    weight: int
    mark: int
    anchor: str
    note: str


@dataclass(frozen=True)
class Sheet:
    """One scoresheet, in words. `severity` in hundredths of a point (below 0: marks lower than others), None where not known."""

    scoresheet: Scoresheet
    reader: str
    marked: list[Marked]
    red_flags: list[str]
    recommended: str
    severity: int | None
    changes: Sequence[ScoresheetChange] = ()

    @property
    def adjusted(self) -> int | None:
        """What it says once the reader's own severity is taken out; hundredths of a point."""
        return None if self.severity is None else self.scoresheet.raw - self.severity


@dataclass(frozen=True)
class InRound:
    """An application in one round. `hidden`: the viewer reads here too, and may not see the others' yet."""

    entry: RoundEntry
    card: Card
    sheets: Sequence[Sheet]
    unread: Sequence[Assignment]
    measurement: Measurement | None
    hidden: bool = False

    @property
    def label(self) -> str:
        """What its readers knew it by."""
        return f"A-{self.entry.public_id.hex[:4].upper()}"

    @property
    def asked_for(self) -> int:
        """How many reads it is to get."""
        return self.entry.round.reads + self.entry.more_reads

    @property
    def ended(self) -> list[Assignment]:
        """Whom it was given to and who did not read it."""
        return [each for each in self.unread if each.ended_at]

    @property
    def attributes(self) -> list[tuple[str, int, str, list[int | None]]]:
        """Row by row: attribute, weight, what it looks for, and the mark of each reader."""
        return [
            (each.name, each.weight, each.looks_for, [_mark_at(sheet, place) for sheet in self.sheets])
            for place, each in enumerate(self.card.attributes)
        ]

    @property
    def how(self) -> str:
        """How the adjusted mean came about, in words."""
        entry = self.entry
        if entry.raw is None:
            return "Not worked out yet: it is, some minutes after a scoresheet comes in."
        if entry.adjusted is None:
            return "No adjusted mean: readers of this round have too few applications in common to tell how severe each is."
        return (
            "The raw mean is the plain mean of the readers’ weighted marks. The adjusted mean takes out how severe each of these "
            "readers is, worked out from applications that several have read and drawn towards 0 as far as chance may have "
            "made it."
        )


def _mark_at(sheet: Sheet, place: int) -> int | None:
    return sheet.marked[place].mark if place < len(sheet.marked) else None


def rounds_of(application: Application, *, viewer: User) -> list[InRound]:
    """The rounds an application is or was in, the oldest first; six queries at most, whatever was written."""
    sheets = (
        Scoresheet.objects.select_related("reader__user")
        .prefetch_related(Prefetch("changes", queryset=ScoresheetChange.objects.select_related("by")))
        .order_by("sent_at", "pk")
    )
    unread = (
        Assignment.objects.filter(finished_at__isnull=True).select_related("reader__user").order_by("assigned_at", "pk")
    )
    entries = list(
        RoundEntry.objects.filter(application=application)
        .select_related("round__scorecard_version__scorecard", "round__cohort", "agreed_by")
        .prefetch_related(
            Prefetch("scoresheets", queryset=sheets), Prefetch("assignments", queryset=unread, to_attr="unread")
        )
        .order_by("round__created_at", "round")
    )
    if not entries:
        return []
    measured = newest_measurements([each.round_id for each in entries])
    waits = waits_for(viewer, [each.pk for each in entries])
    return [_in_round(each, measured.get(each.round_id), hidden=each.pk in waits, viewer=viewer) for each in entries]


def newest_measurements(rounds: Sequence[int]) -> dict[int, Measurement]:
    """The measurement that counts of each round; one query."""
    found = Measurement.objects.filter(round__in=rounds).order_by("round_id", "-made_at", "-pk").distinct("round_id")
    return {each.round_id: each for each in found}


def severities(measurement: Measurement | None) -> dict[int, int]:
    """Reader -> severity in hundredths of a point, as a measurement has it; empty where there is none."""
    figures: dict[str, Any] = measurement.figures if measurement else {}
    readers = figures.get("readers", [])
    return {
        int(each["reader"]): round(each["severity"])
        for each in readers
        if isinstance(each, dict) and each.get("reader") is not None and each.get("severity") is not None
    }


def _in_round(entry: RoundEntry, measurement: Measurement | None, *, hidden: bool, viewer: User) -> InRound:
    card, severe = read_card(entry.round.scorecard_version.document), severities(measurement)
    shown = [each for each in entry.scoresheets.all() if not hidden or each.reader.user_id == viewer.pk]
    return InRound(
        entry,
        card,
        [in_words(each, card, severe.get(each.reader_id)) for each in shown],
        entry.unread,  # type: ignore[attr-defined]  # prefetched to it
        measurement,
        hidden,
    )


def in_words(scoresheet: Scoresheet, card: Card, severity: int | None = None) -> Sheet:
    """A scoresheet beside the scorecard it was filled in by; needs `reader__user` and `changes`."""
    flags = {each.key: each.name for each in card.red_flags}
    return Sheet(
        scoresheet,
        str(scoresheet.reader.user),
        [
            Marked(
                each.key, each.name, each.weight, mark, each.anchors[mark - 1], str(scoresheet.notes.get(each.key, ""))
            )
            for each, mark in zip(card.attributes, scoresheet.marks, strict=False)
        ],
        [flags.get(key, key) for key in scoresheet.red_flags],
        RECOMMENDATIONS.get(scoresheet.recommendation, ""),
        severity,
        list(scoresheet.changes.all()),
    )

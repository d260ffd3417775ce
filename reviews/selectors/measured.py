"""What a round's newest measurement says, with the names of its readers: for staff, and for a reader about themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from reviews.lifecycle import RoundStatus
from reviews.models import Measurement, ReviewRound, RoundEntry, RoundReader, Scoresheet, ScoresheetChange
from reviews.scorecard import read_card, weighted_mean
from reviews.selectors.seeing import reads_in

WIDEST: Final = 10
"""So many of the applications that readers differ about most are listed."""
SETTLE: Final = timedelta(seconds=20)
"""A round is not measured again so soon after it was: many readers send at the same time."""
OVERLAP: Final = timedelta(minutes=2)
"""A change that is so much older than a measurement may have been on its way while that was made."""


@dataclass(frozen=True)
class Measured:
    """A round with its figures. `measurement` None: nothing was measured yet."""

    round: ReviewRound
    measurement: Measurement | None = None
    names: dict[int, str] = field(default_factory=dict)
    """Reader in the round -> who that is."""
    waiting: int = 0
    """Scoresheets that came in since."""
    cases: dict[int, RoundEntry] = field(default_factory=dict)
    """The calibration cases by their id."""
    widest: list[RoundEntry] = field(default_factory=list)
    """The applications about which readers differ most, the widest first."""
    is_hidden: bool = False
    """The viewer reads in it too: no single application is shown."""

    @property
    def figures(self) -> dict[str, Any]:
        """As `reviews.measuring.figures` made them; empty where there are none."""
        return self.measurement.figures if self.measurement else {}


def newest(round: ReviewRound) -> Measurement | None:
    """The measurement that counts."""
    return Measurement.objects.filter(round=round).order_by("-made_at", "-pk").first()


def measured(round: ReviewRound, viewer: User) -> Measured:
    """All that the page of a round's readers shows this person: six queries at any size.

    Whoever reads in the round while readers must not see each other's reviews gets no single application and no planted case.
    """
    measurement = newest(round)
    sent = Scoresheet.objects.filter(round=round).count()
    if measurement is None:
        return Measured(round, waiting=sent)
    readers = RoundReader.objects.filter(round=round).select_related("user")
    entries = RoundEntry.objects.filter(round=round).select_related("application__applicant")
    is_hidden = bool(reads_in(viewer, [round]))
    widest = entries.filter(is_calibration=False, spread__gt=0).order_by("-spread", "pk")[:WIDEST]
    return Measured(
        round,
        measurement,
        {each.pk: str(each.user) for each in readers},
        max(0, sent - measurement.scoresheets),
        {} if is_hidden else {each.pk: each for each in entries.filter(is_calibration=True)},
        [] if is_hidden else list(widest),
        is_hidden,
    )


def due(rounds: Iterable[int] | None = None) -> list[ReviewRound]:
    """Rounds, of these or of all, whose newest measurement is of other scoresheets, and not of this very moment. Two queries.

    Those that were closed before they were last measured are not looked at: nothing comes in there any more.
    """
    of_round = Measurement.objects.filter(round=OuterRef("pk")).order_by("-made_at", "-pk")
    found = (
        ReviewRound.objects.filter(status__in=(RoundStatus.OPEN, RoundStatus.CLOSED))
        .annotate(measured_at=Subquery(of_round.values("made_at")[:1]))
        .filter(
            Q(measured_at__isnull=True)
            | Q(measured_at__lt=clock.now() - SETTLE)
            & (Q(status=RoundStatus.OPEN) | Q(status_changed_at__gte=F("measured_at") - OVERLAP))
        )
    )
    if rounds is not None:
        found = found.filter(pk__in=list(rounds))
    sheets = Scoresheet.objects.filter(round=OuterRef("pk")).order_by().values("round")
    changed = ScoresheetChange.objects.filter(
        scoresheet__round=OuterRef("pk"), at__gt=OuterRef("measured_at") - OVERLAP
    ).order_by()
    return list(
        ReviewRound.objects.filter(pk__in=[each.pk for each in found])
        .annotate(
            measured_at=Subquery(of_round.values("made_at")[:1]),
            sheets_then=Coalesce(Subquery(of_round.values("scoresheets")[:1]), 0),
            sheets_now=Coalesce(Subquery(sheets.annotate(n=Count("pk")).values("n")), 0),
        )
        .annotate(is_changed=Exists(changed))
        .filter(~Q(sheets_now=F("sheets_then")) | Q(is_changed=True))
        .order_by("pk")
    )


def in_groups(rounds: Iterable[ReviewRound]) -> list[tuple[ReviewRound, int]]:
    """Of these rounds those whose readers fall into groups that no application connects, with how many groups; one query.

    Marks are adjusted for severity within a group alone, since between groups strict readers and weak applications look the same.
    """
    named = {each.pk: each for each in rounds}
    newest_of_each = Measurement.objects.filter(round__in=named).order_by("round", "-made_at", "-pk").distinct("round")
    found = newest_of_each.values_list("round", "figures__severity__groups")
    return [(named[pk], len(groups)) for pk, groups in found if groups and len(groups) > 1]


@dataclass(frozen=True)
class OwnCase:
    """A calibration case as one reader marked it, beside what was agreed; marks in the order of the scorecard."""

    number: int
    rows: list[tuple[str, int, int]]
    """Attribute, own mark, agreed mark."""
    own: int
    agreed: int
    """Weighted means in hundredths of a point."""


@dataclass(frozen=True)
class OwnMeasure:
    """What a reader learns about their own reading once the round is closed. Nobody else is in it, and no application."""

    round: ReviewRound
    sheets: int
    cases: list[OwnCase]
    figures: dict[str, Any] | None
    """Their line of the measurement."""

    @property
    def is_closed(self) -> bool:
        """Whether there is anything to tell yet."""
        return bool(self.round.status == RoundStatus.CLOSED)


def own_measure(round: ReviewRound, user: User) -> OwnMeasure | None:
    """A reader's own figures in a closed round; while it is open, none of them. None for anybody who does not read in it."""
    reader = RoundReader.objects.filter(round=round, user=user).first()
    if reader is None:
        return None
    if round.status != RoundStatus.CLOSED:
        return OwnMeasure(round, 0, [], None)
    card = read_card(round.scorecard_version.document)
    planted = (
        Scoresheet.objects.filter(reader=reader, entry__is_calibration=True).select_related("entry").order_by("nth")
    )
    cases = [
        OwnCase(
            number,
            [
                (each.name, own, agreed)
                for each, own, agreed in zip(card.attributes, sheet.marks, sheet.entry.agreed or (), strict=True)
            ],
            sheet.raw,
            weighted_mean(sheet.entry.agreed or (), card.weights),
        )
        for number, sheet in enumerate(planted, 1)
    ]
    measurement = newest(round)
    lines = measurement.figures["readers"] if measurement else []
    return OwnMeasure(
        round,
        Scoresheet.objects.filter(reader=reader).count(),
        cases,
        next((line for line in lines if line["reader"] == reader.pk), None),
    )

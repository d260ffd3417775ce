"""The only way from an application to a reader's page. What is not made here, a reader does not get.

In a blind round that is a label that leads nowhere else, the texts with whoever wrote them taken out, the answers chosen from a
list if the round shows them, and the redacted words of the resume likewise. Never a name, an address, a school, a day, a year, a
score, or what anybody said of themselves. It stays so when the round is over.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from applicants.documents.redacting import Redactor
from applicants.models import Application
from applicants.selectors.masking import Masked, Passage, known_schools, mask, with_identity
from careerpath.accounts.models import User
from reviews.models import Assignment, ReaderConflict, ReviewRound, RoundEntry, Scoresheet
from reviews.scorecard import RECOMMENDATIONS, read_card

__all__ = ["Passage", "Projection", "ShownReview", "label_of", "look_at", "preview", "project", "shown_reviews"]

STILL_THEIRS = Q(ended_at__isnull=True) | Q(ended_as=Assignment.End.EXPIRED)
"""Who knows the person, abstained or dropped out does not open it again; whose checkout ran out may still be reading."""


@dataclass(frozen=True)
class Projection:
    """One application as a reader sees it."""

    public_id: UUID
    """The entry's own: no other address knows it."""
    label: str
    is_blind: bool
    passages: tuple[Passage, ...]
    choices: tuple[Passage, ...]
    resume: str
    name: str = ""
    """Empty in a blind round, always."""


@dataclass(frozen=True)
class ShownReview:
    """What another reader found, as this one may see it."""

    who: str
    """`Reader 2`: in a blind round readers are numbered, never named."""
    comment: str
    recommendation: str = ""
    marks: tuple[tuple[str, int, str], ...] = ()
    """Attribute, mark from 1 to 5, and the note why."""
    red_flags: tuple[str, ...] = ()


def label_of(entry: RoundEntry) -> str:
    """What a reader calls an application: six signs of its random id in the round, which tells nothing and leads nowhere."""
    return f"A-{entry.public_id.hex[:6].upper()}"


def project(entries: Iterable[RoundEntry | int], *, for_reader: User) -> dict[int, Projection]:
    """What this reader sees of each entry, by its id; three queries for any number, beside forms not read before.

    An entry that was not given to them is not in the answer, nor one whose applicant they are or know, or asked us to delete it.
    """
    return {pk: shown for pk, (shown, _) in _projected(_for_reader(entries, for_reader)).items()}


def look_at(assignment: Assignment, *, for_reader: User) -> tuple[Projection, list[ShownReview]] | None:
    """What the page of one assignment shows: the application, and what others wrote of it; None where it is not theirs to see.

    Four queries at most: who wrote it is read once, for both.
    """
    found = _projected(_for_reader([assignment.entry_id], for_reader)).get(assignment.entry_id)
    if found is None:
        return None
    shown, masked = found
    return shown, _reviews(assignment, lambda: masked.redactor)


def preview(entries: Iterable[RoundEntry | int]) -> dict[int, Projection]:
    """The same for staff, who look at what readers will see."""
    return {pk: shown for pk, (shown, _) in _projected(_entries(entries)).items()}


def shown_reviews(assignment: Assignment) -> list[ShownReview]:
    """What others wrote of the same application, as the round lets this reader see it; empty where it does not.

    Never the reader's own, and of a blind round with whoever wrote the application taken out: a reader may have quoted them.
    Of a calibration case, which everybody reads, no more than any other would have: else its reviews would give it away.
    """

    def redactor() -> Redactor:
        application = with_identity(Application.objects.filter(pk=assignment.entry.application_id)).get()
        return mask(application, schools=known_schools()).redactor

    return _reviews(assignment, redactor)


def _reviews(assignment: Assignment, redactor_of: Callable[[], Redactor]) -> list[ShownReview]:
    """The same; `redactor_of` is asked only where there is something to mask."""
    round = assignment.round
    if round.others == ReviewRound.Others.NEVER or assignment.reader.left_at is not None:
        return []
    if round.others == ReviewRound.Others.AFTER and assignment.finished_at is None:
        return []
    sheets = list(
        Scoresheet.objects.filter(entry=assignment.entry_id)
        .exclude(reader=assignment.reader_id)
        .select_related("reader__user")
        .order_by("public_id")[: round.reads - 1 if assignment.entry.is_calibration else None]
    )
    if not sheets:
        return []
    card = read_card(round.scorecard_version.document)
    flags = {flag.key: flag.name for flag in card.red_flags}
    redactor = redactor_of() if round.is_blind else None

    def said(text: str) -> str:
        return redactor.text(text) if redactor else text

    return [
        ShownReview(
            who=f"Reader {number}" if round.is_blind else str(sheet.reader.user),
            comment=said(sheet.comment),
            recommendation=RECOMMENDATIONS[sheet.recommendation],
            marks=tuple(
                (attribute.name, mark, said(str(sheet.notes.get(attribute.key, ""))))
                for attribute, mark in zip(card.attributes, sheet.marks, strict=True)
            ),
            red_flags=tuple(flags.get(key, key) for key in sheet.red_flags),
        )
        for number, sheet in enumerate(sheets, start=1)
    ]


def _for_reader(entries: Iterable[RoundEntry | int], reader: User) -> QuerySet[RoundEntry]:
    """Those of the entries that were given to this reader, whose applicant they neither are nor know, nor asked us to delete it."""
    given = Assignment.objects.filter(STILL_THEIRS, entry=OuterRef("pk"), reader__user=reader)
    knows = ReaderConflict.objects.filter(reader=reader, applicant=OuterRef("application__applicant"))
    found = _entries(entries).filter(Exists(given), application__restriction__isnull=True)
    return found.exclude(application__applicant__user=reader).exclude(Exists(knows))


def _entries(entries: Iterable[RoundEntry | int]) -> QuerySet[RoundEntry]:
    ids = [each.pk if isinstance(each, RoundEntry) else each for each in entries]
    applications = Prefetch("application", queryset=with_identity(Application.objects.all()))
    return RoundEntry.objects.filter(pk__in=ids).select_related("round").prefetch_related(applications)


def _projected(entries: QuerySet[RoundEntry]) -> dict[int, tuple[Projection, Masked]]:
    found = list(entries)
    schools = known_schools() if found else []
    return {entry.pk: _one(entry, schools) for entry in found}


def _one(entry: RoundEntry, schools: list[str]) -> tuple[Projection, Masked]:
    round, application = entry.round, entry.application
    masked = mask(
        application,
        schools=schools,
        choices=ReviewRound.Sees.CHOICES in round.sees,
        resume=ReviewRound.Sees.RESUME in round.sees,
        blind=round.is_blind,
    )
    shown = Projection(
        entry.public_id,
        label_of(entry),
        round.is_blind,
        masked.passages,
        masked.choices,
        masked.resume,
        "" if round.is_blind else application.applicant.name,
    )
    return shown, masked

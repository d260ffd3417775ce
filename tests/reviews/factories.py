"""Plain functions that make rounds, entries, readers, assignments and scoresheets for tests: as little as is valid."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any
from uuid import uuid4

from applicants.models import Application
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move
from cohorts.models import Cohort
from reviews.models import (
    Assignment,
    ReviewRound,
    RoundEntry,
    RoundReader,
    Scorecard,
    ScorecardVersion,
    Scoresheet,
)
from reviews.scorecard import read_card, weighted_mean
from tests.factories import make_application, make_cohort, make_user

_numbers = count(1)
ATTRIBUTES = {"drive": 2, "learning": 1, "words": 1}
"""Key -> weight of the card that tests mark by."""
FLAGS = ("copied", "contradiction")


def make_document(attributes: Mapping[str, int] = ATTRIBUTES, flags: Sequence[str] = FLAGS) -> dict[str, Any]:
    """The document of a scorecard; anchors say which point they are."""
    return {
        "attributes": [
            {
                "key": key,
                "name": key.capitalize(),
                "looks_for": f"What shows {key}.",
                "weight": weight,
                "anchors": [f"{key.capitalize()} at {point}" for point in range(1, 6)],
            }
            for key, weight in attributes.items()
        ],
        "red_flags": [{"key": key, "name": f"Flag {key}"} for key in flags],
    }


def make_card(document: Mapping[str, Any] | None = None, use: str = "reading", **fields: Any) -> ScorecardVersion:
    """The first version of a scorecard."""
    number = next(_numbers)
    card = Scorecard.objects.create(slug=f"card-{number}", name=f"Card {number}", use=use)
    values = {"document": document or make_document(), "frozen_at": clock.now(), **fields}
    return ScorecardVersion.objects.create(scorecard=card, number=1, **values)


def make_round(cohort: Cohort | None = None, *, status: str = "open", **fields: Any) -> ReviewRound:
    """A round: open and blind, read by two, unless said otherwise. An interview round is not blind."""
    number = next(_numbers)
    kind = fields.get("kind", "reading")
    values: dict[str, Any] = {
        "name": f"Round {number}",
        "reads": 2 if kind == "reading" else 1,
        "is_blind": kind == "reading",
        "seed": f"seed-{number}",
        **fields,
    }
    if "scorecard_version" not in values:
        values["scorecard_version"] = make_card(use=kind)
    if "created_by" not in values:
        values["created_by"] = make_user(Role.RECRUITER)
    round = ReviewRound.objects.create(cohort=cohort or make_cohort(), **values)
    begin(round, by=None)
    for step in {"draft": [], "open": ["open"], "closed": ["open", "closed"], "cancelled": ["cancelled"]}[status]:
        round = move(round, to=step, by=None)
    return round


def make_reader(round: ReviewRound, user: User | None = None, **fields: Any) -> RoundReader:
    """Somebody who reads in a round; a new reviewer unless given."""
    return RoundReader.objects.create(round=round, user=user or make_user(Role.REVIEWER), **fields)


def make_entry(round: ReviewRound, application: Application | None = None, **fields: Any) -> RoundEntry:
    """An application in a round; a new one, in review (or asked to an interview), unless given."""
    if application is None:
        application = make_application(round.cohort)
        steps = ["screened", "in_review", *(["interview"] if round.kind == "interview" else [])]
        for step in steps:
            application = move(application, to=step, by=None)
    return RoundEntry.objects.create(round=round, application=application, **fields)


def make_assignment(entry: RoundEntry, reader: RoundReader, **fields: Any) -> Assignment:
    """Something to read; it comes behind what was made before."""
    return Assignment.objects.create(round=entry.round, entry=entry, reader=reader, **{"lot": next(_numbers), **fields})


def make_queue(
    count: int = 1, *, round: ReviewRound | None = None, reader: RoundReader | None = None, **fields: Any
) -> tuple[ReviewRound, RoundReader, list[Assignment]]:
    """A round with one reader and so many applications before them."""
    round = round or make_round(**fields)
    reader = reader or make_reader(round)
    return round, reader, [make_assignment(make_entry(round), reader) for _ in range(count)]


def sheet_values(marks: Sequence[int] | int = 3, attributes: Sequence[str] = tuple(ATTRIBUTES)) -> dict[str, Any]:
    """What `scoring.submit` wants beside the assignment, the reader and the id: marks in the order of the card, whole."""
    points = [marks] * len(attributes) if isinstance(marks, int) else marks
    given = dict(zip(attributes, points, strict=True))
    return {
        "marks": given,
        "notes": {key: f"Why {key} is {mark}." for key, mark in given.items() if mark in (1, 5)},
        "red_flags": [],
        "recommendation": 3,
        "comment": "What was seen.",
    }


def make_sheet(assignment: Assignment, marks: Sequence[int] | int = 3, **values: Any) -> Scoresheet:
    """A scoresheet, sent by its reader through the service."""
    from reviews.services.scoring import submit

    return submit(assignment, by=assignment.reader.user, sent_id=uuid4(), **{**sheet_values(marks), **values})


def make_sheets(
    round: ReviewRound, marks: Mapping[tuple[RoundEntry, RoundReader], Sequence[int]], **fields: Any
) -> list[Scoresheet]:
    """Many scoresheets in two statements, past the service: (entry, reader) -> marks in the order of the card.

    The nth of each reader is the order in which the mapping names them.
    """
    weights = read_card(round.scorecard_version.document).weights
    now = clock.now()
    assignments = Assignment.objects.bulk_create(
        Assignment(round=round, entry=entry, reader=reader, lot=next(_numbers), begun_at=now, finished_at=now)
        for entry, reader in marks
    )
    nth: dict[int, int] = {}
    sheets = []
    for assignment, given in zip(assignments, marks.values(), strict=True):
        nth[assignment.reader_id] = nth.get(assignment.reader_id, 0) + 1
        values = {"recommendation": 3, "comment": "Seen.", "begun_at": now, **fields}
        sheets.append(
            Scoresheet(
                assignment=assignment,
                round=round,
                entry_id=assignment.entry_id,
                reader_id=assignment.reader_id,
                sent_id=uuid4(),
                marks=list(given),
                raw=weighted_mean(given, weights),
                nth=nth[assignment.reader_id],
                **values,
            )
        )
    return Scoresheet.objects.bulk_create(sheets)

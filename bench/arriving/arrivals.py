"""Who came when: the real file's start and submit times, and what people answered, in the form's own terms."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from applicants.importing.mapping import parse
from applicants.importing.reading import inspect, open_table
from applicants.importing.rows import BoundMapping
from cohorts.answers import QuestionSpec

ROOT: Final = Path(__file__).resolve().parents[2]
REAL: Final = ROOT.parent / "shared" / "data" / "new-coders-2016-first-9500.csv"
MAPPING: Final = ROOT / "docs" / "examples" / "new-coders-2016.toml"
MOST_BYTES: Final = 64 * 1024 * 1024
TEXT: Final = "It began with a night in a waiting room, and a screen that nobody could read. “Somebody” <should> mend that & stay. "


@dataclass(frozen=True)
class Arrival:
    """One person: seconds after the first moment of the replay at which they start and send (already divided by the speed), and
    their answers by question."""

    number: int
    starts: float
    sends: float
    answers: dict[str, Any]


def real_arrivals(specs: Sequence[QuestionSpec]) -> list[tuple[datetime, datetime, dict[str, Any]]]:
    """Started, submitted and answers of each row of the real file that the form takes, by start; what it asks beside is made up."""
    facts = inspect(REAL, most_bytes=MOST_BYTES)
    with open_table(REAL, facts) as source:
        bound = BoundMapping(parse(MAPPING.read_text(encoding="utf-8"), specs), source.header)
        rows = [bound.clean(row) for row in source.rows]
    kept = [row for row in rows if not row.refused and row.started_at and row.submitted_at]
    found = [
        (row.started_at, max(row.submitted_at, row.started_at), completed(row.answers, specs))
        for row in kept
        if row.started_at and row.submitted_at
    ]
    return sorted(found, key=lambda each: each[0])


def completed(answers: dict[str, Any], specs: Sequence[QuestionSpec]) -> dict[str, Any]:
    """Answers with something for every required question that the survey did not ask."""
    made: dict[str, Any] = {
        "yes_no": True,
        "whole_number": 1,
        "decimal": "1",
        "date": "2026-01-31",
        "short_text": "Yes.",
    }
    whole = dict(answers)
    for spec in specs:
        if spec.required and whole.get(spec.key) is None:
            match spec.kind:
                case "long_text":
                    whole[spec.key] = TEXT * 4
                case "one_of":
                    whole[spec.key] = spec.values[0]
                case "some_of":
                    whole[spec.key] = [spec.values[0]]
                case _:
                    whole[spec.key] = made[spec.kind]
    return whole


def first_hours(
    people: Sequence[tuple[datetime, datetime, dict[str, Any]]], hours: float, speed: float
) -> list[Arrival]:
    """Everybody who sent within so many hours of the first start, so many times faster."""
    begin = people[0][0]
    chosen = [each for each in people if each[1] - begin <= timedelta(hours=hours)]
    return [
        Arrival(place, (start - begin).total_seconds() / speed, (sent - begin).total_seconds() / speed, answers)
        for place, (start, sent, answers) in enumerate(chosen)
    ]


def busiest_hour(
    people: Sequence[tuple[datetime, datetime, dict[str, Any]]], times: int, speed: float
) -> list[Arrival]:
    """Everybody who sent in the hour with most, each so many times over (spread over the three seconds that follow), faster."""
    hours = Counter(sent.replace(minute=0, second=0, microsecond=0) for _, sent, _ in people)
    hour = hours.most_common(1)[0][0]
    chosen = [each for each in people if hour <= each[1] < hour + timedelta(hours=1)]
    begin = hour - timedelta(minutes=10)  # who began long before begins when the replay does
    found = []
    for start, sent, answers in chosen:
        for copy in range(times):
            late = copy * 3 / times
            starts = max(0.0, (start - begin).total_seconds()) / speed + late
            found.append(Arrival(0, starts, (sent - begin).total_seconds() / speed + late, answers))
    return [replace(each, number=place) for place, each in enumerate(sorted(found, key=lambda each: each.starts))]


def folder() -> Path:
    """Where the replay's own servers live; a short path, for the sockets in it."""
    return Path(tempfile.mkdtemp(prefix="arr-"))

"""Why a pair and not another: the next best of both sides, and for everybody and every seat left over the reasons."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from placements.matching.judging import IMPOSSIBLE, Judged
from placements.matching.rules import Candidate, Need, unmet


@dataclass(frozen=True, slots=True)
class Next:
    """A runner-up: the other opening (or person) by id, and the points that pair would have."""

    id: int
    points: int


def next_openings(judged: Judged, pairs: Mapping[int, int]) -> dict[int, Next]:
    """Person -> the opening that fits best beside the one they have; who has no other is left out."""
    import numpy as np

    if not judged.people or not judged.openings:
        return {}
    points, columns = judged.points.copy(), judged.column
    for row, one in enumerate(judged.people):
        if one.id in pairs:
            points[row, columns[pairs[one.id]]] = IMPOSSIBLE
    best = np.argmax(points, axis=1).tolist()
    return {
        one.id: Next(judged.openings[best[row]].id, int(points[row, best[row]]))
        for row, one in enumerate(judged.people)
        if points[row, best[row]] > IMPOSSIBLE
    }


def next_people(judged: Judged, pairs: Mapping[int, int]) -> dict[int, Next]:
    """Opening -> the person who fits best beside those it has; where there is no other it is left out."""
    import numpy as np

    if not judged.people or not judged.openings:
        return {}
    points, columns = judged.points.copy(), judged.column
    for row, one in enumerate(judged.people):
        if one.id in pairs:
            points[row, columns[pairs[one.id]]] = IMPOSSIBLE
    best = np.argmax(points, axis=0).tolist()
    return {
        one.id: Next(judged.people[best[column]].id, int(points[best[column], column]))
        for column, one in enumerate(judged.openings)
        if points[best[column], column] > IMPOSSIBLE
    }


def why_left(judged: Judged, pairs: Mapping[int, int]) -> dict[int, tuple[str, ...]]:
    """Person without a seat -> why, in words."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    rows, columns = judged.row, judged.column
    for person, opening in pairs.items():
        holders[columns[opening]].append(rows[person])
    alike: defaultdict[tuple[object, ...], list[Need]] = defaultdict(list)
    for need in judged.openings:
        alike[need.starts_on, need.city, need.remote, need.credentials].append(need)
    return {
        one.id: (*_beaten(judged, row, holders), *_ruled_out(one, list(alike.values()), len(judged.openings)))
        for row, one in enumerate(judged.people)
        if one.id not in pairs
    }


def _beaten(judged: Judged, row: int, holders: Mapping[int, list[int]]) -> list[str]:
    """For who could have been somewhere."""
    could = [column for column in range(len(judged.openings)) if judged.points[row, column] > IMPOSSIBLE]
    if not could:
        return [] if judged.openings else ["No opening has a free seat."]
    number = "One opening is" if len(could) == 1 else f"{len(could)} openings are"
    best = max(int(judged.points[row, column]) for column in could)
    said = [f"{number} possible for them (the best has {best} points), and every seat there goes to somebody else."]
    gaps = [
        int(judged.points[row, column] - judged.points[holder, column])
        for column in could
        for holder in holders.get(column, ())
    ]
    if gaps and max(gaps) > 0:
        said.append(
            "They have more points than somebody there, but then fewer people, or fewer points in all, would come out."
        )
    elif gaps and max(gaps) == 0:
        said.append("Somebody there has as many points and graduated before them, or had the luck of the draw.")
    return said


def _ruled_out(one: Candidate, groups: list[list[Need]], openings: int) -> list[str]:
    if one.work_authorised is not True and openings:
        return ["The right to work is not confirmed in the application."]
    said: Counter[str] = Counter()
    for needs in groups:
        for why in unmet(one, needs[0]):
            said[why] += len(needs)
    found = sorted(said.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"At {n} of {openings}: {why}" for why, n in found[:3]]
    more = len(found) - 3
    return [*lines, f"And {more} other {'reason' if more == 1 else 'reasons'} elsewhere."] if more > 0 else lines


def why_empty(judged: Judged, pairs: Mapping[int, int]) -> dict[int, tuple[int, str]]:
    """Opening with seats left over -> how many, and why in words."""
    taken = Counter(pairs.values())
    found: dict[int, tuple[int, str]] = {}
    for column, one in enumerate(judged.openings):
        if (left := one.seats - taken[one.id]) > 0:
            could = int((judged.points[:, column] > IMPOSSIBLE).sum()) - taken[one.id]
            found[one.id] = left, _why_seat(could, taken[one.id])
    return found


def _why_seat(could: int, here: int) -> str:
    if could > 0:
        who = "The one other person who meets" if could == 1 else f"The {could} other people who meet"
        return f"{who} its requirements {'has' if could == 1 else 'have'} a seat elsewhere."
    return "Everybody who meets its requirements is there." if here else "Nobody meets its requirements."

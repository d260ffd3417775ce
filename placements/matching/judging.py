"""Every pair at once: the same points as `rules.fit`, worked out as matrices (people x openings) instead of pair by pair."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from placements.matching.rules import TOP_LEVEL, Candidate, Need, Weights, plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.int32]

IMPOSSIBLE: Final = -1
"""In the table of points: a hard requirement is not met, or the pair is forbidden."""


def lot(seed: str, key: str) -> str:
    """What is drawn for a key: the same for the same seed, and nobody can say beforehand which way it falls."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Judged:
    """People and openings in the order in which ties are broken, and the points of each pair, IMPOSSIBLE where it is none."""

    people: tuple[Candidate, ...]
    openings: tuple[Need, ...]
    points: "Points"

    @property
    def row(self) -> dict[int, int]:
        """A person's id -> their row."""
        return {one.id: at for at, one in enumerate(self.people)}

    @property
    def column(self) -> dict[int, int]:
        """An opening's id -> its column."""
        return {one.id: at for at, one in enumerate(self.openings)}

    def without(self, pairs: Collection[tuple[int, int]]) -> "Judged":
        """The same with some pairs (person, opening) forbidden; those that are not in it change nothing."""
        rows, columns, points = self.row, self.column, self.points.copy()
        for person, opening in pairs:
            if person in rows and opening in columns:
                points[rows[person], columns[opening]] = IMPOSSIBLE
        return replace(self, points=points)


def judge(candidates: Iterable[Candidate], needs: Iterable[Need], weights: Weights, *, seed: str) -> Judged:
    """Judge every pair. The order of the input says nothing: people stand by the day they graduated, openings by their first day,
    and the lot of `seed` decides among equals.
    """
    import numpy as np  # only who matches pays for loading it

    people = sorted(candidates, key=lambda one: (one.graduated_on or date.max, lot(seed, one.key), one.id))
    openings = sorted(needs, key=lambda one: (one.starts_on, lot(seed, one.key), one.id))
    points = np.zeros((len(people), len(openings)), dtype=np.int32)
    possible = np.zeros(points.shape, dtype=bool)
    if people and openings:
        possible = (
            _possible_places(people, openings) & np.array([one.work_authorised is True for one in people])[:, None]
        )
        points += _nearness(people, openings, weights.nearness)
        points += _competencies(people, openings, weights.competencies)
        points += weights.preparation * (_shared([one.track for one in people], [one.role for one in openings]) > 0)
        held, skills = _by_first_day(people, openings, weights.skills)
        possible &= held
        points += skills
    return Judged(tuple(people), tuple(openings), np.where(possible, points, IMPOSSIBLE).astype(np.int32))


def _flags(sets: Sequence[Collection[str]], at: Mapping[str, int]) -> "NDArray[np.float32]":
    """One row for each set, one column for each word of `at`."""
    import numpy as np

    found = np.zeros((len(sets), max(len(at), 1)), dtype=np.float32)
    for row, words in enumerate(sets):
        for word in words:
            if word in at:
                found[row, at[word]] = 1
    return found


def _words(sets: Iterable[Collection[str]]) -> dict[str, int]:
    return {word: at for at, word in enumerate(sorted({word for words in sets for word in words}))}


def _shared(ours: Sequence[Collection[str]], theirs: Sequence[Collection[str]]) -> "NDArray[np.int32]":
    """How many words each of ours has in common with each of theirs."""
    import numpy as np

    at = _words(theirs)
    return np.rint(_flags(ours, at) @ _flags(theirs, at).T).astype(np.int32)


def _named(people: Sequence[Any], openings: Sequence[Need], part: str) -> "NDArray[np.bool_]":
    """Whether both name the same place, by a part of their address; an empty name is nowhere."""
    import numpy as np

    ours = np.array([plain(getattr(one, part)) for one in people], dtype=object)
    theirs = np.array([plain(getattr(one, part)) for one in openings], dtype=object)
    numbers = {name: at for at, name in enumerate(sorted({*ours, *theirs}))}
    rows, columns = np.array([numbers[one] for one in ours]), np.array([numbers[one] for one in theirs])
    return (rows[:, None] == columns[None, :]) & (ours != "").astype(bool)[:, None]


def _possible_places(people: Sequence[Candidate], openings: Sequence[Need]) -> "NDArray[np.bool_]":
    import numpy as np

    remote = np.array([one.remote for one in openings])
    anywhere = remote | np.array([not one.city for one in openings])
    moves = np.array([one.may_relocate for one in people])
    only = np.array([one.remote_only for one in people])
    reach = anywhere[None, :] | moves[:, None] | _named(people, openings, "city")
    return np.asarray(reach & (remote[None, :] | ~only[:, None]))


def _nearness(people: Sequence[Candidate], openings: Sequence[Need], most: int) -> "Points":
    import numpy as np

    remote = np.array([one.remote for one in openings])[None, :]
    near = np.where(_named(people, openings, "state"), most // 2, 0)
    return np.where(remote | _named(people, openings, "city"), most, near).astype(np.int32)


def _competencies(people: Sequence[Candidate], openings: Sequence[Need], most: int) -> "Points":
    import numpy as np

    at = _words([one.competencies for one in openings])
    levels = np.zeros((len(people), max(len(at), 1)), dtype=np.float32)
    for row, one in enumerate(people):
        for name, level in one.competencies.items():
            if name in at:
                levels[row, at[name]] = level
    asked = _flags([one.competencies for one in openings], at)
    total = np.rint(levels @ asked.T).astype(np.int64)
    number = np.maximum(asked.sum(axis=1).astype(np.int64), 1)
    return (most * total // (TOP_LEVEL * number)).astype(np.int32)


def _by_first_day(
    people: Sequence[Candidate], openings: Sequence[Need], most: int
) -> "tuple[NDArray[np.bool_], Points]":
    """What depends on the first day: whether every credential is held then, and the points for skills, which valid ones add to."""
    import numpy as np

    codes, words = _words([one.credentials for one in openings]), _words([one.skills for one in openings])
    needed, asked = (
        _flags([one.credentials for one in openings], codes),
        _flags([one.skills for one in openings], words),
    )
    own = _flags([one.skills for one in people], words)
    held = np.zeros((len(people), len(openings)), dtype=bool)
    shared = np.zeros(held.shape, dtype=np.int32)
    for day in sorted({one.starts_on for one in openings}):
        at = [place for place, one in enumerate(openings) if one.starts_on == day]
        valid, skills = np.zeros((len(people), needed.shape[1]), dtype=np.float32), own.copy()
        for row, one in enumerate(people):
            for code, credential in one.credentials.items():
                if credential.valid_on(day):
                    if code in codes:
                        valid[row, codes[code]] = 1
                    for word in (plain(code), plain(credential.name)):
                        if word in words:
                            skills[row, words[word]] = 1
        held[:, at] = np.rint(valid @ needed[at].T) == needed[at].sum(axis=1)[None, :]
        shared[:, at] = np.rint(skills @ asked[at].T)
    number = np.maximum(asked.sum(axis=1).astype(np.int32), 1)
    return held, (most * shared // number).astype(np.int32)

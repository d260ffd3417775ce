"""What other apps know about people who answer a form: who has begun, what a change means for them, who reads what of it, and
moving their drafts along.

Apps that this one must not import add themselves, as in `class_pages`. With nobody there, nobody has begun.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from cohorts.answers import QuestionSpec

if TYPE_CHECKING:
    from careerpath.accounts.models import User
    from cohorts.models import Cohort, QuestionSet


@dataclass(frozen=True)
class Answered:
    """How many applications to a cohort stand on one version: drafts, and those that were sent."""

    drafts: int = 0
    sent: int = 0

    def __add__(self, other: "Answered") -> "Answered":
        return Answered(self.drafts + other.drafts, self.sent + other.sent)


@dataclass(frozen=True)
class Touched:
    """Of one question: how many drafts hold an answer to it, and how many of those do not fit any more."""

    answers: int = 0
    unfit: int = 0


@dataclass(frozen=True)
class ReadBlind:
    """What those who must not know whose it is read of the answers to a question, in words."""

    is_shown: bool
    words: str


class Watcher(Protocol):
    """What an app tells about the people who answer forms."""

    def answered(self, cohorts: Sequence["Cohort"]) -> Mapping[tuple[int, int], Answered]:
        """By (id of the cohort, id of the version): how many have begun and sent. A constant number of queries."""

    def touched(
        self, cohort: "Cohort", *, keys: Sequence[str], narrowed: Sequence[QuestionSpec]
    ) -> Mapping[str, Touched]:
        """By key, for these keys: what the drafts of a cohort hold. The answers to `narrowed` questions are read by their rules."""

    def complaints(
        self, cohort: "Cohort", before: Sequence[QuestionSpec], after: Sequence[QuestionSpec]
    ) -> Sequence[str]:
        """What would not work any more with the new questions, in words, that works with the old."""

    def move_drafts(self, cohort: "Cohort", to: "QuestionSet", *, by: "User | None") -> int:
        """Let every draft of a cohort answer this version; how many there were. Answers are not touched."""

    def read_blind(self, question: QuestionSpec) -> ReadBlind:
        """What blind readers get of a question, by its key, its words and its kind. No query."""


WATCHERS: Final[list[Watcher]] = []


def answered(cohorts: "Sequence[Cohort]") -> dict[tuple[int, int], Answered]:
    """By (id of the cohort, id of the version): how many applications there are."""
    found: dict[tuple[int, int], Answered] = {}
    for watcher in WATCHERS:
        for where, count in watcher.answered(cohorts).items():
            found[where] = found.get(where, Answered()) + count
    return found


def touched(cohort: "Cohort", *, keys: Sequence[str], narrowed: Sequence[QuestionSpec]) -> dict[str, Touched]:
    """By key: what the drafts of a cohort hold."""
    found: dict[str, Touched] = {}
    for watcher in WATCHERS:
        for key, each in watcher.touched(cohort, keys=keys, narrowed=narrowed).items():
            known = found.get(key, Touched())
            found[key] = Touched(known.answers + each.answers, known.unfit + each.unfit)
    return found


def complaints(cohort: "Cohort", before: Sequence[QuestionSpec], after: Sequence[QuestionSpec]) -> list[str]:
    """What would not work any more, in words."""
    return [text for watcher in WATCHERS for text in watcher.complaints(cohort, before, after)]


def move_drafts(cohort: "Cohort", to: "QuestionSet", *, by: "User | None") -> int:
    """Let every draft of a cohort answer this version; how many there were."""
    return sum(watcher.move_drafts(cohort, to, by=by) for watcher in WATCHERS)


def read_blind(question: QuestionSpec) -> list[ReadBlind]:
    """What blind readers get of a question; nothing where nobody reads."""
    return [watcher.read_blind(question) for watcher in WATCHERS]

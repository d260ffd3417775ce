"""Who a list, and everything done to "all that match", is about: filters as plain data, the applications they match, and words.

Filters hold numbers and texts only, so that a bulk operation can freeze them as JSON and a person can read later who was in it.
Drafts never match: what somebody has not sent is theirs alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ScreeningResult

NOBODY: Final = 0
"""For `university` and `assigned`: sent by no partner, looked after by no one."""
MOST_OF_ONE: Final = 100
"""Statuses, tags, answers and the like that one filter may name."""
LONGEST: Final = 200
BIGGEST: Final = 2**63 - 1


class Flag(TextChoices):
    """Something about an application that somebody may have to look at."""

    DUPLICATE = "duplicate", _("possible duplicate")
    ERROR = "error", _("could not be scored")
    SECOND_READING = "second_reading", _("second reading open")
    RECONSIDERATION = "reconsideration", _("reconsideration asked for")
    PENDING = "pending", _("decision pending")
    UNCLAIMED = "unclaimed", _("imported and not claimed")
    ODD = "odd", _("sent in an odd way")


class Operator(TextChoices):
    """How an answer is compared."""

    IS = "is", _("is")
    ONE_OF = "one_of", _("is one of")
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")
    WORDS = "words", _("contains the words")


@dataclass(frozen=True)
class AnswerIs:
    """A condition on one answer. `values` as they are stored, written as text: one, or several for `one_of`."""

    key: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """What somebody asked for. Everything but the cohort may be left out; all that is said must hold.

    Of `statuses` and `bands` one is enough; every tag, flag and answer named must be there. Dates are days in the cohort's
    zone, both ends included. `run` gives scores and bands; without it there are none.
    """

    cohort: int
    run: int | None = None
    statuses: tuple[str, ...] = ()
    bands: tuple[int, ...] = ()
    score_from: int | None = None
    score_to: int | None = None
    university: int | None = None
    source: str = ""
    tags: tuple[int, ...] = ()
    assigned: int | None = None
    flags: tuple[str, ...] = ()
    answers: tuple[AnswerIs, ...] = ()
    reads_from: int | None = None
    reads_to: int | None = None
    mark_from: float | None = None
    mark_to: float | None = None
    submitted_from: date | None = None
    submitted_to: date | None = None
    changed_since: date | None = None
    search: str = ""
    words: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it: only what was asked for."""
        return {name: _plain(value) for name, value in asdict(self).items() if value not in (None, "", (), [])}

    @classmethod
    def from_dict(cls, document: object) -> "Filters":
        """What `to_dict` wrote. Raises ValueError, in words, for anything else."""
        if not isinstance(document, Mapping):
            raise ValueError("Filters are an object with the name of each filter.")
        known = {each.name for each in fields(cls)}
        if strange := sorted(str(name) for name in document if name not in known):
            raise ValueError(f"There is no filter “{strange[0][:40]}”.")
        if "cohort" not in document:
            raise ValueError("Filters name a cohort.")
        return cls(**{name: _READ[name](name, value) for name, value in document.items()})

    @property
    def narrowed(self) -> bool:
        """Whether it asks for less than all of a cohort."""
        return bool(self.to_dict().keys() - {"cohort", "run"})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value


# --- reading what was kept: each raises ValueError in words ---------------------------------------------------------

Read = Callable[[str, object], Any]


def _whole(lowest: int = -BIGGEST) -> Read:
    def read(name: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= BIGGEST:
            raise ValueError(f"The filter “{name}” is not a whole number that fits: {str(value)[:40]}.")
        return value

    return read


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or "\x00" in value:
        raise ValueError(f"The filter “{name}” is not a text of at most {LONGEST} characters.")
    return value


def _choice(choices: list[Any]) -> Read:
    def read(name: str, value: object) -> Any:
        if isinstance(value, bool) or value not in choices:
            raise ValueError(f"The filter “{name}” does not know “{str(value)[:40]}”.")
        return value

    return read


def _several(one: Read) -> Read:
    def read(name: str, value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_OF_ONE:
            raise ValueError(f"The filter “{name}” is not a list of at most {MOST_OF_ONE}.")
        return tuple(one(name, each) for each in value)

    return read


def _mark(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 5:
        raise ValueError(f"The filter “{name}” is not a mark from 1 to 5: {str(value)[:40]}.")
    return float(value)


def _date(name: str, value: object) -> date:
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError(f"The filter “{name}” is not a date like 2026-11-03: {str(value)[:40]}.") from None


def _answer(name: str, value: object) -> AnswerIs:
    if not isinstance(value, Mapping) or set(value) != {"key", "operator", "values"}:
        raise ValueError("A filter on an answer has a key, an operator and values.")
    values = _several(_text)(name, value["values"])
    if not values:
        raise ValueError("A filter on an answer has at least one value.")
    return AnswerIs(_text(name, value["key"]), _choice(Operator.values)(name, value["operator"]), values)


_READ: Final[dict[str, Read]] = {
    "cohort": _whole(1),
    "run": _whole(1),
    "statuses": _several(_choice([each for each in ApplicationStatus.values if each != ApplicationStatus.DRAFT])),
    "bands": _several(_choice(ScreeningResult.Band.values)),
    "score_from": _whole(),
    "score_to": _whole(),
    "university": _whole(0),
    "source": _choice(Application.Source.values),
    "tags": _several(_whole(1)),
    "assigned": _whole(0),
    "flags": _several(_choice(Flag.values)),
    "answers": _several(_answer),
    "reads_from": _whole(0),
    "reads_to": _whole(0),
    "mark_from": _mark,
    "mark_to": _mark,
    "submitted_from": _date,
    "submitted_to": _date,
    "changed_since": _date,
    "search": _text,
    "words": _text,
}

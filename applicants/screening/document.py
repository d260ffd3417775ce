"""A rubric's document (JSON) to and from `Rubric`. What is wrong with a rubric is said in `problems`. Plain Python."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from applicants.screening.problems import FITS, problems
from applicants.screening.rubric import (
    FAMILY_NAMES,
    MOST_CRITERIA,
    MOST_POINTS,
    MOST_WEIGHT,
    Criterion,
    Rubric,
    RubricError,
    Rule,
)

__all__ = ["EMPTY", "FITS", "RULE_PARTS", "from_document", "problems", "to_document"]

EMPTY: Final[dict[str, Any]] = {"criteria": [], "rules": [], "thresholds": {"borderline": 1, "above": 2}}
"""A rubric that says nothing yet. It can be kept as a draft; `problems` keeps it from being used."""

RULE_PARTS: dict[str, tuple[str, ...]] = {
    "bands": ("bands",),
    "options": ("options",),
    "per_item": ("items", "each", "cap"),
    "families": ("families", "each", "cap"),
    "yes_no": ("yes", "no"),
}
"""Kind of criterion -> the parts of its document that it reads."""


def from_document(document: Mapping[str, Any]) -> Rubric:
    """The rubric that a document says. Raises RubricError where it is not one: a part is missing or of the wrong type."""
    _expect(isinstance(document, Mapping), "A rubric is a document with criteria, rules and thresholds.")
    criteria = document.get("criteria")
    _expect(
        isinstance(criteria, list) and len(criteria) <= MOST_CRITERIA,
        f"A rubric has at most {MOST_CRITERIA} criteria.",
    )
    thresholds = document.get("thresholds")
    _expect(
        isinstance(thresholds, Mapping) and all(_is_threshold(thresholds.get(key)) for key in ("borderline", "above")),
        "The thresholds “borderline” and “above” must be whole numbers.",
    )
    rules = document.get("rules", [])
    _expect(isinstance(rules, list), "The rules must be a list.")
    return Rubric(
        tuple(_criterion(part) for part in criteria or ()),
        tuple(_rule(part) for part in rules),
        int(thresholds["borderline"]),  # type: ignore[index]
        int(thresholds["above"]),  # type: ignore[index]
    )


def to_document(rubric: Rubric) -> dict[str, Any]:
    """The document of a rubric: `from_document(to_document(r)) == r`."""
    return {
        "criteria": [
            {
                "key": part.key,
                "name": part.name,
                "group": part.group,
                "why": part.why,
                "fact": part.fact,
                "kind": part.kind,
                "weight": part.weight,
                **part.rule,
            }
            for part in rubric.criteria
        ],
        "rules": [
            {
                "key": part.key,
                "fact": part.fact,
                "test": part.test,
                "value": part.value,
                "unanswered": part.unanswered,
                "reason": part.reason,
            }
            for part in rubric.rules
        ],
        "thresholds": {"borderline": rubric.borderline, "above": rubric.above},
    }


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_threshold(value: Any) -> bool:
    return _is_int(value) and abs(value) < 2**31


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise RubricError(otherwise)


def _points(value: Any, where: str) -> None:
    _expect(
        _is_int(value) and 0 <= value <= MOST_POINTS, f"{where}: points are whole numbers from 0 to {MOST_POINTS:,}."
    )


def _criterion(part: Any) -> Criterion:
    _expect(isinstance(part, Mapping), "A criterion is a document with a key, a name, a fact, a kind and a weight.")
    for key in ("key", "name", "fact", "kind"):
        _expect(isinstance(part.get(key), str) and part[key] != "", f"A criterion lacks its {key}.")
    where, kind, weight = part["name"], part["kind"], part.get("weight", 1)
    _expect(kind in RULE_PARTS, f"{where}: “{kind}” is not a kind of criterion. There are: {', '.join(RULE_PARTS)}.")
    _expect(
        _is_int(weight) and 0 <= weight <= MOST_WEIGHT,
        f"{where}: the weight is a whole number from 0 to {MOST_WEIGHT:,}.",
    )
    for name in RULE_PARTS[kind]:
        _expect(name in part, f"{where}: it lacks “{name}”.")
    _READ[kind](part, where)
    return Criterion(
        part["key"],
        where,
        part["fact"],
        kind,
        weight,
        {name: part[name] for name in RULE_PARTS[kind]},
        str(part.get("group", "")),
        str(part.get("why", "")),
    )


def _read_bands(part: Mapping[str, Any], where: str) -> None:
    _expect(isinstance(part["bands"], list), f"{where}: bands are a list.")
    for band in part["bands"]:
        _expect(isinstance(band, Mapping), f"{where}: a band has “from”, “to” and “points”.")
        _points(band.get("points"), where)
        for end in ("from", "to"):
            limit = band.get(end)
            _expect(
                limit is None or (_is_int(limit) and abs(limit) < 2**62), f"{where}: a band runs between whole numbers."
            )


def _read_options(part: Mapping[str, Any], where: str) -> None:
    _expect(isinstance(part["options"], Mapping), f"{where}: options map an option to its points.")
    for points in part["options"].values():
        _points(points, where)


def _read_items(part: Mapping[str, Any], where: str) -> None:
    _expect(isinstance(part["items"], list), f"{where}: items are a list of options.")
    _points(part["each"], where)
    _points(part["cap"], where)


def _read_families(part: Mapping[str, Any], where: str) -> None:
    known = isinstance(part["families"], list) and all(name in FAMILY_NAMES for name in part["families"])
    _expect(known, f"{where}: subjects are a list of these: {', '.join(FAMILY_NAMES)}.")
    _points(part["each"], where)
    _points(part["cap"], where)


def _read_yes_no(part: Mapping[str, Any], where: str) -> None:
    _points(part["yes"], where)
    _points(part["no"], where)


_READ: dict[str, Callable[[Mapping[str, Any], str], None]] = {
    "bands": _read_bands,
    "options": _read_options,
    "per_item": _read_items,
    "families": _read_families,
    "yes_no": _read_yes_no,
}


def _rule(part: Any) -> Rule:
    _expect(isinstance(part, Mapping), "A rule is a document with a key, a fact, a test, a value and a reason.")
    for key in ("key", "fact", "reason"):
        _expect(isinstance(part.get(key), str) and part[key] != "", f"A rule lacks its {key}.")
    where, test, value = part["key"], part.get("test"), part.get("value")
    _expect(test in ("is", "at_least", "at_most"), f"{where}: a rule tests “is”, “at_least” or “at_most”.")
    _expect(part.get("unanswered") in ("pass", "fail"), f"{where}: say whether no answer is “pass” or “fail”.")
    if test == "is":
        fits = isinstance(value, bool | str) or (_is_int(value) and abs(value) < 2**62)
        fits = fits or (isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value))
        _expect(fits, f"{where}: the value is yes or no, a whole number, an option or a list of options.")
    else:
        _expect(_is_int(value) and abs(value) < 2**62, f"{where}: the limit is a whole number.")
    return Rule(where, part["fact"], test, value, part["unanswered"], part["reason"])

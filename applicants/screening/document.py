"""A rubric's document (JSON) to and from `Rubric`, and what is wrong with a rubric, in words. Plain Python."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from applicants.screening.facts import FactDefinition, forbidden
from applicants.screening.rubric import (
    MOST_CRITERIA,
    MOST_POINTS,
    MOST_WEIGHT,
    Band,
    Criterion,
    Rubric,
    RubricError,
    Rule,
    bind,
)
from cohorts.answers import QuestionSpec

RULE_PARTS: dict[str, tuple[str, ...]] = {
    "bands": ("bands",),
    "options": ("options",),
    "per_item": ("items", "each", "cap"),
    "yes_no": ("yes", "no"),
}
"""Kind of criterion -> the parts of its document that it reads."""

FITS: dict[str, tuple[str, ...]] = {
    "bands": ("number", "words", "health", "hundredths", "day"),
    "options": ("option",),
    "per_item": ("mask",),
    "yes_no": ("flag",),
}
"""Kind of criterion -> the kinds of fact it can read."""


def from_document(document: Mapping[str, Any]) -> Rubric:
    """The rubric that a document says. Raises RubricError where it is not one: a part is missing or of the wrong type."""
    _expect(isinstance(document, Mapping), "A rubric is a document with criteria, rules and thresholds.")
    criteria = document.get("criteria")
    _expect(
        isinstance(criteria, list) and 0 < len(criteria) <= MOST_CRITERIA,
        f"A rubric has 1 to {MOST_CRITERIA} criteria.",
    )
    thresholds = document.get("thresholds")
    _expect(
        isinstance(thresholds, Mapping) and all(_is_int(thresholds.get(key)) for key in ("borderline", "above")),
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


def problems(rubric: Rubric, definitions: Sequence[FactDefinition]) -> list[str]:
    """What is wrong with a rubric on a form with these facts, in words; empty where nothing is."""
    by_key = {definition.key: definition for definition in definitions}
    found: list[str] = []
    if rubric.borderline > rubric.above:
        found.append(f"Borderline begins at {rubric.borderline:,}, which is after above ({rubric.above:,}).")
    for criterion in rubric.criteria:
        definition = by_key.get(criterion.fact)
        found += [
            f"{criterion.name}: {what}" for what in _fact_problems(criterion.fact, definition, FITS[criterion.kind])
        ]
        found += [f"{criterion.name}: {what}" for what in _CHECKS[criterion.kind](criterion, definition)]
    for rule in rubric.rules:
        definition = by_key.get(rule.fact)
        fits = ("flag", "option") if rule.test == "is" and not _is_int(rule.value) else FITS["bands"]
        found += [f"Rule “{rule.key}”: {what}" for what in _fact_problems(rule.fact, definition, fits)]
    most = bind(rubric, definitions).most
    if rubric.above > most:
        found.append(f"Above begins at {rubric.above:,}, but the highest score that can be reached is {most:,}.")
    return found


def _fact_problems(key: str, definition: FactDefinition | None, fits: Sequence[str]) -> list[str]:
    if why := forbidden(QuestionSpec(key=key.partition(".")[0], label="", kind="short_text")):
        return [why]
    if definition is None:
        return [f"the form has no fact “{key}”."]
    if definition.function not in fits:
        return [f"“{key}” is not the kind of answer that this kind of criterion reads."]
    return []


def _band_problems(criterion: Criterion, _definition: FactDefinition | None) -> list[str]:
    found: list[str] = []
    bands = [Band(band.get("from"), band.get("to"), band["points"]) for band in criterion.rule["bands"]]
    if not bands:
        return ["it has no bands."]
    found += [
        f"the band from {band.low:,} to {band.high:,} is empty."
        for band in bands
        if band.low is not None and band.high is not None and band.low > band.high
    ]
    for first, second in pairwise(bands):
        if first.high is None or second.low is None or second.low <= first.high:
            out_of_order = first.low is not None and second.low is not None and second.low < first.low
            found.append(f"the bands “{first}” and “{second}” {'are out of order' if out_of_order else 'overlap'}.")
    return found


def _option_problems(criterion: Criterion, definition: FactDefinition | None) -> list[str]:
    if not criterion.rule["options"]:
        return ["it gives points to no option."]
    return _unknown_options(criterion.rule["options"], definition)


def _item_problems(criterion: Criterion, definition: FactDefinition | None) -> list[str]:
    if not criterion.rule["items"]:
        return ["no item counts."]
    found = _unknown_options(criterion.rule["items"], definition)
    reach = criterion.rule["each"] * len(set(criterion.rule["items"]))
    if criterion.rule["cap"] > reach:
        found.append(f"the cap of {criterion.rule['cap']} cannot be reached: all items together give {reach}.")
    return found


def _unknown_options(names: Sequence[str] | Mapping[str, int], definition: FactDefinition | None) -> list[str]:
    known = definition.question.values if definition else None
    return [] if known is None else [f"“{name}” is not one of the options." for name in names if name not in known]


_CHECKS: dict[str, Callable[[Criterion, FactDefinition | None], list[str]]] = {
    "bands": _band_problems,
    "options": _option_problems,
    "per_item": _item_problems,
    "yes_no": lambda criterion, _definition: (
        [] if criterion.rule["yes"] != criterion.rule["no"] else ["yes and no give the same points."]
    ),
}


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


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


def _read_yes_no(part: Mapping[str, Any], where: str) -> None:
    _points(part["yes"], where)
    _points(part["no"], where)


_READ: dict[str, Callable[[Mapping[str, Any], str], None]] = {
    "bands": _read_bands,
    "options": _read_options,
    "per_item": _read_items,
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

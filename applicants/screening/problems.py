"""What is wrong with a rubric on a form, in words, and what deserves a second thought. Plain Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from applicants.screening.facts import FactDefinition, forbidden, say_number
from applicants.screening.kinds import FAMILY_NAMES, Band
from applicants.screening.proxies import proxy_of
from applicants.screening.rubric import Criterion, Rubric, Rule, bind
from cohorts.answers import QuestionSpec

NUMBERS: Final = ("number", "words", "health", "hundredths", "day", "review")
FITS: Final[dict[str, tuple[str, ...]]] = {
    "bands": NUMBERS,
    "options": ("option",),
    "per_item": ("mask",),
    "families": ("families",),
    "yes_no": ("flag",),
}
"""Kind of criterion -> the functions whose facts it can read. Each function fits one kind."""


@dataclass(frozen=True)
class Warning:
    """Something that a rubric may do only on purpose: `name` is what the version's note must hold."""

    name: str
    text: str

    def acknowledged(self, note: str) -> bool:
        """Whether the note speaks of it."""
        return self.name in note.casefold()


def problems(rubric: Rubric, definitions: Sequence[FactDefinition]) -> list[str]:
    """What is wrong with a rubric on a form with these facts, in words; empty where nothing is."""
    by_key = {definition.key: definition for definition in definitions}
    found: list[str] = [] if rubric.criteria else ["It has no criteria, so everybody would score 0."]
    if rubric.borderline > rubric.above:
        found.append(f"Borderline begins at {rubric.borderline:,}, which is after above ({rubric.above:,}).")
    elif rubric.borderline <= 0:
        found.append(f"Borderline begins at {rubric.borderline:,}, so nobody can be below it.")
    seen: set[str] = set()
    for criterion in rubric.criteria:
        if criterion.key in seen:
            found.append(f"{criterion.name}: another criterion has the same key, “{criterion.key}”.")
        seen.add(criterion.key)
        found += [f"{criterion.name}: {what}" for what in criterion_problems(criterion, by_key.get(criterion.fact))]
    for rule in rubric.rules:
        if rule.key in seen:
            found.append(f"Rule “{rule.key}”: another rule or criterion has the same key.")
        seen.add(rule.key)
        found += [f"Rule “{rule.key}”: {what}" for what in rule_problems(rule, by_key.get(rule.fact))]
    most = bind(rubric, definitions).most
    if rubric.criteria and rubric.above > most:
        found.append(f"Above begins at {rubric.above:,}, but the highest score that can be reached is {most:,}.")
    return found


def warnings(rubric: Rubric, definitions: Sequence[FactDefinition]) -> list[Warning]:
    """The proxies a rubric reads, each once, with what they stand for."""
    by_key = {definition.key: definition for definition in definitions}
    found: dict[str, Warning] = {}
    read: list[tuple[str, str, tuple[str, ...]]] = [
        (part.name, part.fact, _counted(part)) for part in rubric.criteria if part.weight
    ]
    read += [(f"Rule “{rule.key}”", rule.fact, ()) for rule in rubric.rules]
    for name, fact, counted in read:
        definition = by_key.get(fact)
        question = definition.question if definition else QuestionSpec(fact.partition(".")[0], "", "short_text")
        if (proxy := proxy_of(question, *counted)) and proxy.name not in found:
            text = (
                f"{name}: reads {proxy.name}, which can stand for {proxy.stands_for}. "
                f"To use it all the same, say why in the note, with the words “{proxy.name}”."
            )
            found[proxy.name] = Warning(proxy.name, text)
    return list(found.values())


def refusals(rubric: Rubric, definitions: Sequence[FactDefinition], note: str) -> list[str]:
    """Why a version with this note may not be used on a form with these facts, in words; empty where it may."""
    return problems(rubric, definitions) + [
        warning.text for warning in warnings(rubric, definitions) if not warning.acknowledged(note)
    ]


def _counted(criterion: Criterion) -> tuple[str, ...]:
    if criterion.kind == "per_item":
        return tuple(criterion.rule["items"])
    return tuple(option for option, points in criterion.rule.get("options", {}).items() if points)


def criterion_problems(criterion: Criterion, definition: FactDefinition | None) -> list[str]:
    """What is wrong with one criterion on a form that has this fact (None: that has it not)."""
    found = _fact_problems(criterion.fact, definition, FITS[criterion.kind])
    found += _CHECKS[criterion.kind](criterion, definition)
    if not criterion.weight:
        found.append("its weight is 0, so it never counts.")
    return found


def _fact_problems(key: str, definition: FactDefinition | None, fits: Sequence[str]) -> list[str]:
    if why := forbidden(QuestionSpec(key=key.partition(".")[0], label="", kind="short_text")):
        return [why]
    if definition is None:
        return [f"the form has no fact “{key}”."]
    if definition.function not in fits:
        return [f"“{key}” is not the kind of answer that this kind of criterion reads."]
    return []


def reach(definition: FactDefinition) -> tuple[int | None, int | None]:
    """The smallest and the largest number that a fact can be, as far as the form says; None is open."""
    question = definition.question
    match definition.function:
        case "words":
            return 0, None
        case "health":
            return 0, len(FAMILY_NAMES)
        case "review":
            return 100, 500
        case "number" | "hundredths":
            scale = 100 if definition.function == "hundredths" else 1
            ends = (None if end is None else int(Decimal(end) * scale) for end in (question.minimum, question.maximum))
            return next(ends), next(ends)
    return None, None


def _band_problems(criterion: Criterion, definition: FactDefinition | None) -> list[str]:
    bands = [Band(band.get("from"), band.get("to"), band["points"]) for band in criterion.rule["bands"]]
    if not bands:
        return ["it has no bands."]
    say = _say(definition)
    empty = [band for band in bands if band.low is not None and band.high is not None and band.low > band.high]
    found = [f"the band from {say(band.low or 0)} to {say(band.high or 0)} is empty." for band in empty]
    behind = [] if empty else _behind(bands)
    found += [
        f"the band “{second.said(say)}” stands behind “{first.said(say)}” and is never reached."
        for first, second in behind
    ]
    for first, second in pairwise(bands):
        if (first, second) in behind or empty:
            continue
        if first.high is None or second.low is None or second.low <= first.high:
            out_of_order = first.low is not None and second.low is not None and second.low < first.low
            how = "are out of order" if out_of_order else "overlap"
            found.append(f"the bands “{first.said(say)}” and “{second.said(say)}” {how}.")
    if not empty and not any(band.points for band in bands):
        found.append("no band gives points.")
    if definition is not None:
        low, high = reach(definition)
        for band in bands:
            if band in empty:
                continue
            if high is not None and band.low is not None and band.low > high:
                found.append(f"the band “{band.said(say)}” cannot be reached: the most there can be is {say(high)}.")
            elif low is not None and band.high is not None and band.high < low:
                found.append(f"the band “{band.said(say)}” cannot be reached: the least there can be is {say(low)}.")
    return found


def _behind(bands: Sequence[Band]) -> list[tuple[Band, Band]]:
    """Pairs of bands of which the first, standing before, holds all that the second would."""
    return [
        (first, second)
        for place, second in enumerate(bands)
        for first in bands[:place]
        if (first.low is None or (second.low is not None and first.low <= second.low))
        and (first.high is None or (second.high is not None and first.high >= second.high))
    ]


def _say(definition: FactDefinition | None) -> Callable[[int], str]:
    function = definition.function if definition else "number"
    return lambda value: say_number(function, value)


def _option_problems(criterion: Criterion, definition: FactDefinition | None) -> list[str]:
    options = criterion.rule["options"]
    if not options:
        return ["it gives points to no option."]
    found = _unknown_options(options, definition)
    return found if any(options.values()) else [*found, "all options give 0 points."]


def _item_problems(criterion: Criterion, definition: FactDefinition | None) -> list[str]:
    if not criterion.rule["items"]:
        return ["no item counts."]
    found = _unknown_options(criterion.rule["items"], definition)
    return found + _cap_problems(criterion, len(set(criterion.rule["items"])), "items")


def _family_problems(criterion: Criterion, _definition: FactDefinition | None) -> list[str]:
    if not criterion.rule["families"]:
        return ["no subject counts."]
    return _cap_problems(criterion, len(set(criterion.rule["families"])), "subjects")


def _cap_problems(criterion: Criterion, counted: int, what: str) -> list[str]:
    each, cap = criterion.rule["each"], criterion.rule["cap"]
    if not each or not cap:
        return ["it gives no points: set the points of each and the cap."]
    if cap > each * counted:
        return [f"the cap of {cap} cannot be reached: all {what} together give {each * counted}."]
    if cap < each:
        return [f"the cap of {cap} is less than one gives ({each}), so nobody gets {each}."]
    return []


def _unknown_options(names: Sequence[str] | Mapping[str, int], definition: FactDefinition | None) -> list[str]:
    known = definition.question.values if definition else None
    return [] if known is None else [f"“{name}” is not one of the options." for name in names if name not in known]


_CHECKS: Final[dict[str, Callable[[Criterion, FactDefinition | None], list[str]]]] = {
    "bands": _band_problems,
    "options": _option_problems,
    "per_item": _item_problems,
    "families": _family_problems,
    "yes_no": lambda criterion, _definition: (
        [] if criterion.rule["yes"] != criterion.rule["no"] else ["yes and no give the same points."]
    ),
}


def rule_problems(rule: Rule, definition: FactDefinition | None) -> list[str]:
    """What is wrong with one minimum on a form that has this fact (None: that has it not)."""
    is_number = isinstance(rule.value, int) and not isinstance(rule.value, bool)
    if rule.test == "is" and not is_number:
        fits: tuple[str, ...] = ("flag",) if isinstance(rule.value, bool) else ("option",)
    else:
        fits = NUMBERS
    found = _fact_problems(rule.fact, definition, fits)
    if found or definition is None:
        return found
    if not is_number:
        named = rule.value if isinstance(rule.value, list) else [rule.value] if isinstance(rule.value, str) else []
        return _unknown_options(named, definition)
    say, (low, high) = _say(definition), reach(definition)
    if rule.test != "at_most" and high is not None and rule.value > high:
        return [f"nobody can meet it: the most there can be is {say(high)}."]
    if rule.test != "at_least" and low is not None and rule.value < low:
        return [f"nobody can meet it: the least there can be is {say(low)}."]
    return []

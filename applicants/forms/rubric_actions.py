"""The buttons of the rubric editor that add, remove and move parts of a draft. Each works as a plain form."""

import re
from typing import Final, TypeVar

from django.utils.text import slugify

from applicants.forms.rubric_cells import BandCells, Cell, CriterionCells, Draft, OptionCell, RuleCells
from applicants.forms.rubrics import MOST_BANDS, MOST_RULES
from applicants.screening.facts import FactDefinition
from applicants.screening.kinds import FAMILY_NAMES, MOST_CRITERIA
from applicants.screening.problems import FITS

KIND_OF: Final = {function: kind for kind, functions in FITS.items() for function in functions}
"""Function that makes a fact -> the one kind of criterion that reads it."""

_ACTION: Final = re.compile(
    r"(up|down|remove|add-band|up-rule|down-rule|remove-rule)-(\d{1,3})|remove-band-(\d{1,3})-(\d{1,3})"
)


def act(draft: Draft, action: str, new: FactDefinition | None = None) -> None:
    """Do what a button says: `add` or `add-rule` (of `new`), `up-2`, `remove-2`, `add-band-2`, `remove-band-2-0`, `up-rule-1`.

    What cannot be done (a place that is not there, up from the top, more than fit) is left undone.
    """
    if action in ("add", "add-rule"):
        if new is not None:
            add_criterion(draft, new) if action == "add" else add_rule(draft, new)
        return
    if not (match := _ACTION.fullmatch(action)):
        return
    verb, place, of, row = match.groups()
    if verb is None:
        criterion = _at(draft.criteria, int(of))
        if criterion is not None and int(row) < len(criterion.bands):
            del criterion.bands[int(row)]
            criterion.is_open = True
    elif verb == "add-band":
        criterion = _at(draft.criteria, int(place))
        if criterion is not None and len(criterion.bands) < MOST_BANDS:
            criterion.bands.append(BandCells())
            criterion.is_open = True
    else:
        verb, is_rule = verb.removesuffix("-rule"), verb.endswith("-rule")
        _shift(draft.rules, verb, int(place)) if is_rule else _shift(draft.criteria, verb, int(place))


def _at(parts: list[CriterionCells], place: int) -> CriterionCells | None:
    return parts[place] if place < len(parts) else None


Part = TypeVar("Part", CriterionCells, RuleCells)


def _shift(parts: list[Part], verb: str, place: int) -> None:
    if place >= len(parts):
        return
    if verb == "remove":
        del parts[place]
        return
    other = place + (1 if verb == "down" else -1)
    if 0 <= other < len(parts):
        parts[place], parts[other] = parts[other], parts[place]


def add_criterion(draft: Draft, new: FactDefinition) -> None:
    """A criterion over this fact at the end, with a beginning that gives points."""
    if len(draft.criteria) >= MOST_CRITERIA:
        return
    kind = KIND_OF[new.function]
    made = CriterionCells(_key(draft, new.key), new.key, kind, definition=new, is_open=True)
    made.title, made.weight = Cell(new.label), Cell("10")
    if kind == "bands":
        starts = ("3.00", "4.00") if new.function == "review" else ("1",)
        made.bands = [
            BandCells(
                Cell("" if new.function == "day" else start),
                Cell("3.99" if (new.function, points) == ("review", 1) else ""),
                Cell(str(points)),
            )
            for points, start in enumerate(starts, start=1)
        ]
    elif kind == "options":
        made.options = [OptionCell(value, Cell("0")) for value in new.question.values]
    elif kind == "yes_no":
        made.yes, made.no = Cell("1"), Cell("0")
    else:
        made.chosen = list(FAMILY_NAMES if kind == "families" else new.question.values)
        made.each, made.cap = Cell("1"), Cell(str(min(3, len(made.chosen))))
    draft.criteria.append(made)


def add_rule(draft: Draft, new: FactDefinition) -> None:
    """A minimum over this fact at the end."""
    if len(draft.rules) >= MOST_RULES or new.function in ("mask", "families"):
        return
    shape = {"flag": "flag", "option": "option"}.get(new.function, "number")
    rule = RuleCells(_key(draft, f"minimum {new.key}"), new.key, shape, "is" if shape != "number" else "at_least")
    rule.definition = new
    if shape == "flag":
        rule.value = Cell("yes")
    draft.rules.append(rule)


def _key(draft: Draft, wanted: str) -> str:
    """A key that no part of the draft has."""
    base = slugify(wanted.replace(".", " ").replace("_", " ")).replace("-", "_") or "criterion"
    used, number = draft.used_keys(), 1
    key = base
    while key in used:
        number += 1
        key = f"{base}_{number}"
    return key

"""The rubric editor's fields, from a document and from what a form sends, and back to a document.

`read_draft` takes them from what was sent, `draft_of` from a document; `document_of` makes the document and puts an error in words
beside each field that cannot be read. Nothing is dropped: what does not fit comes back as it was typed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.datastructures import MultiValueDict

from applicants.forms.rubric_cells import BandCells, Cell, CriterionCells, Draft, OptionCell, RuleCells
from applicants.screening.facts import EPOCH, FactDefinition, say_number
from applicants.screening.kinds import FAMILY_NAMES, MOST_CRITERIA, MOST_POINTS, MOST_WEIGHT
from applicants.screening.problems import FITS

MOST_BANDS: Final = 30
MOST_RULES: Final = 30
LIMIT: Final = 2**62

Sent = MultiValueDict[str, str]


def draft_of(document: Mapping[str, Any], note: str, definitions: Sequence[FactDefinition]) -> Draft:
    """The fields of a document that `from_document` can read."""
    known = {definition.key: definition for definition in definitions}
    draft = Draft(
        borderline=Cell(str(document["thresholds"]["borderline"])),
        above=Cell(str(document["thresholds"]["above"])),
        note=Cell(note),
    )
    for part in document["criteria"]:
        made = CriterionCells(part["key"], part["fact"], part["kind"], definition=known.get(part["fact"]))
        made.title, made.weight = Cell(part["name"]), Cell(str(part["weight"]))
        made.group, made.why = Cell(part.get("group", "")), Cell(part.get("why", ""))
        for name in ("each", "cap", "yes", "no"):
            setattr(made, name, Cell(str(part[name]) if name in part else ""))
        made.bands = [
            BandCells(
                Cell(write_number(made.function, band.get("from"))),
                Cell(write_number(made.function, band.get("to"))),
                Cell(str(band["points"])),
            )
            for band in part.get("bands", ())
        ]
        made.options = [OptionCell(value, Cell(str(points))) for value, points in part.get("options", {}).items()]
        made.chosen = list(part.get("items", part.get("families", ())))
        draft.criteria.append(made)
    for part in document.get("rules", ()):
        rule = RuleCells(part["key"], part["fact"], definition=known.get(part["fact"]), test=part["test"])
        value = part["value"]
        rule.shape = _shape(value)
        rule.unanswered, rule.reason = part["unanswered"], Cell(part["reason"])
        if rule.shape == "option":
            rule.chosen = value if isinstance(value, list) else [value]
        else:
            rule.value = Cell(
                ("yes" if value else "no") if rule.shape == "flag" else write_number(rule.function, value)
            )
        draft.rules.append(rule)
    return draft


def _shape(value: Any) -> str:
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int) else "option"


def read_draft(sent: Sent, definitions: Sequence[FactDefinition]) -> Draft:
    """The fields that a form sent, as they were typed."""
    known = {definition.key: definition for definition in definitions}
    draft = Draft(base=sent.get("base", ""))
    draft.borderline, draft.above = Cell(sent.get("borderline", "").strip()), Cell(sent.get("above", "").strip())
    draft.note = Cell(sent.get("note", "").strip())
    for place in range(_count(sent, "criteria", MOST_CRITERIA)):
        at = f"c{place}-"
        kind, fact = sent.get(f"{at}kind", ""), sent.get(f"{at}fact", "")
        if kind not in FITS or not fact:
            continue
        made = CriterionCells(
            sent.get(f"{at}key", "") or fact,
            fact,
            kind,
            definition=known.get(fact),
            is_open=sent.get(f"{at}open") == "1",
        )
        for name in ("title", "group", "why", "weight", "each", "cap", "yes", "no"):
            setattr(made, name, Cell(sent.get(at + name, "").strip()))
        made.bands = [
            BandCells(
                Cell(sent.get(f"{at}b{row}-low", "").strip()),
                Cell(sent.get(f"{at}b{row}-high", "").strip()),
                Cell(sent.get(f"{at}b{row}-points", "").strip()),
            )
            for row in range(_count(sent, f"{at}bands", MOST_BANDS))
        ]
        made.options = [
            OptionCell(value, Cell(sent.get(f"{at}o{row}", "").strip()))
            for row, value in enumerate(sent.getlist(f"{at}option"))
        ]
        made.chosen = sent.getlist(f"{at}chosen")
        draft.criteria.append(made)
    for place in range(_count(sent, "rules", MOST_RULES)):
        at = f"r{place}-"
        if not (fact := sent.get(f"{at}fact", "")):
            continue
        rule = RuleCells(sent.get(f"{at}key", "") or fact, fact, definition=known.get(fact))
        shape, test = sent.get(f"{at}shape", ""), sent.get(f"{at}test", "")
        rule.shape = shape if shape in ("flag", "option", "number") else "number"
        rule.test = test if rule.shape == "number" and test in ("is", "at_least", "at_most") else "is"
        rule.value, rule.reason = Cell(sent.get(f"{at}value", "").strip()), Cell(sent.get(f"{at}reason", "").strip())
        rule.chosen = sent.getlist(f"{at}chosen")
        rule.unanswered = "fail" if sent.get(f"{at}unanswered") == "fail" else "pass"
        draft.rules.append(rule)
    return draft


def _count(sent: Sent, name: str, most: int) -> int:
    text = sent.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 6 else 0


def document_of(draft: Draft) -> dict[str, Any]:
    """The document that the fields make. Fields that cannot be read get their error, and count as 0: ask `draft.errors`.

    An empty number of points or weight is 0; an empty name is the question. So anything that can be read can be kept as a draft.
    """
    for cell in draft.cells():
        cell.error = ""
    return {
        "criteria": [_criterion(made) for made in draft.criteria],
        "rules": [_rule(rule) for rule in draft.rules],
        "thresholds": {"borderline": whole(draft.borderline, 2**31 - 1), "above": whole(draft.above, 2**31 - 1)},
    }


def _criterion(made: CriterionCells) -> dict[str, Any]:
    name = made.title.value or (made.definition.label if made.definition else made.fact)
    part: dict[str, Any] = {"key": made.key, "name": name, "group": made.group.value, "why": made.why.value}
    part |= {"fact": made.fact, "kind": made.kind, "weight": whole(made.weight, MOST_WEIGHT)}
    if made.kind == "bands":
        part["bands"] = [
            {
                "from": read_number(made.function, band.low),
                "to": read_number(made.function, band.high),
                "points": whole(band.points, MOST_POINTS),
            }
            for band in made.bands
        ]
    elif made.kind == "options":
        points = {option.value: whole(option.points, MOST_POINTS) for option in made.options}
        part["options"] = {option.value: points[option.value] for option in made.options if option.points.value}
    elif made.kind == "yes_no":
        part |= {"yes": whole(made.yes, MOST_POINTS), "no": whole(made.no, MOST_POINTS)}
    else:
        known = [name for name in made.chosen if made.kind == "per_item" or name in FAMILY_NAMES]
        part["families" if made.kind == "families" else "items"] = list(dict.fromkeys(known))
        part |= {"each": whole(made.each, MOST_POINTS), "cap": whole(made.cap, MOST_POINTS)}
    return part


def _rule(rule: RuleCells) -> dict[str, Any]:
    value: Any
    if rule.shape == "flag":
        value = rule.value.value != "no"
    elif rule.shape == "option":
        value = list(dict.fromkeys(rule.chosen)) or [""]
        if not rule.chosen:
            rule.value.error = "Choose at least one answer that meets it."
    else:
        value = read_number(rule.function, rule.value)
        if value is None and not rule.value.error:
            rule.value.error = "Write the limit."
        value = value or 0
    if not rule.reason.value:
        rule.reason.error = "Write what the applicant reads when it is not met."
    part: dict[str, Any] = {"key": rule.key, "fact": rule.fact, "test": rule.test, "value": value}
    return part | {"unanswered": rule.unanswered, "reason": rule.reason.value or "-"}


def whole(cell: Cell, most: int) -> int:
    """The whole number from 0 to `most` in a field; empty is 0. One that cannot be read is 0 with an error beside it."""
    text = cell.value.replace(",", "").replace(" ", "")
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal()) or len(text) > 12 or int(text) > most:
        cell.error = f"Write a whole number from 0 to {most:,}."
        return 0
    return int(text)


def read_number(function: str, cell: Cell) -> int | None:
    """The number of a fact in a field, as facts count it; None where it is empty, or with an error where it cannot be read."""
    text = cell.value.replace(",", "").replace(" ", "")
    if not text:
        return None
    try:
        if function == "day":
            return (date.fromisoformat(text) - EPOCH).days
        number = Decimal(text) * (100 if function in ("hundredths", "review") else 1)
        if number.is_finite() and abs(number) < LIMIT and number == int(number):
            return int(number)
    except (ValueError, InvalidOperation):
        pass
    examples = {
        "day": "Write a date, like 2025-02-28.",
        "hundredths": "Write a number with at most two decimals, like 3.50.",
    }
    cell.error = examples.get("hundredths" if function == "review" else function, "Write a whole number, like 12.")
    return None


def write_number(function: str, value: int | None) -> str:
    """A number of a fact as the field shows it; `read_number` reads it back."""
    return "" if value is None else say_number(function, value).replace(",", "")

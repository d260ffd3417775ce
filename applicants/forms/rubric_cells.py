"""The fields of the rubric editor, as they are between two presses of a button: each as it was typed, right or wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from applicants.screening.facts import FactDefinition
from applicants.screening.kinds import FAMILY_NAMES


@dataclass
class Cell:
    """One field: what was typed, what is wrong with it, its name in the form and its label."""

    value: str = ""
    error: str = ""
    name: str = ""
    label: str = ""


@dataclass
class BandCells:
    """A band's fields."""

    low: Cell = field(default_factory=Cell)
    high: Cell = field(default_factory=Cell)
    points: Cell = field(default_factory=Cell)


@dataclass
class OptionCell:
    """The points of one option. `known`: whether the form has it."""

    value: str
    points: Cell
    label: str = ""
    known: bool = True


@dataclass
class Choice:
    """One item or subject with its box. `known`: whether the form has it."""

    value: str
    label: str
    chosen: bool
    known: bool = True


@dataclass
class CriterionCells:
    """A criterion's fields; only those of its kind are shown. `definition` is None where the form has no such fact."""

    key: str
    fact: str
    kind: str
    title: Cell = field(default_factory=Cell)
    group: Cell = field(default_factory=Cell)
    why: Cell = field(default_factory=Cell)
    weight: Cell = field(default_factory=Cell)
    bands: list[BandCells] = field(default_factory=list)
    options: list[OptionCell] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    each: Cell = field(default_factory=Cell)
    cap: Cell = field(default_factory=Cell)
    yes: Cell = field(default_factory=Cell)
    no: Cell = field(default_factory=Cell)
    is_open: bool = False
    definition: FactDefinition | None = None
    problems: list[str] = field(default_factory=list)
    most: int | None = None

    @property
    def function(self) -> str:
        """The function of its fact; of a fact the form has not, one that writes plain numbers."""
        return self.definition.function if self.definition else "number"

    def cells(self) -> Iterator[Cell]:
        """The fields of its kind."""
        yield from (self.title, self.group, self.why, self.weight)
        if self.kind == "bands":
            for band in self.bands:
                yield from (band.low, band.high, band.points)
        elif self.kind == "options":
            yield from (option.points for option in self.options)
        elif self.kind == "yes_no":
            yield from (self.yes, self.no)
        else:
            yield from (self.each, self.cap)


@dataclass
class RuleCells:
    """A minimum's fields. `shape` says which: flag, option or number."""

    key: str
    fact: str
    shape: str = "number"
    test: str = "is"
    value: Cell = field(default_factory=Cell)
    chosen: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    unanswered: str = "pass"
    reason: Cell = field(default_factory=Cell)
    definition: FactDefinition | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def function(self) -> str:
        """The function of its fact; of a fact the form has not, one that writes plain numbers."""
        return self.definition.function if self.definition else "number"

    def cells(self) -> Iterator[Cell]:
        """Its fields."""
        yield self.reason
        yield self.value


@dataclass
class Draft:
    """A rubric version as it is being edited. `base` names the document that the page was made from."""

    criteria: list[CriterionCells] = field(default_factory=list)
    rules: list[RuleCells] = field(default_factory=list)
    borderline: Cell = field(default_factory=Cell)
    above: Cell = field(default_factory=Cell)
    note: Cell = field(default_factory=Cell)
    base: str = ""

    def cells(self) -> Iterator[Cell]:
        """Every field that is shown, in the order of the page."""
        for made in self.criteria:
            yield from made.cells()
        for rule in self.rules:
            yield from rule.cells()
        yield from (self.borderline, self.above, self.note)

    @property
    def errors(self) -> list[Cell]:
        """The fields that cannot be read."""
        return [cell for cell in self.cells() if cell.error]

    def used_keys(self) -> set[str]:
        """The keys of its criteria and rules."""
        return {made.key for made in self.criteria} | {rule.key for rule in self.rules}


def laid_out(draft: Draft) -> Draft:
    """The same draft with the names, labels and choices that the page needs, after whatever was added, removed or moved."""
    for place, made in enumerate(draft.criteria):
        at, labels = (
            f"c{place}-",
            {"each": "Points for each", "cap": "At most", "yes": "Points for yes", "no": "Points for no"},
        )
        labels |= {"title": "Name", "group": "Group", "why": "Why it counts", "weight": "Weight"}
        for name, label in labels.items():
            cell = getattr(made, name)
            cell.name, cell.label = at + name, label
        for row, band in enumerate(made.bands):
            for name, label in (("low", "From"), ("high", "To"), ("points", "Points")):
                cell = getattr(band, name)
                cell.name, cell.label = f"{at}b{row}-{name}", f"{label}, band {row + 1}"
        if made.kind == "options":
            _lay_options(made)
            for row, option in enumerate(made.options):
                option.points.name, option.points.label = f"{at}o{row}", option.label
        made.choices = _choices(made)
    for place, rule in enumerate(draft.rules):
        rule.value.name, rule.value.label = f"r{place}-value", "The answer"
        rule.reason.name, rule.reason.label = f"r{place}-reason", "Reason the applicant reads"
        options = rule.definition.question.options if rule.definition else ()
        rule.choices = _boxes(dict(options), rule.chosen) if rule.shape == "option" else []
    for name, label in (("borderline", "Borderline from"), ("above", "Above from"), ("note", "What changed, and why")):
        cell = getattr(draft, name)
        cell.name, cell.label = name, label
    return draft


def _lay_options(made: CriterionCells) -> None:
    """Every option of the form has a row; one that the form has not keeps its own."""
    labels = dict(made.definition.question.options) if made.definition else {}
    rows = {option.value: option for option in made.options}
    for value in labels:
        rows.setdefault(value, OptionCell(value, Cell("")))
    order = [*labels, *(value for value in rows if value not in labels)]
    made.options = [rows[value] for value in order]
    for option in made.options:
        option.label, option.known = labels.get(option.value, option.value), option.value in labels or not labels


def _choices(made: CriterionCells) -> list[Choice]:
    if made.kind == "families":
        return _boxes({name: name.capitalize() for name in FAMILY_NAMES}, made.chosen)
    if made.kind == "per_item":
        return _boxes(dict(made.definition.question.options) if made.definition else {}, made.chosen)
    return []


def _boxes(labels: Mapping[str, str], chosen: Sequence[str]) -> list[Choice]:
    boxes = [Choice(value, label, value in chosen) for value, label in labels.items()]
    return boxes + [Choice(value, value, True, not labels) for value in dict.fromkeys(chosen) if value not in labels]

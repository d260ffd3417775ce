"""The mapping: which column of a file feeds which question, and how it is cleaned. TOML in, typed rules out. Plain Python.

`parse` checks everything that can be known without the file, and names every fault at once, with its place. How to write a
mapping stands in docs/importing.md.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from applicants.importing.cleaning import RANGES, ROUNDINGS, STEPS, NumberRules, folded
from applicants.importing.tables import Table, suggestion
from cohorts.answers import AnswerError, QuestionSpec, clean_answer

ColumnRef = str | int
"""A column by its name in the header, by "Name#2" for the second of that name, or by its number, counted from 1."""

MOST_CHARACTERS: Final = 256 * 1024
NUMBER_KINDS: Final = frozenset({"whole_number", "decimal"})
CHOICE_KINDS: Final = frozenset({"one_of", "some_of"})


class MappingError(ValueError):
    """A mapping that cannot be used. `errors` holds every fault in words, each with its place."""

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


@dataclass(frozen=True)
class QuestionRule:
    """Where the answer to one question comes from. `options` is set where several columns stand for one option each."""

    spec: QuestionSpec
    columns: tuple[ColumnRef, ...]
    options: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    blank: frozenset[str] = frozenset()
    synonyms: dict[str, str] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    number: NumberRules | None = None
    separator: str = ""
    pattern: str = ""
    blank_on_error: bool = False


@dataclass(frozen=True)
class TimeRule:
    """Where a moment comes from; `zone` counts where the cell names none."""

    column: ColumnRef
    pattern: str
    zone: ZoneInfo


@dataclass(frozen=True)
class PersonRule:
    """Where a name, an address, a number or a university comes from; several columns are joined by a space."""

    columns: tuple[ColumnRef, ...]
    blank_on_error: bool = False


@dataclass(frozen=True)
class Mapping:
    """A whole mapping, checked against the questions of one form."""

    identity: tuple[ColumnRef, ...]
    source: str = ""
    prefix: str = ""
    delimiter: str = ""
    sheet: str = ""
    blank: frozenset[str] = frozenset()
    started: TimeRule | None = None
    submitted: TimeRule | None = None
    name: PersonRule | None = None
    email: PersonRule | None = None
    phone: PersonRule | None = None
    university: PersonRule | None = None
    questions: tuple[QuestionRule, ...] = ()


def parse(text: str, specs: Sequence[QuestionSpec]) -> Mapping:
    """Read a mapping for a form with these questions. Raises MappingError with all faults."""
    if len(text) > MOST_CHARACTERS:
        raise MappingError([f"The mapping has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read."])
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError([f"The mapping is not valid TOML: {error}."]) from None
    errors: list[str] = []
    top = Table(data, "", errors)
    mapping = _read(top, {spec.key: spec for spec in specs})
    if errors:
        raise MappingError(errors)
    return mapping


def source_of(text: str) -> str:
    """What a mapping says its data are; empty where it says nothing or cannot be read."""
    try:
        return str(tomllib.loads(text).get("source", ""))[:100]
    except tomllib.TOMLDecodeError:
        return ""


def _read(top: Table, specs: dict[str, QuestionSpec]) -> Mapping:
    identity, times, person, file = (top.table(name) for name in ("identity", "times", "person", "file"))
    columns = _columns(identity)
    if not columns and not identity.failed("columns"):
        identity.error("columns", "name the column or columns that make a row unique")
    blank = _words(top, "blank")
    rules = [
        rule
        for key, table in top.table("questions").tables()
        if (rule := _question(table, _known_question(top, key, specs), blank))
    ]
    mapping = Mapping(
        identity=columns,
        prefix=identity.text("prefix"),
        source=top.text("source"),
        delimiter=file.one_of("delimiter", (",", ";", "\t"), ""),
        sheet=file.text("sheet"),
        blank=blank,
        started=_time(times, "started"),
        submitted=_time(times, "submitted"),
        name=_person(person, "name"),
        email=_person(person, "email"),
        phone=_person(person, "phone"),
        university=_person(person, "university"),
        questions=tuple(rules),
    )
    for table in (identity, times, person, file, top):
        table.done()
    return mapping


def _known_question(top: Table, key: str, specs: dict[str, QuestionSpec]) -> QuestionSpec | None:
    if key not in specs:
        top.error(f"questions.{key}", f"the cohort's form has no question “{key}”{suggestion(key, specs)}")
    return specs.get(key)


def _question(table: Table, spec: QuestionSpec | None, blank: frozenset[str]) -> QuestionRule | None:
    if spec is None:
        return None
    columns, options = _sources(table, spec)
    rule = QuestionRule(
        spec=spec,
        columns=columns,
        options=options,
        steps=tuple(table.texts("clean", known=STEPS)),
        blank=blank | _words(table, "blank"),
        synonyms=_synonyms(table, spec),
        yes=_words(table, "yes") if spec.kind == "yes_no" else frozenset(),
        no=_words(table, "no") if spec.kind == "yes_no" else frozenset(),
        number=_number(table) if spec.kind in NUMBER_KINDS else None,
        separator=table.text("separator") if spec.kind == "some_of" else "",
        pattern=_date_pattern(table) if spec.kind == "date" else "",
        blank_on_error=table.one_of("on_error", ("refuse", "blank"), "refuse") == "blank",
    )
    if both := rule.yes & rule.no:
        table.error("yes", f"“{min(both)}” cannot mean both yes and no")
    table.done(f"of a question whose kind is {spec.kind}")
    return rule


def _sources(table: Table, spec: QuestionSpec) -> tuple[tuple[ColumnRef, ...], tuple[str, ...]]:
    """The columns of a question; for `columns` also the option that each stands for."""
    if table.has("column") == table.has("columns"):
        table.error("", "give either `column` or, for several columns that each stand for an option, `columns`")
        table.drop("column", "columns")
        return (), ()
    if table.has("column"):
        return (table.ref("column"),), ()
    if spec.kind != "some_of":
        table.error("columns", "only a question of the kind some_of is fed by several columns")
        table.drop("columns")
        return (), ()
    pairs = table.pairs("columns")
    for ref, option in pairs:
        if option not in spec.values:
            table.error(
                f"columns.{ref}", f"“{option}” is not an option of this question{suggestion(option, spec.values)}"
            )
    return tuple(ref for ref, _ in pairs), tuple(option for _, option in pairs)


def _synonyms(table: Table, spec: QuestionSpec) -> dict[str, str]:
    """What the file says -> what is meant. What is meant must be an answer to the question (or empty: unanswered)."""
    found: dict[str, str] = {}
    for said, meant in table.strings("synonyms").items():
        try:
            clean_answer(spec, meant)
        except AnswerError as error:
            near = suggestion(meant, spec.values) if spec.kind in CHOICE_KINDS else ""
            table.error(f"synonyms.{said}", f"“{meant}” does not fit the question. {error}{near.removeprefix('.')}")
        if found.setdefault(folded(said), meant) != meant:
            table.error(f"synonyms.{said}", "stands twice, with different meanings (neither case nor spaces count)")
    return found


def _number(table: Table) -> NumberRules:
    inner = table.table("number")
    units = {word.casefold(): inner.decimal(f"units.{word}", factor) for word, factor in inner.mapping("units").items()}
    rules = NumberRules(
        span=inner.one_of("range", RANGES, "refuse"),
        rounding=inner.one_of("round", ("refuse", *ROUNDINGS), "refuse"),
        units={word: factor for word, factor in units.items() if factor is not None},
        ignore=_words(inner, "ignore"),
    )
    if strange := sorted(word for word in {*rules.units, *rules.ignore} if not word.isalpha()):
        inner.error("", f"units and words to ignore are single words of letters, not “{strange[0]}”")
    if any(factor <= Decimal(0) for factor in rules.units.values()):
        inner.error("units", "a unit stands for a number above 0")
    inner.done()
    return rules


def _date_pattern(table: Table) -> str:
    pattern = table.text("format")
    if pattern and not _is_pattern(pattern):
        table.error("format", f"“{pattern}” is not a format like %d.%m.%Y")
    return pattern


def _time(times: Table, key: str) -> TimeRule | None:
    if not times.has(key):
        return None
    table = times.table(key)
    zone = table.text("zone") or "UTC"
    if zone not in available_timezones():
        table.error("zone", f"“{zone}” is not a time zone; use a name like America/New_York or UTC")
        zone = "UTC"
    rule = TimeRule(table.ref("column"), table.text("format") or "iso", ZoneInfo(zone))
    if rule.pattern != "iso" and not _is_pattern(rule.pattern):
        table.error("format", f"“{rule.pattern}” is not a format like %Y-%m-%d %H:%M:%S, nor iso")
    table.done()
    return rule


def _is_pattern(pattern: str) -> bool:
    """Whether strptime can read with it, and gets at least a year, a month and a day."""
    example = datetime(2026, 3, 31, tzinfo=UTC)
    try:
        return datetime.strptime(example.strftime(pattern), pattern).date() == example.date()  # noqa: DTZ007
    except ValueError:
        return False


def _person(person: Table, key: str) -> PersonRule | None:
    if not person.has(key):
        return None
    if not person.is_table(key):
        return PersonRule(person.refs(key))
    table = person.table(key)
    rule = PersonRule(_columns(table), table.one_of("on_error", ("refuse", "blank"), "refuse") == "blank")
    if not rule.columns:
        table.error("", "name a `column`")
    table.done()
    return rule


def _columns(table: Table) -> tuple[ColumnRef, ...]:
    return table.refs("columns") if table.has("columns") else (table.ref("column"),) if table.has("column") else ()


def _words(table: Table, key: str) -> frozenset[str]:
    return frozenset(folded(word) for word in table.texts(key))


def describe(rule: QuestionRule, everywhere: frozenset[str] = frozenset()) -> list[str]:
    """How a question's cells are cleaned, one phrase for each thing that is done; what is done `everywhere` is left out."""
    said: list[str] = []
    if rule.options:
        said.append("each column that is filled adds its option")
    if rule.number is not None:
        span = {
            "low": "of a range the smaller end",
            "high": "of a range the larger end",
            "middle": "of a range the middle",
        }
        said.append("numbers are found among words")
        said += [span[rule.number.span]] if rule.number.span in span else []
        said += [f"rounded {rule.number.rounding}"] if rule.number.rounding != "refuse" else []
        said += [f"{unit} × {factor}" for unit, factor in rule.number.units.items() if factor != 1]
    said += [f"split at “{rule.separator}”"] if rule.separator else []
    if rule.synonyms:
        said.append(
            "1 wording is translated" if len(rule.synonyms) == 1 else f"{len(rule.synonyms)} wordings are translated"
        )
    if own := sorted(rule.blank - everywhere):
        said.append(f"taken as unanswered: {', '.join(own)}")
    said += ["left blank where it does not fit"] if rule.blank_on_error else []
    return said

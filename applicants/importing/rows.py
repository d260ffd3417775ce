"""From the cells of a row to an application: the mapping bound to one file's header. Plain Python."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from applicants.importing.cleaning import SPREADSHEET_ERRORS, STEPS, CleaningError, folded, moment, number, tidy
from applicants.importing.mapping import ColumnRef, Mapping, MappingError, PersonRule, QuestionRule, TimeRule
from applicants.importing.reading import Row
from applicants.importing.tables import suggestion
from cohorts.answers import NO, Answer, AnswerError, clean_answer

MOST_ID_CHARACTERS: Final = 200
_EMAIL: Final = re.compile(r"[^@\s,;<>()\[\]\"\x00-\x20]{1,64}@[^@\s,;<>()\[\]\"_]+(?:\.[^@\s,;<>()\[\]\"_.]+)+")
_CACHED: Final = 5000
"""How many different short cells of a column are remembered with what they came to; the same few come again and again."""


@dataclass(frozen=True)
class Problem:
    """What does not fit in a row: which column, what it says, and why. `left_blank`: the mapping lets the row in without it."""

    line: int
    column: str
    value: str
    reason: str
    left_blank: bool = False


@dataclass
class CleanRow:
    """A row as it would go in. With problems (other than those left blank) it does not."""

    line: int
    external_id: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    university_id: int | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether something in it does not fit."""
        return any(not problem.left_blank for problem in self.problems)

    def digest(self) -> bytes:
        """SHA-256 of all that would be stored, so that a second import can tell "the same" from "changed"."""
        times = [at and at.isoformat() for at in (self.started_at, self.submitted_at)]
        content = [self.external_id, self.answers, *times, self.name, self.email, self.phone, self.university_id]
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).digest()


class BoundMapping:
    """A mapping whose columns were found in a header.

    `universities` gives the id of a university by its name and by its short name, both folded. Raises MappingError naming every
    column that the header does not have, or has more than once. Nothing can have been submitted after `latest`.
    """

    def __init__(
        self,
        mapping: Mapping,
        header: Sequence[str],
        universities: Dictionary[str, int] | None = None,
        latest: datetime | None = None,
    ) -> None:
        self.mapping, self.header, self._universities = mapping, list(header), universities or {}
        self._latest = latest
        self._errors: list[str] = []
        self._used: set[int] = set()
        self._identity = self._find_all("identity", mapping.identity)
        self._times = {name: (rule, self._find(f"times.{name}", rule.column)) for name, rule in self._time_rules()}
        self._people = {
            name: (rule, self._find_all(f"person.{name}", rule.columns)) for name, rule in self._person_rules()
        }
        self._questions = [
            (rule, self._find_all(f"questions.{rule.spec.key}", rule.columns)) for rule in mapping.questions
        ]
        self._known: dict[str, dict[Any, Answer]] = {rule.spec.key: {} for rule, _ in self._questions}
        if self._errors:
            raise MappingError(self._errors)

    @property
    def unused(self) -> list[str]:
        """The columns of the file that nothing reads, in order."""
        return [self.label(index) for index in range(len(self.header)) if index not in self._used]

    def fed_by(self, key: str) -> list[str]:
        """The columns that feed a question."""
        return [self.label(index) for rule, places in self._questions if rule.spec.key == key for index in places]

    def label(self, index: int) -> str:
        """What a column is called to people: its name, with its number where the name is not enough."""
        name = self.header[index]
        return name if name and self.header.count(name) == 1 else f"{name or 'without a name'} (column {index + 1})"

    def clean(self, row: Row) -> CleanRow:
        """Clean one row. Everything that does not fit is noted, not only the first."""
        clean = CleanRow(row.line)
        if len(row.cells) != len(self.header):
            extra = row.cells[len(self.header) :]
            if len(row.cells) < len(self.header) or any(cell.strip() for cell in extra):
                said = f"It has {len(row.cells):,} cells; the header has {len(self.header):,} columns."
                clean.problems.append(Problem(row.line, "", "", said))
                return clean
        self._clean_identity(row, clean)
        self._clean_times(row, clean)
        self._clean_person(row, clean)
        for rule, places in self._questions:
            try:
                answer = self._answer(rule, places, row.cells)
            except (AnswerError, CleaningError) as error:
                self._note(clean, places[0], row, str(error), left_blank=rule.blank_on_error)
            else:
                if answer is not None:
                    clean.answers[rule.spec.key] = answer
        return clean

    def _note(self, clean: CleanRow, place: int, row: Row, reason: str, *, left_blank: bool = False) -> None:
        clean.problems.append(Problem(row.line, self.label(place), row.cells[place], reason, left_blank))

    def _clean_identity(self, row: Row, clean: CleanRow) -> None:
        parts = [tidy(row.cells[place]) for place in self._identity]
        joined = "|".join(part.replace("|", "||") if len(parts) > 1 else part for part in parts)
        clean.external_id = f"{self.mapping.prefix}{joined}"
        place = self._identity[0]
        if not all(parts):
            self._note(clean, place, row, "Nothing says which row this is: its id is empty.")
        elif len(clean.external_id) > MOST_ID_CHARACTERS:
            self._note(
                clean,
                place,
                row,
                f"Its id has {len(clean.external_id):,} characters; at most {MOST_ID_CHARACTERS} fit.",
            )
        elif "\x00" in clean.external_id or SPREADSHEET_ERRORS.intersection(parts):
            self._note(clean, place, row, "That cannot be an id.")

    def _clean_times(self, row: Row, clean: CleanRow) -> None:
        found: dict[str, datetime] = {}
        for name, (rule, place) in self._times.items():
            text = tidy(row.cells[place])
            try:
                if text:
                    found[name] = moment(text, pattern=rule.pattern, zone=rule.zone)
                elif name == "submitted":
                    raise CleaningError("It has no time of submission, so it was never sent off.")
            except CleaningError as error:
                self._note(clean, place, row, str(error))
        clean.started_at, clean.submitted_at = found.get("started"), found.get("submitted")
        if clean.started_at and clean.submitted_at and clean.started_at > clean.submitted_at:
            self._note(clean, self._times["submitted"][1], row, "It was submitted before it was started.")
        elif self._latest and found and max(found.values()) > self._latest:
            self._note(clean, self._times[max(found, key=found.__getitem__)][1], row, "That moment has not come yet.")

    def _clean_person(self, row: Row, clean: CleanRow) -> None:
        for name, (rule, places) in self._people.items():
            text = " ".join(part for place in places if (part := " ".join(tidy(row.cells[place]).split())))
            if not text or folded(text) in self.mapping.blank:
                continue
            try:
                self._set_person(clean, name, text)
            except CleaningError as error:
                self._note(clean, places[0], row, str(error), left_blank=rule.blank_on_error)

    def _set_person(self, clean: CleanRow, name: str, text: str) -> None:
        if "\x00" in text or text in SPREADSHEET_ERRORS:
            raise CleaningError("It cannot be stored.")
        most = {"name": 200, "phone": 40, "email": 254}.get(name, 200)
        if len(text) > most:
            raise CleaningError(f"It has {len(text):,} characters; at most {most} fit.")
        if name == "university":
            if (found := self._universities.get(folded(text))) is None:
                raise CleaningError("No partner university has this name or short name.")
            clean.university_id = found
        elif name == "email":
            if not _EMAIL.fullmatch(text):
                raise CleaningError(f"“{text[:60]}” is not an e-mail address.")
            clean.email = text.lower()
        else:
            setattr(clean, name, text)

    def _answer(self, rule: QuestionRule, places: Sequence[int], cells: list[str]) -> Answer:
        if rule.options:
            pairs = zip(rule.options, places, strict=True)
            chosen = tuple(option for option, place in pairs if cells[place] and self._is_chosen(rule, cells[place]))
            return self._remembered(rule, chosen, lambda: clean_answer(rule.spec, chosen) if chosen else None)
        raw = cells[places[0]]
        return self._remembered(rule, raw, lambda: clean_cell(rule, raw))

    def _remembered(self, rule: QuestionRule, key: str | tuple[str, ...], clean: Callable[[], Answer]) -> Answer:
        """What `clean` gives, asked only once for what comes again and again."""
        known = self._known[rule.spec.key]
        if key in known:
            return known[key]
        answer = clean()
        if len(key) <= 60 and len(known) < _CACHED:
            known[key] = answer
        return answer

    def _is_chosen(self, rule: QuestionRule, cell: str) -> bool:
        word = folded(cell)
        if cell in SPREADSHEET_ERRORS:
            raise CleaningError("The cell holds a spreadsheet's error, not a value.")
        return bool(word) and word not in NO and word not in rule.blank

    def _time_rules(self) -> list[tuple[str, TimeRule]]:
        return [(name, rule) for name in ("started", "submitted") if (rule := getattr(self.mapping, name))]

    def _person_rules(self) -> list[tuple[str, PersonRule]]:
        return [
            (name, rule) for name in ("name", "email", "phone", "university") if (rule := getattr(self.mapping, name))
        ]

    def _find_all(self, place: str, refs: Sequence[ColumnRef]) -> list[int]:
        return [self._find(place, ref) for ref in refs]

    def _find(self, place: str, ref: ColumnRef) -> int:
        """The index of a column; a fault is noted with its place in the mapping."""
        try:
            index = find_column(self.header, ref)
        except LookupError as error:
            self._errors.append(f"{place}: {error.args[0]}")
            return 0
        self._used.add(index)
        return index


def clean_cell(rule: QuestionRule, raw: str) -> Answer:
    """The answer in one cell, or None where it says nothing. Raises CleaningError or AnswerError in words."""
    text = tidy(raw)
    word = folded(text)
    if not text or word in rule.blank:
        return None
    if text in SPREADSHEET_ERRORS:
        raise CleaningError("The cell holds a spreadsheet's error, not a value.")
    for step in rule.steps:
        text = STEPS[step](text)
    if rule.separator:
        parts = [part for part in map(tidy, text.split(rule.separator)) if part and folded(part) not in rule.blank]
        return clean_answer(rule.spec, [_meant(rule, part) for part in parts])
    if word in rule.synonyms:
        return clean_answer(rule.spec, rule.synonyms[word])
    if rule.spec.kind == "yes_no":
        return _yes_no(rule, word)
    if rule.number is not None:
        return clean_answer(rule.spec, number(text, rule.number))
    if rule.spec.kind in ("one_of", "some_of"):
        return clean_answer(rule.spec, _meant(rule, text))
    if rule.pattern and text[10:11] != "T":
        try:
            return clean_answer(rule.spec, datetime.strptime(text, rule.pattern).date())  # noqa: DTZ007  # a day, no moment
        except ValueError:
            raise CleaningError(f"“{text[:60]}” is not a date written as {rule.pattern}.") from None
    return clean_answer(rule.spec, text[:10] if rule.spec.kind == "date" and text[10:11] == "T" else text)


def _meant(rule: QuestionRule, text: str) -> str:
    """The option that a text means: by the mapping, by its value, by its label. Otherwise the text itself, to be refused."""
    word = folded(text)
    if word in rule.synonyms:
        return rule.synonyms[word]
    for value, label in rule.spec.options:
        if word in (folded(value), folded(label)):
            return value
    return text


def _yes_no(rule: QuestionRule, word: str) -> Answer:
    if word in rule.yes:
        return True
    if word in rule.no:
        return False
    return clean_answer(rule.spec, word)


def find_column(header: Sequence[str], ref: ColumnRef) -> int:
    """The index of a column in a header. Raises LookupError in words where there is none, or more than one."""
    if isinstance(ref, int):
        if ref > len(header):
            raise LookupError(f"there is no column {ref}; the file has {len(header)}.")
        return ref - 1
    name = " ".join(ref.split())
    places = [index for index, title in enumerate(header) if title == name]
    if len(places) == 1:
        return places[0]
    if places:
        numbers = ", ".join(str(place + 1) for place in places)
        raise LookupError(
            f"{len(places)} columns are called “{name}” (columns {numbers}); say which: “{name}#1” or its number."
        )
    base, mark, count = name.rpartition("#")
    if mark and count.isdigit():
        places = [index for index, title in enumerate(header) if title == base.strip()]
        if 0 < int(count) <= len(places):
            return places[int(count) - 1]
        if places:
            raise LookupError(f"“{base.strip()}” stands {len(places)} times in the header, so there is no #{count}.")
    few = Counter(header)
    raise LookupError(f"the file has no column “{name}”{suggestion(name, few)}")

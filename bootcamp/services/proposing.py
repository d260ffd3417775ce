"""Marks from a pasted column or a file, looked at before they are written: what would change, what does not fit, what others wrote.

Nothing is written here: `services.gradebook.save_cells` writes what somebody said yes to, and looks again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bootcamp.models import Assessment, Enrolment, GradeRecord
from bootcamp.selectors.gradebook import Cell, Written, written_in
from bootcamp.services.grading import Mark, check_given, sat_for
from bootcamp.services.grids import NOT_GRADED, merge
from bootcamp.services.mark_text import read_mark, write_mark


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what stands there, and what it would say. `now`: who wrote it, where somebody did since the sender looked."""

    person: Enrolment
    assessment: Assessment
    before: str
    after: str
    now: Written | None = None

    @property
    def key(self) -> str:
        """The cell as pages name it."""
        return f"{self.person.pk}-{self.assessment.pk}"

    @property
    def row(self) -> tuple[int, int, str, str]:
        """The cell as `forms.gradebook.read_cells` takes it."""
        return self.person.pk, self.assessment.pk, self.after, self.before


@dataclass(slots=True)
class Proposal:
    """What a column or a file would do. `wrong`: where, and why it does not fit. `unknown`: what could not be matched, in words."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    same: int = 0


def propose(
    people: Iterable[Enrolment],
    assessments: Iterable[Assessment],
    texts: Mapping[Cell, str],
    *,
    exported_at: datetime | None = None,
) -> Proposal:
    """Compare texts by cell with what stands there; three queries.

    `exported_at`: what the sender saw are the marks of that moment, which the history knows. Without it they saw what stands
    there now.
    """
    persons = {person.pk: person for person in people}
    columns = {assessment.pk: assessment for assessment in assessments}
    proposal, sent = Proposal(), dict[Cell, Mark]()

    def refuse(cell: Cell, error: ValueError) -> None:
        where = f"{persons[cell[0]].name}, {columns[cell[1]].title}"
        proposal.wrong.append((where, f"“{texts[cell][:40]}”: {error}"))

    for cell, text in texts.items():
        try:
            sent[cell] = read_mark(text)
        except ValueError as error:
            refuse(cell, error)
    written = written_in(sent)
    now: dict[Cell, Mark] = {cell: (each.state, each.points) for cell, each in written.items()}
    seen = now if exported_at is None else marks_at(sent, exported_at)
    changed, conflicts = merge(
        sent,
        {cell: seen.get(cell, NOT_GRADED) for cell in sent},
        {cell: now.get(cell, NOT_GRADED) for cell in sent},
    )

    proposal.same = len(sent) - len(changed) - len(conflicts)
    to_write = changed | {cell: sent[cell] for cell in conflicts}
    sat = sat_for(to_write)
    for cell, mark in to_write.items():
        try:
            check_given(
                mark, columns[cell[1]], sat=cell in sat
            )  # only what would be written: what stands there need not fit the hand
        except ValueError as error:
            refuse(cell, error)
            changed.pop(cell, None)
            conflicts.pop(cell, None)

    def change(cell: Cell, *, with_writer: bool = False) -> Change:
        return Change(
            persons[cell[0]],
            columns[cell[1]],
            write_mark(now.get(cell)),
            write_mark(sent[cell]),
            written.get(cell) if with_writer else None,
        )

    proposal.changes = [change(cell) for cell in changed]
    proposal.conflicts = [change(cell, with_writer=True) for cell in conflicts]
    return proposal


def marks_at(cells: Iterable[Cell], moment: datetime) -> dict[Cell, Mark]:
    """The marks as they stood at a moment, from the history; one query."""
    people, assessments = {cell[0] for cell in cells}, {cell[1] for cell in cells}
    rows = (
        GradeRecord.objects.filter(grade__enrolment_id__in=people, grade__assessment_id__in=assessments, at__lte=moment)
        .order_by("grade_id", "-at", "-pk")
        .distinct("grade_id")
        .values_list("grade__enrolment_id", "grade__assessment_id", "state", "points")
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def match_lines(people: list[Enrolment], lines: list[str], *, by_name: bool) -> tuple[dict[int, str], list[str]]:
    """Marks by enrolment id from the lines of a pasted column, and in words what could not be matched.

    In the order of the class each line is one person, an empty one leaves theirs alone. By name or e-mail a line is
    `Ada Moss<tab>80` (or with a semicolon, or the last comma or space between them).
    """
    if not by_name:
        found = {person.pk: line.strip() for person, line in zip(people, lines, strict=False) if line.strip()}
        beyond = [line for line in lines[len(people) :] if line.strip()]
        words = (
            [f"{len(beyond)} more lines than people: from “{beyond[0].strip()[:60]}” on they are left out."]
            if beyond
            else []
        )
        return found, words
    keys: dict[str, list[Enrolment]] = {}
    for person in people:
        for key in {
            _plain(person.name),
            _plain(person.application.applicant.email or ""),
            _plain(_turned(person.name)),
        }:
            keys.setdefault(key, []).append(person)
    found, words = {}, []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        who, text = _cut(line)
        matches = keys.get(_plain(who), []) if _plain(who) else []
        if len(matches) == 1 and matches[0].pk not in found:
            found[matches[0].pk] = text
        elif len(matches) == 1:
            words.append(f"Line {number}: {matches[0].name} stands there twice; the first counts.")
        elif matches:
            words.append(
                f"Line {number}: {len(matches)} people are called “{who.strip()[:60]}”. Use the e-mail address."
            )
        else:
            words.append(f"Line {number}: nobody in the class is “{(who or line).strip()[:60]}”.")
    return found, words


def _cut(line: str) -> tuple[str, str]:
    for between in ("\t", ";", ",", " "):
        who, found, text = line.strip().rpartition(between)
        if found and who.strip():
            return who, text.strip()
    return "", line.strip()


def _plain(text: str) -> str:
    return " ".join(text.replace(",", " , ").split()).casefold()


def _turned(name: str) -> str:
    """`Moss, Ada` of `Ada Moss`."""
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}" if first else name

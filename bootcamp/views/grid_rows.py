"""The gradebook's table as it is drawn: cells as finished text, because a class of 95 has thousands of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bootcamp.forms.gradebook import write_mark
from bootcamp.models import Assessment, Enrolment, Module
from bootcamp.progress import CourseMark, ModuleMark
from bootcamp.selectors.gradebook import Book, Cell, Marks, Noted, marks_of
from cohorts.models import Cohort

CSS = {"missing": "m", "excused": "e"}


@dataclass(frozen=True, slots=True)
class Head:
    """A column of an assessment: how many marks are missing in it among those shown."""

    assessment: Assessment
    missing: int


@dataclass(frozen=True, slots=True)
class Group:
    """The columns of a module, and its mark at the end."""

    module: Module
    heads: list[Head]

    @property
    def width(self) -> int:
        """Columns, that of the mark among them."""
        return len(self.heads) + 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row: whom, their course mark, and the cells as they are drawn."""

    person: Enrolment
    course: SafeString
    cells: SafeString
    mark: SafeString
    """Of the last module shown: the only one where one is shown."""


def groups_of(book: Book) -> list[Group]:
    """The heading: modules with their assessments."""
    missing = {assessment.pk: book.missing_in(assessment.pk) for assessment in book.assessments}
    return [
        Group(module, [Head(each, missing[each.pk]) for each in book.plan.assessments.get(module.pk, ())])
        for module in book.modules
    ]


def lines_of(book: Book) -> Iterator[Line]:
    """The rows. What stands in a cell is ours (numbers and known words), so nothing in it needs escaping."""
    columns = [(module, book.plan.assessments.get(module.pk, ())) for module in book.modules]
    for person in book.people:
        noted = book.of(person.pk)
        marks = marks_of(book.plan, noted)
        parts: list[str] = []
        mark = SafeString("")
        for module, assessments in columns:
            parts += [draw_cell(noted.get(assessment.pk)) for assessment in assessments]
            parts.append(mark := draw_mark(marks.parts[module.pk]))
        yield Line(person, draw_mark(marks.course), mark_safe("".join(parts)), mark)  # noqa: S308  # see above


def draw_line(cohort: Cohort, line: Line) -> SafeString:
    """A row of the grid."""
    person = line.person
    address = reverse("bootcamp:person", args=[cohort.slug, person.public_id])
    return format_html(
        '<tr data-p="{}" data-u="{}"><th scope="row"><a href="{}">{}</a></th>{}{}</tr>',
        *(person.pk, person.public_id, address, person.name, line.course, line.cells),
    )


def draw_cell(noted: Noted | None) -> str:
    """One cell. Missing, zero and excused differ in words and in look; empty is not graded yet."""
    if noted is None:
        return "<td></td>"
    css = CSS.get(noted.state) or ("z" if noted.points == 0 else "")
    words = beside(noted)
    more = f"<small>{words}</small>" if words else ""
    return f"<td{f' class={css}' if css else ''}>{write_mark((noted.state, noted.points))}{more}</td>"


def beside(noted: Noted) -> str:
    """What stands small beside a mark: days late, and that something was written to the learner."""
    late = f"{noted.days_late} d late" if noted.days_late else ""
    return ", ".join(filter(None, [late, "note" if noted.has_comment else ""]))


def draw_mark(mark: ModuleMark | CourseMark) -> SafeString:
    """The mark of a module or of the course, with the word where it is below the pass mark."""
    text, below = mark_words(mark)
    word = '<span class="visually-hidden"> below pass</span>' if below else ""
    return mark_safe(f'<td class="k{" below" if below else ""}">{text}{word}</td>')  # noqa: S308  # our own numbers


def mark_words(mark: ModuleMark | CourseMark) -> tuple[str, bool]:
    """A mark as text ("" while nothing counts), and whether it is below the pass mark."""
    if mark.mark is None:
        return "", False
    return str(mark.mark), isinstance(mark, ModuleMark) and not mark.reaches_pass


def marks_answer(marks: Marks) -> dict[str, tuple[str, bool]]:
    """One person's marks for the page that has them open: by module id, and "course"."""
    answer = {str(pk): mark_words(mark) for pk, mark in marks.parts.items()}
    return answer | {"course": mark_words(marks.course)}


def form_cells(
    book: Book, person: Enrolment, assessments: Sequence[Assessment], sent: dict[Cell, str], errors: dict[Cell, str]
) -> list[dict[str, object]]:
    """One person's cells of a module for the form that works without JavaScript; `sent` is what was typed where it is wrong."""
    noted = book.of(person.pk)
    cells = []
    for assessment in assessments:
        here, cell = noted.get(assessment.pk), (person.pk, assessment.pk)
        text = write_mark((here.state, here.points)) if here else ""
        cells.append(
            {
                "name": f"g-{person.pk}-{assessment.pk}",
                "text": sent.get(cell, text),
                "assessment": assessment,
                "error": errors.get(cell, ""),
                "noted": here,
            }
        )
    return cells

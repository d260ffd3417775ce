"""Marks that come and go in bulk: files that round-trip, columns that are pasted, and the review before anything is written."""

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from applicants.models import Applicant
from bootcamp.models import Grade, GradeRecord
from bootcamp.services.gradebook import save_cells
from bootcamp.services.mark_text import read_mark, write_mark
from bootcamp.services.proposing import match_lines
from tests.bootcamp.factories import make_class, make_instructor
from tests.bootcamp.test_gradebook import Class, graded, points
from tests.pages import forms_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Class:
    """Three people with marks of every kind."""
    made = Class(3)
    marks = [graded("72.5"), graded(0), ("missing", None), ("excused", None), graded(100)]
    sent = {made.cell(number % 3, number): mark for number, mark in enumerate(marks)}
    save_cells(made.cohort.pk, sent=sent, seen={}, by=made.instructor)
    return made


def exported(book: Class, kind: str = "csv") -> bytes:
    return bytes(book.client.get(book.url("gradebook-export", kind)).content)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def upload(book: Class, content: bytes, name: str = "gradebook.csv") -> Any:
    return book.client.post(book.url("gradebook-file"), {"file": SimpleUploadedFile(name, content)})


def column_of(rows: list[list[str]], book: Class, column: int) -> int:
    return next(at for at, head in enumerate(rows[0]) if head.endswith(f"#{book.assessments[column].pk}"))


def apply(book: Class, response: Any, **more: Any) -> Any:
    """Press the button of the review."""
    form = next(form for form in forms_in(response.content.decode()) if "cells" in form.names)
    return book.client.post(book.url("gradebook-apply"), {**form.values, **more}, follow=True)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_brought_back_changes_nothing(kind: str, book: Class) -> None:
    before, records = points(), GradeRecord.objects.count()
    response = upload(book, exported(book, kind), f"gradebook.{kind}")
    proposal = response.context["proposal"]
    assert (proposal.changes, proposal.conflicts, proposal.wrong, proposal.unknown) == ([], [], [], [])
    assert proposal.same == 3 * len(book.assessments)
    assert "Nothing would change" in response.content.decode()
    assert (points(), GradeRecord.objects.count()) == (before, records)


def test_an_edited_file_changes_exactly_those_cells_and_only_when_it_is_applied(book: Class) -> None:
    rows = table(exported(book))
    first, second, sixth = (column_of(rows, book, at) for at in (0, 1, 5))
    rows[1][first], rows[2][second], rows[3][sixth] = "75,25", "", "m"
    rows[1][1] = "Renamed in the file"
    response = upload(book, as_csv(rows, ";"))
    assert {(change.key, change.before, change.after) for change in response.context["proposal"].changes} == {
        ("{}-{}".format(*book.cell(0, 0)), "72.5", "75.25"),
        ("{}-{}".format(*book.cell(1, 1)), "0", ""),
        ("{}-{}".format(*book.cell(2, 5)), "", "missing"),
    }
    before = points()
    assert before[book.cell(0, 0)] == graded("72.5")
    page = apply(book, response)
    assert "Marks written: 3." in page.content.decode()
    assert points() == before | {
        book.cell(0, 0): graded("75.25"),
        book.cell(1, 1): ("ungraded", None),
        book.cell(2, 5): ("missing", None),
    }
    assert GradeRecord.objects.latest("pk").reason == "From the file gradebook.csv"


def test_an_edited_spreadsheet_is_read_with_its_numbers(book: Class) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(exported(book, "xlsx")))
    sheet = workbook.worksheets[0]
    place = next(cell.column for cell in sheet[1] if str(cell.value).endswith(f"#{book.assessments[0].pk}"))
    assert sheet.cell(2, place).value == 72.5
    sheet.cell(2, place).value = 91
    out = io.BytesIO()
    workbook.save(out)
    changes = upload(book, out.getvalue(), "edited.xlsx").context["proposal"].changes
    assert [(change.key, change.before, change.after) for change in changes] == [
        ("{}-{}".format(*book.cell(0, 0)), "72.5", "91")
    ]


def test_a_mark_written_since_the_export_is_shown_and_stays_unless_somebody_says_otherwise(book: Class) -> None:
    rows = table(exported(book))
    other = make_instructor(book.cohort)
    theirs = {book.cell(0, 0): graded(60), book.cell(1, 1): graded(61)}
    seen = {book.cell(0, 0): graded("72.5"), book.cell(1, 1): graded(0)}
    save_cells(book.cohort.pk, sent=theirs, seen=seen, by=other)
    rows[1][column_of(rows, book, 0)] = "90"  # mine; the other mark of theirs is not in what I changed
    response = upload(book, as_csv(rows))
    proposal = response.context["proposal"]
    assert proposal.changes == []
    assert [(change.before, change.after, change.now.by) for change in proposal.conflicts] == [("60", "90", other.name)]
    assert f"{other.name} wrote “60” meanwhile" in response.content.decode()
    apply(book, response)
    assert (points()[book.cell(0, 0)], points()[book.cell(1, 1)]) == (graded(60), graded(61))
    apply(book, response, take=json.dumps(proposal.conflicts[0].row))
    assert (points()[book.cell(0, 0)], points()[book.cell(1, 1)]) == (graded(90), graded(61))


def test_what_changes_between_review_and_applying_stays(book: Class) -> None:
    rows = table(exported(book))
    rows[1][column_of(rows, book, 0)] = "90"
    response = upload(book, as_csv(rows))
    change = {book.cell(0, 0): graded(50)}
    save_cells(book.cohort.pk, sent=change, seen={book.cell(0, 0): graded("72.5")}, by=book.instructor)
    assert "Left as they are: 1" in apply(book, response).content.decode()
    assert points()[book.cell(0, 0)] == graded(50)


def test_unknown_people_columns_and_wrong_cells_are_named_and_the_rest_is_taken(book: Class) -> None:
    rows = table(exported(book))
    place = column_of(rows, book, 6)
    rows[0].append("Bonus")
    rows[1][place], rows[2][place] = "101", "88"
    stranger = make_class(size=1)[0]
    rows += [[str(stranger.public_id), "Somebody else", *[""] * (len(rows[0]) - 2)], rows[2]]
    proposal = upload(book, as_csv(rows)).context["proposal"]
    title = book.assessments[6].title
    assert proposal.wrong == [(f"{book.people[0].name}, {title}", "“101”: Points must be between 0 and 100.")]
    assert proposal.unknown == [
        "The column “Bonus” is no assessment of this class. It is left out.",
        f"Line 5: “{stranger.public_id} Somebody else” is nobody in this class. The line is left out.",
        f"Line 6: {book.people[1].name} stands there twice; the first line counts.",
    ]
    assert [change.after for change in proposal.changes] == ["88"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The submitted file is empty"),
        (b"name,mark\nAda,80\n", "The file has no column “id”"),
        (b"id exported yesterday,Quiz #1\nx,80\n", "The heading of the column “id” was changed"),
        (b"id exported 9999-12-31T23:59:59-12:00,Quiz #1\nx,80\n", "The heading of the column “id” was changed"),
        (b"id exported 0001-01-01T00:00:00+12:00,Quiz #1\nx,80\n", "The heading of the column “id” was changed"),
        (b"id,Bonus\nx,80\n", "No column is an assessment of this class"),
        (b"MZ\x90\x00", "This is not a table but a Windows program"),
        ("id,Größe\n".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_gradebook_is_refused_in_words(content: bytes, words: str, book: Class) -> None:
    response = upload(book, content)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_names_and_titles_are_no_formulas_in_the_file(book: Class) -> None:
    Applicant.objects.filter(applications__enrolment=book.people[0]).update(name='=HYPERLINK("http://x.example")')
    book.assessments[0].title = "@SUM(A1)"
    book.assessments[0].save()
    rows = table(exported(book))
    assert '\'=HYPERLINK("http://x.example")' in [row[1] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    sheet = openpyxl.load_workbook(io.BytesIO(exported(book, "xlsx"))).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert upload(book, exported(book)).context["proposal"].changes == []


def test_one_module_is_exported_alone(book: Class) -> None:
    module = book.assessments[0].module
    response = book.client.get(book.url("gradebook-export", "csv"), {"module": module.slug})
    own = [each.pk for each in book.assessments if each.module_id == module.pk]
    assert [int(re.search(r"#(\d+)$", head)[1]) for head in table(response.content)[0][3:]] == own  # type: ignore[index]
    assert response["Content-Disposition"].startswith(
        f'attachment; filename="gradebook-{book.cohort.slug}-{module.slug}-'
    )


@pytest.mark.parametrize("sent", ["", "[]", "{}", '{"cells": 7}', '{"cells": [["x"]]}'])
def test_what_the_review_does_not_send_writes_nothing(sent: str, book: Class) -> None:
    before = points()
    response = book.client.post(book.url("gradebook-apply"), {"cells": sent}, follow=True)
    assert "Nothing was written" in response.content.decode()
    assert points() == before


# --- a pasted column ------------------------------------------------------------------------------------------------------


def paste(book: Class, column: str, match: str = "order", place: int = 7) -> Any:
    sent = {"assessment": book.assessments[place].pk, "match": match, "column": column}
    return book.client.post(book.url("gradebook-paste"), sent)


def test_a_column_in_the_order_of_the_class_is_looked_at_and_written(book: Class) -> None:
    response = paste(book, "80\n\n81,5\n90\n")
    proposal = response.context["proposal"]
    assert [(change.person.pk, change.after) for change in proposal.changes] == [
        (book.people[0].pk, "80"),
        (book.people[2].pk, "81.5"),
    ]
    assert proposal.unknown == ["1 more lines than people: from “90” on they are left out."]
    apply(book, response)
    assert dict(Grade.objects.filter(assessment=book.assessments[7]).values_list("enrolment", "points")) == {
        book.people[0].pk: Decimal(80),
        book.people[2].pk: Decimal("81.50"),
    }


def test_a_column_by_name_or_address_names_whom_it_does_not_find(book: Class) -> None:
    first, second, third = book.people
    email = third.application.applicant.email
    Applicant.objects.filter(applications__enrolment=second).update(name=first.name)
    lines = [f"{first.name}\t70", f"  {email.upper()} \t m", "Nobody Known\t80", f"{email}\t90", "only"]
    proposal = paste(book, "\n".join(lines), "name").context["proposal"]
    assert [(change.person.pk, change.after) for change in proposal.changes] == [(third.pk, "missing")]
    assert proposal.unknown == [
        f"Line 1: 2 people are called “{first.name}”. Use the e-mail address.",
        "Line 3: nobody in the class is “Nobody Known”.",
        f"Line 4: {third.name} stands there twice; the first counts.",
        "Line 5: nobody in the class is “only”.",
    ]


def test_names_match_the_other_way_round_and_with_any_separator() -> None:
    (person,) = make_class(size=1)
    first, _, last = person.name.rpartition(" ")
    for line in (f"{last}, {first}\t80", f"{last.upper()}, {first};80", f"{person.name} 80", f"{person.name},80"):
        assert match_lines([person], [line], by_name=True) == ({person.pk: "80"}, [])


def test_an_empty_column_is_asked_for(book: Class) -> None:
    response = paste(book, "  \n ")
    assert (response.status_code, "Paste the column here." in response.content.decode()) == (422, True)


@given(st.decimals("0", "9999.99", places=2))
def test_a_mark_survives_the_file_as_text_and_as_a_number(value: Decimal) -> None:
    text = write_mark(("graded", value))
    assert (
        read_mark(f"{float(value):.10g}") == read_mark(text) == read_mark(text.replace(".", ",")) == ("graded", value)
    )

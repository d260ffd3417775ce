import csv
import io
import json
import zipfile

import openpyxl
import pytest

from applicants.exporting.cells import MOST_CHARACTERS
from applicants.exporting.columns import ABOUT, Column, chosen, columns_of, from_json, to_json
from applicants.exporting.files import MOST_ROWS, join, write_part
from cohorts.answers import QuestionSpec

HEADINGS = ["Name", "Hours", "Why"]
ROWS = [["Ana", 12, 'says "hello",\nand more'], ["'=1+1", -2.5, None], ["Zoë", None, "ünïcode"]]


def part(kind, rows):
    out = io.BytesIO()
    assert write_part(kind, rows, out) == len(rows)
    return io.BytesIO(out.getvalue())


def test_csv_is_read_back_by_a_csv_reader_as_it_was(tmp_path):
    path = tmp_path / "file"
    join("csv", HEADINGS, [part("csv", ROWS[:2]), part("csv", ROWS[2:])], path, about=[])
    text = path.read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        HEADINGS,
        ["Ana", "12", 'says "hello",\nand more'],
        ["'=1+1", "-2.5", ""],
        ["Zoë", "", "ünïcode"],
    ]


def test_xlsx_keeps_numbers_as_numbers_and_says_what_it_is(tmp_path):
    path = tmp_path / "file.xlsx"
    join("xlsx", HEADINGS, [part("xlsx", ROWS[:2]), part("xlsx", ROWS[2:])], path, about=[("Cohort", "Spring")])
    book = openpyxl.load_workbook(path)
    assert [list(row) for row in book["Applications"].iter_rows(values_only=True)] == [HEADINGS, *ROWS]
    assert list(book["About this file"].iter_rows(values_only=True)) == [("Cohort", "Spring")]
    assert book["Applications"].freeze_panes == "A2"


def test_no_cell_of_an_xlsx_file_is_a_formula_or_a_link(tmp_path):
    path = tmp_path / "file.xlsx"
    join("xlsx", ["A"], [part("xlsx", [["=1+1"], ["https://example.org/x"], ["12"]])], path, about=[])
    cells = [cell for (cell,) in openpyxl.load_workbook(path)["Applications"].iter_rows(min_row=2)]
    assert [(cell.data_type, cell.value, cell.hyperlink) for cell in cells] == [
        ("s", "=1+1", None),
        ("s", "https://example.org/x", None),
        ("s", "12", None),
    ]
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_text_longer_than_a_cell_is_cut_and_counted(tmp_path):
    path = tmp_path / "file.xlsx"
    join("xlsx", ["A"], [part("xlsx", [["x" * (MOST_CHARACTERS + 1)]])], path, about=[("Cohort", "Spring")])
    book = openpyxl.load_workbook(path)
    assert len(book["Applications"]["A2"].value) == MOST_CHARACTERS
    assert book["About this file"]["B2"].value == "1"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("applicants.exporting.files.MOST_ROWS", 2)
    path = tmp_path / "file.xlsx"
    join("xlsx", HEADINGS, [part("xlsx", ROWS)], path, about=[])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Applications", "Applications 2", "About this file"]
    assert [book["Applications"].max_row, book["Applications 2"].max_row] == [3, 2]
    assert MOST_ROWS == 1_048_575


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_of_nobody_has_its_headings(tmp_path, kind):
    path = tmp_path / f"file.{kind}"
    join(kind, HEADINGS, [], path, about=[])
    if kind == "csv":
        assert path.read_bytes().decode("utf-8-sig") == "Name,Hours,Why\r\n"
    else:
        assert openpyxl.load_workbook(path)["Applications"].max_row == 1


def test_a_question_of_several_versions_is_one_column_and_headings_are_unique():
    new = [QuestionSpec("why", "Why?", "long_text"), QuestionSpec("other", "Name", "short_text")]
    old = [QuestionSpec("why", "Why, in old words?", "long_text"), QuestionSpec("gone", "Gone?", "yes_no")]
    columns = columns_of([new, old])
    assert [(column.key, column.heading) for column in columns[len(ABOUT) :]] == [
        ("answer:why", "Why?"),
        ("answer:other", "Name (other)"),
        ("answer:gone", "Gone?"),
    ]
    assert len({column.heading for column in columns}) == len(columns)


def test_chosen_columns_come_in_the_order_of_the_file_and_survive_storing():
    columns = chosen(columns_of([]), ["score", "name"])
    assert from_json(json.loads(json.dumps(to_json(columns)))) == [Column("name", "Name"), Column("score", "Score")]


@pytest.mark.parametrize(
    ("keys", "words"), [([], "Choose at least one column."), (["race"], "There is no column “race”.")]
)
def test_no_column_or_an_unknown_one_is_refused_in_words(keys, words):
    with pytest.raises(ValueError, match=words):
        chosen(columns_of([]), keys)

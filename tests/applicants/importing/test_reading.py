"""Files that cannot be read say what is wrong, where, and what to do; files that can give their rows one by one."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from applicants.importing import reading, spreadsheets
from applicants.importing.reading import Row, Unreadable, inspect, open_table
from tests.applicants.importing.factories import write_xlsx

MOST = 10 * reading.MEGABYTE


def read(path: Path, **options: str) -> tuple[list[str], list[Row]]:
    """Header and rows of a file."""
    with open_table(path, inspect(path, most_bytes=MOST), **options) as source:
        return source.header, list(source.rows)


def given_bytes(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    """A file with this content."""
    (path := folder / name).write_bytes(content)
    return path


def why(path: Path) -> str:
    """Why a file is not read."""
    with pytest.raises(Unreadable) as caught:
        read(path)
    return str(caught.value)


def test_rows_come_with_the_line_on_which_they_begin(tmp_path: Path) -> None:
    path = given_bytes(tmp_path, b'A,B\r\n1,"two\nlines"\n\n,\n3,4\n')
    assert read(path) == (["A", "B"], [Row(2, ["1", "two\nlines"]), Row(6, ["3", "4"])])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(['"A, with; both"', "B", "C"]) + "\n" + delimiter.join("123")
    assert read(given_bytes(tmp_path, text.encode()))[0] == ["A, with; both", "B", "C"]


def test_the_mapping_s_delimiter_counts(tmp_path: Path) -> None:
    assert read(given_bytes(tmp_path, b"A,a;B\n1;2\n"), delimiter=";")[0] == ["A,a", "B"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read(given_bytes(tmp_path, "\ufeffId,Ä\n1,é\n".encode())) == (["Id", "Ä"], [Row(2, ["1", "é"])])


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.csv", "The file is empty."),
        (b"A,B\n", "a.csv", "The file has a header but no rows."),
        (b"\n\n", "a.csv", "The file is empty."),
        (b"A,B\n1,\x002\n", "a.csv", "Line 2 holds a NUL byte (byte 7), which no text has. Is it a text file?"),
        (b"MZ\x90\x00\x03", "a.csv", "This is not a table but a Windows program. Choose a CSV or XLSX file."),
        (b"\x7fELF\x02", "a.csv", "This is not a table but a Linux program. Choose a CSV or XLSX file."),
        (b"%PDF-1.7", "a.csv", "This is not a table but a PDF document. Choose a CSV or XLSX file."),
        (b"Id,Hours\n1,2\n", "a.xlsx", "The file ends in .xlsx but is not a spreadsheet."),
        (b"PK\x03\x04 not really", "a.xlsx", "The spreadsheet is damaged."),
        (b"PK\x03\x04 not really", "a.csv", "This is a spreadsheet or a ZIP file under another name."),
        ("Id,Ä\n1,2\n".encode("utf-16"), "a.csv", "The file is in UTF-16, not in UTF-8. Save it as UTF-8: in Excel"),
        ("Id,Hours\n1,2\n".encode("utf-16-le"), "a.csv", "The file seems to be in UTF-16, not in UTF-8."),
        ("Id,A\n1,né\n".encode("latin-1"), "a.csv", "Line 2 is not UTF-8: byte 9 is 0xE9. It looks like Windows-1252"),
        (b'A,B\n1,2\n3,"open\n4,5\n', "a.csv", 'The row that begins on line 3 opens a quote (") that is never closed.'),
        (b'A,B\n1,"x"y\n', "a.csv", 'The row that begins on line 2 has a broken quote (line 2)'),
        (b"A,B\n1," + b"x" * 140_000 + b"\n", "a.csv", "The row that begins on line 2 has a cell with more than 131,072"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\n1\n", "a.csv", "The header has 10,000 columns; at most 1,000"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, name: str, reason: str) -> None:
    assert why(given_bytes(tmp_path, content, name)).startswith(reason)


def test_a_bad_byte_far_in_the_file_is_placed(tmp_path: Path) -> None:
    good = "Id,Text\n" + "1,naïve €\n" * 200_000
    path = given_bytes(tmp_path, good.encode() + b"2,\xe9t\xe9\n")
    assert why(path).startswith(f"Line 200,002 is not UTF-8: byte {len(good.encode()) + 3:,} is 0xE9.")


def test_a_character_across_two_blocks_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_BLOCK", 7)
    assert read(given_bytes(tmp_path, "A,B\n1,€€€€€€€é\n".encode()))[1] == [Row(2, ["1", "€€€€€€€é"])]


def test_a_character_that_is_cut_off_is_placed(tmp_path: Path) -> None:
    assert why(given_bytes(tmp_path, "A,B\n1,€".encode()[:-1])).startswith("Line 2 is not UTF-8: byte 7 is 0xE2.")


def test_too_large_a_file_is_refused_by_its_size(tmp_path: Path) -> None:
    (path := tmp_path / "large.csv").touch()
    with path.open("r+b") as file:
        file.truncate(50 * reading.MEGABYTE)
    assert why(path).startswith("The file has 50.0 MB; at most 10 MB are read.")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert why(tmp_path / "none.csv") == "The file cannot be opened: No such file or directory."


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\x00\r", codec="utf-8")), min_size=3, max_size=3), min_size=1
    )
)
def test_any_table_comes_back_as_it_was_written(tmp_path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["A", "B", "C"], *rows])
    read_back = read(given_bytes(tmp_path, text.getvalue().encode()))[1] if any(any(row) for row in rows) else []
    assert [row.cells for row in read_back] == [row for row in rows if any(row)]


def test_a_spreadsheet_gives_the_text_that_somebody_would_have_typed(tmp_path: Path) -> None:
    sent = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001  # spreadsheets know no zones
    rows = [["Id", "N", "When", "Yes", "Last"], [1, 2.0, sent, True, None], [], ["a", 2.5, None, False]]
    assert read(write_xlsx(tmp_path / "a.xlsx", rows)) == (
        ["Id", "N", "When", "Yes", "Last"],
        [Row(2, ["1", "2", "2026-03-01T09:30:00", "yes", ""]), Row(4, ["a", "2.5", "", "no", ""])],
    )


def test_the_named_sheet_is_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Id"], ["1"]])
    assert read(path, sheet="Answers")[0] == ["Id"]
    with pytest.raises(Unreadable, match=r"no sheet “Other”\. It has: Answers\."):
        read(path, sheet="Other")


def sheet_of(folder: Path, xml: str, name: str = "xl/worksheets/sheet1.xml") -> Path:
    """A good spreadsheet in which one part was replaced."""
    source = write_xlsx(folder / "good.xlsx", [["Id", "A"], ["1", "2"]])
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(folder / "bad.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, xml if entry == name else old.read(entry))
    return folder / "bad.xlsx"


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
ROW = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>x</t></is></c></row>'


def test_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    )
    assert why(sheet_of(tmp_path, bomb)).startswith("The spreadsheet holds XML entities")


def test_a_row_far_below_is_not_waited_for(tmp_path: Path) -> None:
    rows = ROW.format(1, "A") + ROW.format(999_999_999, "A")
    assert why(sheet_of(tmp_path, SHEET.format(rows))).startswith("The spreadsheet has more than 1,048,576 rows.")


def test_a_column_far_to_the_right_is_refused(tmp_path: Path) -> None:
    assert why(sheet_of(tmp_path, SHEET.format(ROW.format(1, "XFD")))).startswith("Row 1 has 16,384 columns")


def test_a_spreadsheet_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = sheet_of(tmp_path, " " * (spreadsheets.MOST_IN_MEMORY + 1), "xl/styles.xml")
    assert path.stat().st_size < reading.MEGABYTE
    assert why(path).startswith("The spreadsheet unpacks to 48 MB; that is more than is read")


def test_a_spreadsheet_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.xlsx", "w") as new:
        for number in range(spreadsheets.MOST_ENTRIES + 1):
            new.writestr(f"part{number}", "")
    assert why(tmp_path / "many.xlsx") == "The spreadsheet has 1,001 parts inside; at most 1,000 are read."


@pytest.mark.parametrize(
    "xml", ["<not closed", SHEET.format('<row r="x"/>'), SHEET.format('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')]
)
def test_a_damaged_sheet_says_so(tmp_path: Path, xml: str) -> None:
    assert why(sheet_of(tmp_path, xml)).startswith("The spreadsheet is damaged.")


def test_a_zip_that_is_no_spreadsheet_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as file:
        file.writestr("readme.txt", "hello")
    assert why(tmp_path / "a.xlsx").startswith("The spreadsheet is damaged.")

"""Files of a frozen report, read back by other programs: same figures, hidden stays hidden, hostile words stay words."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from careerpath.ui.paper import COVERED, clean
from reports.exporting import WRITERS, About, write_csv, write_json, write_pdf, write_workbook
from reports.methods import METHODS, NOT_A_FINDING, method
from reports.rules import INTERNAL, PUBLIC
from reports.sections.public import public_section
from reports.tables import HIDDEN, Column, Kind, Report, Section, Table
from tests.reports.snapshot_reports import HOSTILE, groups_section, klass

MOMENT = datetime(2026, 3, 2, 15, 31, tzinfo=UTC)
ANCHORS = {
    "early-warning",
    "counting", "funnel", "shares", "categories", "impact", "cut", "forest", "verdicts", "strata", "local-law-144", "intersections",
    "small-cells", "validity", "conversion", "rating", "credentials", "yearly",
    "retention", "overturns", "trend", "public", "snapshots",
}  # fmt: skip


def report(*sections: Section, rules: Any = INTERNAL) -> Report:
    return Report("Report of Fall 2026", "Fall 2026", "2026-03-02T15:30:00+00:00", rules.key, rules.minimum, sections)


def about(**changes: Any) -> About:
    values: dict[str, Any] = {
        "title": "Report of Fall 2026", "cohort": "Fall 2026", "name": "For the board", "as_of": "Mon 2 Mar 2026, 10:30 EST",
        "rules": INTERNAL.label, "minimum": 5, "inputs_digest": "ab" * 32, "payload_digest": "cd" * 32,
        "frozen": "by Ada Lovelace, Mon 2 Mar 2026, 10:31 EST", "is_signed": False, "signed": "nobody has signed for it",
        "withdrawn": "", "moment": MOMENT,
    }  # fmt: skip
    return About(**{**values, **changes})


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def csv_rows(data: bytes, name: str) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")))


def test_the_methods_have_every_anchor_once_with_words() -> None:
    assert sorted(one.anchor for one in METHODS) == sorted(ANCHORS)
    assert all(one.title and one.paragraphs and all(one.paragraphs) for one in METHODS)
    assert method("small-cells") is not None
    assert method("nothing") is None


def test_pdf_says_what_it_is_with_figures_methods_and_page_numbers() -> None:
    data = write_pdf(report(groups_section()), about())
    text = pdf_text(data)
    for words in (
        "Report of Fall 2026", NOT_A_FINDING, "For the board", "Mon 2 Mar 2026, 10:30 EST", "cd" * 32, "nobody has signed for it",
        "68.4%", "65 of 95", "Impact ratios at the first reading", "Black or African American", "480", "25.0%", "hidden",
        "How figures are worked out", "5 · x1 · n2 < 4 · x2 · n1", "29 CFR 1607.4D", "1 of ",
    ):  # fmt: skip
        assert words in text, words


def test_pdf_is_tagged_titled_dated_and_for_us_letter() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(report(groups_section()), about())))
    root: Any = reader.trailer["/Root"]
    page = reader.pages[0].mediabox
    assert bool(root["/MarkInfo"]["/Marked"])
    assert (root["/Lang"], bool(root["/ViewerPreferences"]["/DisplayDocTitle"])) == ("en-US", True)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.creation_date) == ("Report of Fall 2026", MOMENT)
    assert (float(page.width), float(page.height)) == (612, 792)
    assert "pdfuaid:part" in (root["/Metadata"].get_data().decode())


def test_a_chart_has_its_words_as_alternative_text() -> None:
    data = write_pdf(report(groups_section(first="Asian")), about())
    found = [item.get_object() for item in _structure(PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"])]
    assert [str(item["/Alt"]) for item in found if "/Alt" in item] == ["Of Asian: 0.81."]


def _structure(item: Any) -> list[Any]:
    item = item.get_object()
    if isinstance(item, list):
        return [one for each in item for one in _structure(each)]
    if not hasattr(item, "get") or ("/K" not in item and "/S" not in item):
        return []
    return [item, *(_structure(item["/K"]) if "/K" in item else [])]


def test_hostile_words_are_printed_as_they_stand_and_read_no_file() -> None:
    data = write_pdf(report(groups_section(first=HOSTILE)), about(name=HOSTILE, title=HOSTILE, withdrawn=HOSTILE))
    text = pdf_text(data).replace(" ", "")
    assert HOSTILE.replace(" ", "") in text
    assert "root:" not in text
    assert "/bin/" not in text


@pytest.mark.parametrize("words", ["\x00\x07\ud800", "", " ", "\u202eabc", "a" * 3000, "Łódź 東京 🙂 עברית"])
def test_strange_words_do_not_stop_the_typesetter(words: str) -> None:
    column = Column("a", words, Kind.TEXT, words)
    section = Section(
        "x", words, "nothing", (words,), tables=(Table("t", words, (column,), ((words,),), (words,)),), empty=words
    )
    assert write_pdf(report(section), about(name=words, title=words, signed=words)).startswith(b"%PDF")
    assert "\x00" not in clean(words)


def test_every_sign_that_is_said_to_be_covered_can_be_set_and_others_stand_as_their_number() -> None:
    words = "".join(chr(sign) for sign in sorted(COVERED))
    assert write_pdf(report(Section("x", words, "impact", (words,))), about(title=words)).startswith(b"%PDF")
    assert clean("Łódź 東🙂\x07\u202e") == "Łódź [U+6771][U+1F642]  "


def test_a_hidden_value_is_in_no_file() -> None:
    """A class with 7 minority members, 83 others and 5 unknown: none of the three numbers, nor what they make, is anywhere."""
    section = public_section(klass(7, 83, 5, women=44), rules=PUBLIC)
    made = report(section, rules=PUBLIC)
    said = about(minimum=11, inputs_digest="ab" * 32)
    rows = csv_rows(write_csv(made, said), "figures.csv")
    assert [row[8:] for row in rows if row[4] == "Minority members"] == [["", "hidden"]] * 4
    for text in (json.dumps(json.loads(write_json(made, said))["sections"]), _figures_of_pdf(write_pdf(made, said))):
        for figure in ("83", "90", "94.7", "7.8"):
            assert figure not in text, figure
    sheet = load_workbook(io.BytesIO(write_workbook(made, said))).worksheets[1]
    *_, minority = [row for row in sheet.iter_rows(values_only=True) if row[0] == "Minority members"]
    assert minority[1:5] == ("hidden",) * 4


def _figures_of_pdf(data: bytes) -> str:
    """The text of the sections, without the digests before them and the methods behind them."""
    return pdf_text(data).partition("Contents")[2].rpartition("Who is counted, and when")[0]


def test_workbook_has_a_sheet_for_each_section_with_numbers_as_numbers() -> None:
    book = load_workbook(io.BytesIO(write_workbook(report(groups_section(), groups_section(key="again")), about())))
    assert book.sheetnames == ["About", "Adverse impact, stage by stage", "Adverse impact, stage by stag 2", "Methods"]
    assert [row[:2] for row in book["About"].iter_rows(values_only=True)][:3] == [
        ("Report", "Report of Fall 2026"), ("Cohort", "Fall 2026"), ("Snapshot", "For the board"),
    ]  # fmt: skip
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    first = next(row for row in rows if row[0] == "Black or African American")
    hidden = next(row for row in rows if row[0] == "Middle Eastern or North African")
    assert first[:6] == ("Black or African American", 120, 480, 25, "0.031", "watch")
    assert hidden[:6] == ("Middle Eastern or North African", "hidden", "hidden", "hidden", None, "hidden")
    formats = [cell.number_format for row in book.worksheets[1].iter_rows() for cell in row if cell.value == 25]
    assert formats == ['#,##0.0"%"']
    assert any("Holm" in str(row[1]) for row in book["Methods"].iter_rows(values_only=True))


def test_no_cell_is_a_formula_or_a_link() -> None:
    section = groups_section(first="=1+1", key="x")
    for hostile in ("=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", HOSTILE):
        made = report(groups_section(first=hostile), section)
        book = load_workbook(io.BytesIO(write_workbook(made, about(name=hostile, cohort=hostile))))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
        with zipfile.ZipFile(io.BytesIO(write_csv(made, about(name=hostile)))) as archive:
            texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
        found = [cell for text in texts for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert [cell for cell in found if cell.startswith(("=", "+", "@"))] == []


def test_csv_is_long_with_a_line_for_each_figure_and_wide_as_printed() -> None:
    data = write_csv(report(groups_section()), about())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["about.csv", "figures.csv", "tables/01-shares-impact.csv", "methods.csv"]
    long = csv_rows(data, "figures.csv")
    assert long[0] == [
        "section",
        "table",
        "caption",
        "row",
        "row_label",
        "column",
        "column_label",
        "kind",
        "value",
        "state",
    ]
    assert len(long) == 1 + 4 * 5
    assert [row[4:6] + row[7:] for row in long[1:10:4]] == [
        ["Black or African American", "advanced", "count", "120", "shown"],
        ["Black or African American", "verdict", "badge", "watch", "shown"],
        ["Middle Eastern or North African", "p", "p", "", "undefined"],
    ]
    assert long[6][7:] == ["count", "", "hidden"]
    assert csv_rows(data, "tables/01-shares-impact.csv")[1:3] == [
        ["Black or African American", "120", "480", "25.0", "0.031", "watch"],
        ["Middle Eastern or North African", "hidden", "hidden", "hidden", "", "hidden"],
    ]
    assert csv_rows(data, "about.csv")[-1][1] == NOT_A_FINDING
    assert {row[0] for row in csv_rows(data, "methods.csv")[1:]} == {one.anchor for one in METHODS}


def test_json_has_numbers_and_says_which_nulls_are_hidden() -> None:
    data = json.loads(write_json(report(groups_section()), about()))
    [table] = data["sections"][0]["tables"]
    shown, hidden = table["rows"][:2]
    assert list(shown.values()) == ["Black or African American", 120, 480, 25.0, "0.031", "watch"]
    assert list(hidden.values()) == ["Middle Eastern or North African", None, None, None, None, "hidden"]
    assert list(shown) == ["group", "advanced", "considered", "rate", "p", "verdict"]
    assert table["hidden"] == [{"row": 1, "column": key} for key in ("advanced", "considered", "rate")]
    assert (data["minimum"], data["payload_digest"], data["about"]["Snapshot"]) == (5, "cd" * 32, "For the board")
    assert [one["anchor"] for one in data["methods"]] == [one.anchor for one in METHODS]


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_same_snapshot_gives_the_same_bytes(kind: str) -> None:
    write = WRITERS[kind][0]
    made, said = report(groups_section(rows=200), groups_section(first=HOSTILE, key="y")), about()
    assert write(made, said) == write(made, said)


def test_two_hundred_rows_run_over_pages_with_their_heads() -> None:
    data = write_pdf(report(groups_section(rows=200)), about())
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    with_rows = [text for text in pages if "Group 1" in text and "< 0.001" in text]
    assert len(with_rows) >= 4
    assert all("Considered" in text for text in with_rows)
    assert "Group 199" in with_rows[-1]


def test_an_empty_report_and_an_empty_table_are_files_too() -> None:
    empty = Section("trend", "Trend", "trend", empty="When a second cohort is there, it stands beside the first.")
    bare = Section(
        "x", "X", "impact", tables=(Table("t", "Nothing", (Column("a", "A", Kind.TEXT), Column("b", "B")), ()),)
    )
    for made in (report(), report(empty, bare)):
        assert all(write(made, about()) for write, _, _ in WRITERS.values())
    assert "When a second cohort is there" in pdf_text(write_pdf(report(empty), about()))


def test_a_withdrawn_and_a_signed_report_say_so() -> None:
    text = pdf_text(
        write_pdf(report(), about(withdrawn="by Ada, Mon 2 Mar 2026: counted twice", is_signed=True, signed="by Grace"))
    )
    assert "Withdrawn. by Ada, Mon 2 Mar 2026: counted twice" in text
    assert "by Grace" in text
    assert "not signed" not in text


def test_a_wide_table_lies_across_the_paper_and_its_columns_apart() -> None:
    texts = [Column(key, key.title(), Kind.TEXT) for key in ("step", "group")]
    columns = (*texts, *(Column(f"c{n}", f"Considered at stage {n}") for n in range(11)))
    row = (
        "Bottom line: offered a seat",
        "Native Hawaiian or Pacific Islander",
        *(9_500 + n if n % 3 else HIDDEN for n in range(11)),
    )
    made = report(Section("w", "Wide", "impact", tables=(Table("t", "Wide one", columns, (row,) * 3),)))
    pages = PdfReader(io.BytesIO(write_pdf(made, about()))).pages
    [page] = [page for page in pages if "Wide one" in page.extract_text()]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (792, 612)
    text = " ".join(page.extract_text().split())
    assert text.count("9,510") == 3
    assert text.count("hidden") == 12
    assert {float(other.mediabox.width) for other in pages if other is not page} == {612}

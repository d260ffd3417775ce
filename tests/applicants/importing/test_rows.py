"""From cells to answers."""

from datetime import UTC, datetime

import pytest

from applicants.importing.mapping import parse
from applicants.importing.reading import Row
from applicants.importing.rows import BoundMapping, CleanRow
from tests.applicants.importing.factories import HEADER, MAPPING, a_row
from tests.applicants.importing.test_mapping import SPECS, TOP


def clean(mapping: str = MAPPING, **cells: str) -> CleanRow:
    """A row with these cells, cleaned."""
    bound = BoundMapping(
        parse(mapping, SPECS), HEADER, {"north college": 7, "north": 7}, datetime(2026, 12, 1, tzinfo=UTC)
    )
    return bound.clean(Row(2, [a_row(**cells)[name] for name in HEADER]))


def one(question: str, cell: str, how: str = "") -> object:
    """What one cell comes to under a mapping of one question: the answer, or the reason it is refused."""
    text = f"{TOP}[questions.{question}]\ncolumn = 2\n{how}"
    row = BoundMapping(parse(text, SPECS), ["Id", "Cell"]).clean(Row(2, ["r1", cell]))
    return row.problems[0].reason if row.problems else row.answers.get(question)


def test_a_row_that_fits_becomes_answers() -> None:
    row = clean(
        Hours="10-15 hours",
        Hackathons="Hackathons",
        Meetups="no",
        E_mail="Ada@Example.org ",
        School="NORTH",
        Name=" Ada  L ",
    )
    assert row.problems == []
    assert row.answers == {"hours_per_week": 10, "relocate": True, "events": ["hackathon"]}
    assert (row.external_id, row.email, row.name, row.university_id) == ("r1", "ada@example.org", "Ada L", 7)
    assert row.submitted_at == datetime(2026, 3, 1, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"Id": " "}, "Id", "Nothing says which row this is: its id is empty."),
        ({"Id": "x" * 201}, "Id", "Its id has 201 characters; at most 200 fit."),
        ({"Id": "#REF!"}, "Id", "That cannot be an id."),
        ({"Sent": ""}, "Sent", "It has no time of submission, so it was never sent off."),
        ({"Sent": "1 March"}, "Sent", "“1 March” is not a time like 2026-03-31 14:30:00."),
        ({"Sent": "2027-01-01 00:00:00"}, "Sent", "That moment has not come yet."),
        ({"E_mail": "ada at example"}, "E-mail", "“ada at example” is not an e-mail address."),
        ({"Name": "x" * 201}, "Name", "It has 201 characters; at most 200 fit."),
        ({"Hours": "168"}, "Hours", "168 is above 112, the largest that fits."),
        ({"Relocate": "perhaps"}, "Relocate", "“perhaps” is neither yes nor no."),
        ({"Hours": "#N/A"}, "Hours", "The cell holds a spreadsheet's error, not a value."),
    ],
)
def test_what_does_not_fit_refuses_the_row(cells: dict[str, str], column: str, reason: str) -> None:
    row = clean(**cells)
    assert [(problem.column, problem.reason) for problem in row.problems] == [(column, reason)]
    assert row.refused


def test_everything_that_does_not_fit_is_named() -> None:
    assert [problem.column for problem in clean(Hours="500", Relocate="?", Sent="").problems] == [
        "Sent",
        "Hours",
        "Relocate",
    ]


def test_on_error_blank_lets_the_row_in_without_it() -> None:
    row = clean(School="Nowhere")
    assert [(problem.reason, problem.left_blank) for problem in row.problems] == [
        ("No partner university has this name or short name.", True)
    ]
    assert not row.refused


def test_an_empty_cell_is_unanswered_and_no_fault() -> None:
    row = clean(Hours=" ", Relocate="")
    assert (row.answers, row.problems) == ({}, [])


@pytest.mark.parametrize("cells", [["r1"], ["r1"] + [""] * 8 + ["more"]])
def test_a_ragged_row_is_refused(cells: list[str]) -> None:
    row = BoundMapping(parse(MAPPING, SPECS), HEADER).clean(Row(5, cells))
    assert [problem.reason for problem in row.problems] == [
        f"It has {len(cells)} cells; the header has {len(HEADER)} columns."
    ]


def test_empty_cells_beyond_the_header_do_no_harm() -> None:
    cells = [a_row()[name] for name in HEADER]
    assert not BoundMapping(parse(MAPPING, SPECS), HEADER).clean(Row(5, [*cells, "", " "])).refused


@pytest.mark.parametrize(
    ("question", "cell", "how", "answer"),
    [
        ("interest", "  Data  and Analysis", "", "data"),
        ("interest", "full_stack", "", "full_stack"),
        ("interest", "WEB DEV", 'synonyms = { "web dev" = "full_stack" }', "full_stack"),
        ("interest", "Plumbing", "", "“Plumbing” is not one of the choices."),
        ("resources", "Books; podcasts about the field ;", 'separator = ";"', ["podcasts", "books"]),
        ("resources", "Books; none", 'separator = ";"\nblank = ["none"]', ["books"]),
        ("relocate", "si", 'yes = ["Si"]', True),
        ("relocate", "0", 'yes = ["0"]\nno = ["1"]', True),
        ("relocate", "No", "", False),
        ("hours_per_week", "7,5", "", "“7,5” cannot be read as one number: “,” is in the way."),
        ("hours_per_week", "none", 'synonyms = { none = "0" }', 0),
        (
            "hours_per_week",
            "10 hours",
            "",
            "“10 hours” cannot be read as one number: what “hours” means here is not in the mapping.",
        ),
        ("why_health", "  Two \n words ", 'clean = ["squeeze", "lower"]', "two words"),
        ("why_health", "n/a", 'blank = ["N/A"]', None),
    ],
)
def test_each_kind_of_question_reads_its_cell(question: str, cell: str, how: str, answer: object) -> None:
    assert one(question, cell, how) == answer


def test_the_digest_tells_the_same_from_changed() -> None:
    assert clean().digest() == clean(Hours=" 12 ").digest()
    changed = [
        clean(Hours="13"),
        clean(Id="r2"),
        clean(E_mail="a@b.org"),
        clean(School="North"),
        clean(Sent="2026-03-01 09:30:01"),
    ]
    assert len({row.digest() for row in [clean(), *changed]}) == 6


def test_ids_of_several_columns_cannot_be_confused() -> None:
    text = "[identity]\ncolumns = [1, 2]\nprefix = 'p-'"
    bound = BoundMapping(parse(text, SPECS), ["A", "B"])
    assert bound.clean(Row(2, ["a|b", "c"])).external_id == "p-a||b|c"
    assert bound.clean(Row(3, ["a", "b|c"])).external_id == "p-a|b||c"


def test_columns_that_nothing_reads_are_known() -> None:
    bound = BoundMapping(parse(TOP, SPECS), ["Id", "Other", "", "Other"])
    assert bound.unused == ["Other (column 2)", "without a name (column 3)", "Other (column 4)"]

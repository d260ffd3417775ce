"""A mapping is checked whole before a file is touched, and every fault is named with its place."""

from decimal import Decimal
from pathlib import Path

import pytest

from applicants.importing.mapping import MappingError, describe, parse, source_of
from applicants.importing.rows import BoundMapping, find_column
from cohorts.answers import QuestionSpec
from cohorts.default_form import SECTIONS
from tests.applicants.importing.factories import HEADER, MAPPING

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"


def spec(data: dict) -> QuestionSpec:
    """A question of the default form as plain data."""
    bounds = {key: Decimal(data[key]) for key in ("minimum", "maximum") if key in data}
    options = tuple((value, label) for value, label in data.get("options", []))
    return QuestionSpec(
        data["key"], data["label"], data["kind"], data.get("required", False), options=options, **bounds
    )


SPECS = [spec(data) for page in SECTIONS for data in page["questions"]]
TOP = '[identity]\ncolumns = ["Id"]\n'


def faults(text: str) -> list[str]:
    """What is wrong with a mapping."""
    with pytest.raises(MappingError) as caught:
        parse(text, SPECS)
    return list(caught.value.errors)


def test_a_mapping_is_read_into_rules() -> None:
    mapping = parse(MAPPING, SPECS)
    assert mapping.identity == ("Id",)
    assert mapping.source == "Test form"
    assert mapping.submitted is not None
    assert mapping.submitted.zone.key == "America/New_York"
    assert [rule.spec.key for rule in mapping.questions] == ["hours_per_week", "relocate", "events"]
    assert mapping.questions[2].options == ("hackathon", "meetup")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_mappings_fit_the_default_form(path: Path) -> None:
    assert parse(path.read_text(encoding="utf-8"), SPECS).source


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "identity.columns: name the column or columns that make a row unique."),
        (
            "[identity\n",
            "The mapping is not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 10).",
        ),
        (
            TOP + "[questions.hours_a_week]\ncolumn = 'Hours'",
            "questions.hours_a_week: the cohort's form has no question “hours_a_week”. Did you mean “hours_per_week”?",
        ),
        (
            TOP + "[questions.relocate]\ncolumn = 'A'\ncolunm = 'B'",
            "questions.relocate.colunm: is not a setting of a question whose kind is yes_no. Did you mean “column”?",
        ),
        (
            TOP + "[questions.relocate]\n",
            "questions.relocate: give either `column` or, for several columns that each stand for an option, `columns`.",
        ),
        (
            TOP + "[questions.relocate]\ncolumn = 0",
            "questions.relocate.column: must name a column, by its name or by its number counted from 1.",
        ),
        (
            TOP + "[questions.relocate]\ncolumn = true",
            "questions.relocate.column: must name a column, by its name or by its number counted from 1.",
        ),
        (
            TOP + "[questions.relocate.columns]\nA = 'yes'",
            "questions.relocate.columns: only a question of the kind some_of is fed by several columns.",
        ),
        (
            TOP + "[questions.events.columns]\nA = 'hackatons'",
            "questions.events.columns.A: “hackatons” is not an option of this question. Did you mean “hackathon”?",
        ),
        (
            TOP + "[questions.interest]\ncolumn = 'A'\nsynonyms = { Web = 'fullstack' }",
            "questions.interest.synonyms.Web: “fullstack” does not fit the question. "
            "“fullstack” is not one of the choices. Did you mean “full_stack”?",
        ),
        (
            TOP + "[questions.hours_per_week]\ncolumn = 'A'\nsynonyms = { lots = '900' }",
            "questions.hours_per_week.synonyms.lots: “900” does not fit the question. 900 is above 112, the largest that fits.",
        ),
        (
            TOP + "[questions.relocate]\ncolumn = 'A'\nyes = ['x']\nno = ['X ']",
            "questions.relocate.yes: “x” cannot mean both yes and no.",
        ),
        (
            TOP + "[questions.hours_per_week]\ncolumn = 'A'\nnumber = { range = 'lowest' }",
            "questions.hours_per_week.number.range: “lowest” is not known here. "
            "Use one of: 'refuse', 'low', 'middle', 'high'.",
        ),
        (
            TOP + "[questions.hours_per_week]\ncolumn = 'A'\nnumber = { units = { days = 0 } }",
            "questions.hours_per_week.number.units: a unit stands for a number above 0.",
        ),
        (
            TOP + "[questions.hours_per_week]\ncolumn = 'A'\nclean = ['trim']",
            "questions.hours_per_week.clean: “trim” is not known here. Did you mean “strip”?",
        ),
        (
            TOP + "[times]\nsubmitted = { column = 'A', zone = 'Mars/Crater' }",
            "times.submitted.zone: “Mars/Crater” is not a time zone; use a name like America/New_York or UTC.",
        ),
        (
            TOP + "[times]\nsubmitted = { column = 'A', format = '%Q' }",
            "times.submitted.format: “%Q” is not a format like %Y-%m-%d %H:%M:%S, nor iso.",
        ),
        (TOP + "[questoins.relocate]\ncolumn = 1", "questoins: is not a setting known here. Did you mean “questions”?"),
        ("blank = 'none'\n" + TOP, "blank: must be a list of texts."),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_all_faults_are_named_at_once() -> None:
    assert len(faults("[identity]\n[questions.nothing]\n[questions.relocate]\n")) == 3


def test_a_mapping_may_not_be_endless() -> None:
    assert "characters" in faults("#" * 300_000)[0]


def test_columns_are_found_by_name_by_name_and_place_and_by_number() -> None:
    header = ["#", "Other", "A b", "Other", "Other#9", ""]
    assert [find_column(header, ref) for ref in ("#", "Other#2", "A b", "Other#9", 6)] == [0, 3, 2, 4, 5]


@pytest.mark.parametrize(
    ("ref", "fault"),
    [
        ("Other", "2 columns are called “Other” (columns 2, 4); say which: “Other#1” or its number."),
        ("Other#3", "“Other” stands 2 times in the header, so there is no #3."),
        ("Othr", "the file has no column “Othr”. Did you mean “Other”?"),
        (9, "there is no column 9; the file has 4."),
    ],
)
def test_a_column_that_is_not_there_is_named(ref: str | int, fault: str) -> None:
    with pytest.raises(LookupError) as caught:
        find_column(["#", "Other", "A", "Other"], ref)
    assert caught.value.args[0] == fault


def test_binding_names_every_missing_column() -> None:
    with pytest.raises(MappingError) as caught:
        BoundMapping(parse(MAPPING, SPECS), [name for name in HEADER if name not in ("Hours", "Meetups")])
    places = [error.partition(":")[0] for error in caught.value.errors]
    assert places == ["questions.hours_per_week", "questions.events"]


def test_cleaning_is_described_in_words() -> None:
    rules = {rule.spec.key: rule for rule in parse(MAPPING, SPECS).questions}
    assert describe(rules["hours_per_week"]) == [
        "numbers are found among words",
        "of a range the smaller end",
        "rounded down",
    ]
    assert describe(rules["events"]) == ["each column that is filled adds its option"]


def test_source_of_a_broken_mapping_is_empty() -> None:
    assert (source_of("source = 'A'"), source_of("[")) == ("A", "")

"""`manage.py import_applications`: what it prints, and with which code it ends."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from applicants.models import Application, ImportBatch
from tests.applicants.importing.factories import MAPPING, a_row, write_csv
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db


def command(path: Path, *options: str, cohort: str = "spring") -> str:
    """What the command prints."""
    (mapping := path.with_name("mapping.toml")).write_text(MAPPING)
    out = StringIO()
    call_command("import_applications", str(path), "--cohort", cohort, "--mapping", str(mapping), *options, stdout=out)
    return out.getvalue()


def refusal(*args: Any, **kwargs: Any) -> str:
    """Why the command ends with 2."""
    with pytest.raises(CommandError) as caught:
        command(*args, **kwargs)
    assert caught.value.returncode == 2
    assert not Application.objects.exists()
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of three rows, one of which does not fit."""
    make_cohort(slug="spring", name="Spring")
    return write_csv(tmp_path / "answers.csv", [a_row(1), a_row(2), a_row(3, Hours="900")])


def test_json_is_one_line_with_the_figures(file: Path) -> None:
    lines = [command(file, "--json") for _ in range(2)]
    assert [line.count("\n") for line in lines] == [1, 1]
    first, second = (json.loads(line) for line in lines)
    assert first.pop("seconds") > 0
    assert first == {"read": 3, "imported": 2, "unchanged": 0, "refused": 1, "errors": f"{file}.errors.csv"}
    assert {key: second[key] for key in ("read", "imported", "unchanged", "refused")} == {
        "read": 3,
        "imported": 0,
        "unchanged": 2,
        "refused": 1,
    }


def test_sentences_say_what_was_done(file: Path) -> None:
    said = command(file)
    assert "        2  imported\n" in said
    assert "        1  refused\n           1 × Hours\n  line 4: 900 is above 112, the largest that fits.\n" in said
    assert f"Every line and reason: {file}.errors.csv" in said
    assert "Nothing new: this file had been imported already." in command(file)


def test_dry_run_changes_nothing(file: Path) -> None:
    assert command(file, "--dry-run").startswith("Dry run: nothing was changed.")
    assert (Application.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_the_person_named_stands_in_the_history(file: Path) -> None:
    user = make_user()
    command(file, "--by", user.email.upper())
    assert {row.by for application in Application.objects.all() for row in application.history.all()} == {user}


def test_errors_go_where_one_says(file: Path, tmp_path: Path) -> None:
    command(file, "--errors", str(tmp_path / "elsewhere.csv"))
    assert (tmp_path / "elsewhere.csv").exists()
    assert not file.with_name("answers.csv.errors.csv").exists()


def test_a_missing_file_ends_with_2(file: Path, tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == f"There is no file {tmp_path / 'none.csv'}."


def test_an_unknown_cohort_ends_with_2_and_names_those_there_are(file: Path) -> None:
    assert refusal(file, cohort="sprng") == "There is no cohort “sprng”. There are: spring."


def test_a_nobody_ends_with_2(file: Path) -> None:
    assert refusal(file, "--by", "nobody@example.org") == "Nobody has the address nobody@example.org."


def test_the_input_is_no_place_for_the_errors(file: Path) -> None:
    before = file.read_bytes()
    assert refusal(file, "--errors", str(file)).startswith("--errors names one of the files to be read.")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"Id,Hours\n", "The file has a header but no rows."),
        (b"Id\n\x00\n", "Line 2 holds a NUL byte"),
        ("Id\nä\n".encode("latin-1"), "Line 2 is not UTF-8"),
        ("Id\nä\n".encode("utf-16"), "The file is in UTF-16, not in UTF-8."),
        (b"MZ\x90\x00", "This is not a table but a Windows program."),
        (b"PK\x03\x04", "This is a spreadsheet or a ZIP file under another name."),
        (b'Id,Hours\n1,"2\n', "The file has a header"),
        (b"Id,Hours\n1,2\n", "times.submitted: the file has no column “Sent”"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2(file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    said = refusal(file)
    assert said.startswith("Nothing was imported.\n  ")
    if reason != "The file has a header":  # the broken quote swallows the only row: that is what is said
        assert reason in said
    else:
        assert "opens a quote" in said


def test_too_large_a_file_ends_with_2(file: Path, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 100
    assert "at most 0 MB are read" in refusal(file)

"""`manage.py suppress`."""

import io
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

EXAMPLE = ",x,y,z\na,40,3,12\nb,25,14,30\nc,22,9,41\n"
LEAVE = "is the sum of the others. Totals are worked out here: leave it out."


def suppress(content: str | bytes, *arguments: str, tmp_path: Path) -> str:
    file = tmp_path / "table.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command("suppress", str(file), *arguments, stdout=out)
    return out.getvalue()


def test_json_holds_the_table_with_null_where_hidden(tmp_path: Path) -> None:
    assert json.loads(suppress(EXAMPLE, "--json", tmp_path=tmp_path)) == {
        "rows": ["a", "b", "c"],
        "columns": ["x", "y", "z"],
        "cells": [[40, None, None], [25, 14, 30], [22, None, None]],
        "row_totals": [55, 69, 72],
        "column_totals": [87, 26, 83],
        "total": 196,
    }


def test_the_minimum_can_be_chosen(tmp_path: Path) -> None:
    table = json.loads(suppress(EXAMPLE, "--json", "--min", "5", tmp_path=tmp_path))
    assert table["cells"] == [[40, None, None], [25, None, None], [22, 9, 41]]
    assert json.loads(suppress(EXAMPLE, "--json", "--min", "2", tmp_path=tmp_path))["cells"][0] == [40, 3, 12]


def test_people_read_a_table_and_how_much_is_hidden_but_not_which_cells_are_small(tmp_path: Path) -> None:
    assert suppress(EXAMPLE, tmp_path=tmp_path).splitlines() == [
        "        x       y       z  Total",
        "a      40  hidden  hidden     55",
        "b      25      14      30     69",
        "c      22  hidden  hidden     72",
        "Total  87      26      83    196",
        "",
        "4 of 16 figures are hidden: every figure of 1 to 10, and as few others as keep those unknown. "
        "Given all that is shown, each hidden figure could take values at least 10 apart.",
    ]
    assert suppress("g,n\na,40\n", tmp_path=tmp_path).endswith("Nothing is hidden: no figure of 4 is 1 to 10.\n")


def test_a_byte_order_mark_quotes_spaces_and_blank_lines_are_read(tmp_path: Path) -> None:
    table = json.loads(suppress(b'\xef\xbb\xbf,"x, y",z\r\n\r\nA , 40,012\r\n\r\n', "--json", tmp_path=tmp_path))
    assert table["columns"] == ["x, y", "z"]
    assert (table["rows"], table["cells"]) == (["A"], [[40, 12]])


@pytest.mark.parametrize(
    ("content", "cells", "total"),
    [
        (",x\na,3\n", [[None]], None),
        (",x\na,0\n", [[0]], 0),
        (",x\na,11\n", [[11]], 11),
        (",x,y,z\na,0,0,0\nb,0,0,0\n", [[0, 0, 0], [0, 0, 0]], 0),
        (",x,y\na,1,30\n", [[None, None]], 31),
    ],
)
def test_degenerate_tables(content: str, cells: list[list[int | None]], total: int | None, tmp_path: Path) -> None:
    table = json.loads(suppress(content, "--json", tmp_path=tmp_path))
    assert table["total"] == total
    assert [[value is None for value in line] for line in table["cells"]] == [
        [value is None for value in line] for line in cells
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "line 1: the file is empty."),
        ("\n\n", "line 1: the file is empty."),
        ("x\na\n", "line 1: there are no columns. Labels and numbers are separated by commas."),
        ("a;x\nb;3\n", "line 1: there are no columns. Labels and numbers are separated by commas."),
        (",x\n", "line 1: there are no rows below the column labels."),
        (",x,y\na,1\n", "line 2: 2 fields, but the first line has 3."),
        (",x\na,1\n\nb,1,2\n", "line 4: 3 fields, but the first line has 2."),
        (",x\na,-1\n", "line 2: “x” is -1: a count cannot be negative."),
        (",x\na,1.0\n", "line 2: “x” is “1.0”, which is not a whole number."),
        (",x\na,many\n", "line 2: “x” is “many”, which is not a whole number."),
        (",x\na,²\n", "line 2: “x” is “²”, which is not a whole number."),
        (",x\na,\n", "line 2: “x” is empty. Write 0 where there is nobody."),
        (",x\na,1000000001\n", "line 2: “x” is more than 1,000,000,000, more people than a table can hold."),
        (
            ",x\n" + "a," + "9" * 5000 + "\n",
            "line 2: “x” is more than 1,000,000,000, more people than a table can hold.",
        ),
        (",x,x\na,1,2\n", "line 1: the column label “x” comes twice."),
        (",x\na,1\nb,2\n a,2\n", "line 4: the row label “a” comes twice."),
        (",x,\na,1,2\n", "line 1: a column has no label."),
        (",x\n,1\n", "line 2: a row has no label."),
        (",x\na\x1b[2J,1\n", "line 2: a row label holds a character that cannot be printed."),
        (b",x\na,1\n\xff,2\n", "line 3: the file is not UTF-8. Save it as “CSV UTF-8”."),
        (
            ",x\nTotal,30\na,10\nb,20\n",
            "line 2: the row “Total” " + LEAVE,
        ),
        (
            ",x,y,total\na,1,2,3\n",
            "line 1: the column “total” " + LEAVE,
        ),
        (',x\n"a\n', "line 2: this is not CSV: unexpected end of data."),
    ],
)
def test_a_broken_table_is_refused_with_line_and_reason(content: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        suppress(content, tmp_path=tmp_path)
    assert str(refused.value) == words
    assert refused.value.returncode == 1


@pytest.mark.parametrize("minimum", ["1", "0", "-3", "eleven", "5.0", "9" * 30])
def test_a_minimum_below_two_is_refused(minimum: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="whole number, 2 or more"):
        suppress(EXAMPLE, f"--min={minimum}", tmp_path=tmp_path)


def test_a_file_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("suppress", "/nowhere/table.csv")


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(EXAMPLE.encode())))
    out = StringIO()
    call_command("suppress", "-", "--json", stdout=out)
    assert json.loads(out.getvalue())["total"] == 196


def test_as_a_program_it_needs_no_database_and_refuses_on_stderr() -> None:
    """Nobody named a database or a broker, and none is started for it."""
    nowhere = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    asked = [sys.executable, "manage.py", "suppress", "-"]
    good = subprocess.run(asked, input=EXAMPLE, env=nowhere, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert "hidden" in good.stdout
    bad = subprocess.run(asked, input=",x\na,-1\n", env=nowhere, capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr == "CommandError: line 2: “x” is -1: a count cannot be negative.\n"

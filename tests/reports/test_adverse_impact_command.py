"""manage.py adverse_impact: any table to figures and words, a broken one refused by line."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.impact import Comparison, Group, holm
from reports.impact.statement import state, to_json
from reports.impact.tablefile import TableError, TableFile, TableRow, read_table

ROOT = Path(__file__).resolve().parents[2]
HEAD = "group,selected,total\n"
ANSWERS = HEAD + "White,48,80\nBlack,12,40\n"
FIELDS = {
    "group", "selected", "n", "rate", "impact_ratio", "four_fifths_flag", "z", "z_p", "fisher_p", "mid_p", "test",
    "shortfall", "cohens_h", "ratio_low", "ratio_high", "flip", "holm_p", "verdict",
}  # fmt: skip
BERKELEY = "stratum,group,selected,total\n" + "".join(
    f"{name},M,{m},{of_m}\n{name},W,{w},{of_w}\n"
    for name, m, of_m, w, of_w in [
        ("A", 512, 825, 89, 108),
        ("B", 353, 560, 17, 25),
        ("C", 120, 325, 202, 593),
        ("D", 138, 417, 131, 375),
        ("E", 53, 191, 94, 393),
        ("F", 22, 373, 24, 341),
    ]
)


def run(tmp_path: Path, text: str | bytes, *options: str) -> str:
    """What the command prints for a file."""
    file = tmp_path / "table.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    out = io.StringIO()
    call_command("adverse_impact", str(file), *options, stdout=out)
    return out.getvalue()


def as_json(tmp_path: Path, text: str | bytes, *options: str) -> dict[str, Any]:
    """The object that the command prints."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    found: dict[str, Any] = json.loads(run(tmp_path, text, "--json", *options), parse_constant=refuse)
    return found


def test_every_group_is_compared_with_the_benchmark_in_full_floats(tmp_path: Path) -> None:
    found = as_json(tmp_path, ANSWERS)
    assert (found["reference"], list(found)) == ("White", ["reference", "groups"])
    white, black = found["groups"]
    assert set(white) == set(black) == FIELDS
    one = Comparison(Group("Black", 40, 12), Group("White", 80, 48))
    assert black == {
        "group": "Black",
        "n": 40,
        "selected": 12,
        "rate": 0.3,
        "impact_ratio": 0.5,
        "four_fifths_flag": True,
        "z": one.z,
        "z_p": one.z_p,
        "fisher_p": one.fisher_p,
        "mid_p": one.mid_p,
        "test": "z",
        "shortfall": 8.0,
        "cohens_h": one.h,
        "ratio_low": pytest.approx(0.3014329410),
        "ratio_high": pytest.approx(0.8293718634),
        "flip": False,
        "holm_p": one.z_p,
        "verdict": "flag",
    }


def test_reference_has_its_own_row_and_is_not_tested_against_itself(tmp_path: Path) -> None:
    white = as_json(tmp_path, ANSWERS)["groups"][0]
    assert {key for key, value in white.items() if value is None} == {
        "z", "z_p", "fisher_p", "mid_p", "test", "ratio_low", "ratio_high", "flip", "holm_p",
    }  # fmt: skip
    assert (white["impact_ratio"], white["four_fifths_flag"], white["shortfall"], white["cohens_h"]) == (1, False, 0, 0)
    assert white["verdict"] == "none"


def test_holm_is_over_all_groups_of_the_table(tmp_path: Path) -> None:
    found = as_json(tmp_path, HEAD + "a,500,1000\nb,400,1000\nc,430,1000\nd,2,9\n")
    reference = Group("a", 1000, 500)
    others = [Group("b", 1000, 400), Group("c", 1000, 430), Group("d", 9, 2)]
    expected = holm({group.label: Comparison(group, reference).p for group in others})
    assert {g["group"]: g["holm_p"] for g in found["groups"]} == {"a": None, **expected}
    assert [g["test"] for g in found["groups"]] == [None, "z", "z", "fisher"]


def test_reference_can_be_chosen_and_then_a_ratio_is_above_one(tmp_path: Path) -> None:
    found = as_json(tmp_path, ANSWERS, "--reference", "Black")
    assert (found["reference"], found["groups"][0]["impact_ratio"], found["groups"][0]["verdict"]) == (
        "Black",
        2,
        "none",
    )
    assert found["groups"][0]["z"] > 0


def test_undefined_is_null_and_never_nought_or_one(tmp_path: Path) -> None:
    both, empty = as_json(tmp_path, HEAD + "a,0,30\nb,0,60\nc,0,0\n")["groups"][0::2]
    assert (both["impact_ratio"], both["z"], both["ratio_low"], both["verdict"]) == (None, None, None, "none")
    assert {key for key, value in empty.items() if value is not None} == {"group", "n", "selected", "verdict"}
    one = as_json(tmp_path, HEAD + "a,0,30\nb,9,60\n")["groups"][0]
    assert (one["impact_ratio"], one["ratio_low"], one["ratio_high"]) == (0, None, None)
    infinite = as_json(tmp_path, HEAD + "a,0,30\nb,9,60\n", "--reference", "a")["groups"][1]
    assert (infinite["impact_ratio"], infinite["verdict"]) == (None, "none")
    assert infinite["z"] > 0


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfgroup,selected,total\r\nWhite,48,80\r\nBlack,12,40\r\n",
        " Total , GROUP ,Selected\n 80 , White ,48\n\n40,Black,12\n   \n",
        'group,selected,total\n"White","48","80"\n"Black","12",40',
        "group,selected,total\rWhite,048,80\rBlack,12,40\r",
    ],
    ids=[
        "byte order mark and CRLF",
        "order, case, spaces, blank lines",
        "quotes, no last newline",
        "old Mac, leading 0",
    ],
)
def test_what_a_spreadsheet_writes_is_read(tmp_path: Path, text: str | bytes) -> None:
    assert as_json(tmp_path, text) == as_json(tmp_path, ANSWERS)


def test_names_may_hold_commas_and_any_letters(tmp_path: Path) -> None:
    found = as_json(tmp_path, HEAD + '"Two, or ""more""",1,20\nÅsa Ñ 李,10,20\n')
    assert [g["group"] for g in found["groups"]] == ['Two, or "more"', "Åsa Ñ 李"]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("", ["line 1: the file is empty; it needs the header group,selected,total and rows beneath"]),
        (" \n\n", ["line 1: the file is empty; it needs the header group,selected,total and rows beneath"]),
        (HEAD, ["line 1: there are no rows beneath the header"]),
        (
            "White,48,80\nBlack,12,40\n",
            ["line 1: the header lacks group, selected, total; it must name group, selected, total"],
        ),
        (
            "group;selected;total\nWhite;48;80\n",
            [
                "line 1: the header lacks group, selected, total (values must be separated by commas);"
                " it must name group, selected, total"
            ],
        ),
        ("group,selected\na,1\n", ["line 1: the header lacks total; it must name group, selected, total"]),
        (
            "group,selected,total,stage\na,1,2,x\n",
            ["line 1: unknown column stage; the columns are group, selected, total, stratum"],
        ),
        ("group,selected,total,total\na,1,2,2\n", ['line 1: the column "total" appears twice']),
        (HEAD + "a,12,10\nb,1,10\n", ["line 2: selected (12) is more than total (10)"]),
        (HEAD + "a,-1,10\nb,1,-10\n", ["line 2: selected is negative ('-1')", "line 3: total is negative ('-10')"]),
        (
            HEAD + "a,x,10\nb,1,ten\nc,nan,3\nd,1e3,4\n",
            [
                "line 2: selected is not a number ('x')",
                "line 3: total is not a number ('ten')",
                "line 4: selected is not a number ('nan')",
                "line 5: selected is not a number ('1e3')",
            ],
        ),
        (HEAD + "a,10.0,20\nb,1,10\n", ["line 2: selected is not a whole number ('10.0'): it counts people"]),
        (
            HEAD + 'a,"1,000",2000\nb,1,10\n',
            ["line 2: selected is '1,000': write it without separators between the thousands"],
        ),
        (HEAD + "a,٣,20\nb,1,10\n", ["line 2: selected is not a number ('٣')"]),
        (
            HEAD + "a,1,99999999999999999999\nb,1,10\n",
            ["line 2: total is more than 1,000,000,000, which is no count of people ('99999999999999999999')"],
        ),
        (HEAD + ",1,10\nb,,10\n", ["line 2: group is missing", "line 3: selected is missing"]),
        (HEAD + ",,\nb,1,10\n", ["line 2: every value is missing"]),
        (HEAD + "a,1\nb,1,10\n", ["line 2: 2 values instead of 3; a name that holds a comma needs quotes"]),
        (HEAD + "a,1,10\n", ['line 2: "a" is the only group; a comparison needs two']),
        (HEAD + "a,1,10\nb,1,10\n a ,2,10\n", ['line 4: the group "a" was on line 2 already']),
        (HEAD + 'a,1,10\n"b\n",1,10\nc,1,x\n', ["line 5: total is not a number ('x')"]),
        (HEAD + 'a,1,10\n"b\nb",1,10\n', ["line 3: group holds a character that cannot be printed"]),
        (HEAD + 'a,1,10\n"b,1,10\n', ["line 3: not readable as CSV (unexpected end of data)"]),
        (HEAD.encode() + b"a,1,10\nb\xff,1,10\n", ["line 3: the file is not UTF-8; save it as CSV UTF-8"]),
        (
            "group,selected,total,stratum\na,1,10,x\nb,1,10,x\na,2,10,x\na,2,10,\n",
            ['line 4: the group "a" was on line 2 already in the stratum "x"', "line 5: stratum is missing"],
        ),
        (HEAD + "a,0,0\nb,0,0\n", ["nobody was considered in any group, so there is nothing to compare"]),
    ],
)
def test_broken_table_is_refused_with_every_line_and_reason(
    tmp_path: Path, text: str | bytes, reasons: list[str]
) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, text)
    assert str(refused.value).split("\n") == reasons


def test_many_reasons_are_cut_short(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, HEAD + "a,2,1\n" * 50)
    assert str(refused.value).split("\n")[20:] == ["and 30 more"]


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        (
            ANSWERS,
            ["--reference", "Grey"],
            '--reference: there is no group "Grey" in the table; its groups are White, Black',
        ),
        (ANSWERS, ["--focal", "Grey"], '--focal: there is no group "Grey" in the table; its groups are White, Black'),
        (
            HEAD + "a,1,10\nb,0,0\n",
            ["--reference", "b"],
            'nobody was considered in "b", so nothing can be compared with it',
        ),
        (
            BERKELEY,
            ["--reference", "M", "--focal", "M"],
            '--focal and --reference are both "M"; they must be two groups',
        ),
        *(
            (
                BERKELEY,
                options,
                "a table with strata compares two groups inside each: name them with --focal GROUP --reference GROUP"
                " (its groups are M, W)",
            )
            for options in ([], ["--reference", "M"], ["--focal", "W"])
        ),
        (
            HEAD + "".join(f"g{n},1,10\n" for n in range(60)),
            [],
            "no group has 2% of everybody, so none can be the benchmark; name one with --reference",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    tmp_path: Path, text: str, options: list[str], reason: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, text, *options)
    assert str(refused.value) == reason


def test_missing_file_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match=r"^/nowhere/t\.csv: No such file or directory$"):
        call_command("adverse_impact", "/nowhere/t.csv")


def test_strata_stand_beside_their_total(tmp_path: Path) -> None:
    found = as_json(tmp_path, BERKELEY, "--focal", "W", "--reference", "M")
    men, women = found["groups"]
    assert (men["group"], men["n"], women["n"], women["selected"]) == ("M", 2691, 1835, 557)
    assert (found["focal"], found["reference"], found["pooled_allowed"], found["reversed"]) == ("W", "M", False, True)
    assert {
        key: found[key] for key in ("breslow_day", "breslow_day_p", "mh_odds_ratio", "cmh", "cmh_p")
    } == pytest.approx(
        {  # statsmodels 0.14: StratifiedTable.test_equal_odds(adjust=True), oddsratio_pooled, test_null_odds()
            "breslow_day": 18.825501252,
            "breslow_day_p": 0.0020714013979,
            "mh_odds_ratio": 1.1053426615,
            "cmh": 1.5246066604,
            "cmh_p": 0.2169236971,
        }
    )
    assert [(s["stratum"], s["focal_selected"], s["reference_n"]) for s in found["strata"]][:2] == [
        ("A", 89, 825),
        ("B", 17, 560),
    ]


def test_other_groups_of_a_table_with_strata_are_listed_and_not_in_the_strata(tmp_path: Path) -> None:
    text = BERKELEY + "A,X,5,9\nG,X,1,3\n"
    found, without = (as_json(tmp_path, each, "--focal", "W", "--reference", "M") for each in (text, BERKELEY))
    assert [g["group"] for g in found["groups"]] == ["M", "W", "X"]
    assert found["cmh"] == without["cmh"]
    assert found["strata"][-1]["left_out"] == "nobody of W was considered"


def test_words_stand_beside_the_figures(tmp_path: Path) -> None:
    said = run(tmp_path, ANSWERS + "Few,1,3\nNone,0,0\n")
    assert (
        "Black: 12 of 40 selected against 48 of 80: below four fifths, unlikely by chance (Z, p = 0.002). Flag." in said
    )
    assert "One different person selected would reverse the order. Too few to say." in said
    assert "None: nobody was considered, so the ratio is undefined." in said
    assert "Prepared for review by counsel or an independent auditor. It is not a finding" in said


def test_words_of_strata_quote_a_common_figure_only_where_they_agree(tmp_path: Path) -> None:
    said = run(tmp_path, BERKELEY, "--focal", "W", "--reference", "M")
    assert "The strata disagree" in said
    assert "The total points the other way than the strata do together (Simpson)" in said
    assert "Common odds ratio" not in said
    migraine = "group,selected,total,stratum\na,16,27,f\np,5,25,f\na,12,28,m\np,7,26,m\n"
    said = run(tmp_path, migraine, "--focal", "p", "--reference", "a")
    assert "Common odds ratio (Mantel-Haenszel): 0.302, 95% interval 0.132 to 0.692." in said
    assert "Cochran-Mantel-Haenszel, no continuity correction: 8.305, df 1, p = 0.004." in said


def test_without_a_database_from_standard_input_and_a_refusal_prints_nothing_else() -> None:
    env = os.environ | {
        "DATABASE_URL": "postgres://none:none@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "DEBUG": "1",
    }
    command = [sys.executable, "manage.py", "adverse_impact", "-", "--json"]
    good = subprocess.run(command, cwd=ROOT, env=env, input=ANSWERS, capture_output=True, text=True, check=True)
    assert json.loads(good.stdout)["reference"] == "White"
    bad = subprocess.run(command, cwd=ROOT, env=env, input=HEAD + "a,3,2\n", capture_output=True, text=True)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr == "CommandError: line 2: selected (3) is more than total (2)\n"


def test_thousands_of_rows_are_one_table() -> None:
    rows = "".join(f"{place},W,{place % 7},20\n{place},M,{place % 9},30\n" for place in range(5_000))
    found = to_json(state(read_table(b"stratum,group,selected,total\n" + rows.encode()), focal="W", reference="M"))
    assert (len(found["strata"]), found["groups"][0]["n"], found["breslow_day_df"]) == (5_000, 100_000, 4_919)


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6),
        st.tuples(st.integers(0, 500), st.integers(0, 500)),
        min_size=2,
        max_size=8,
    )
)
def test_any_table_gives_valid_json_or_a_reason(counts: dict[str, tuple[int, int]]) -> None:
    rows = [TableRow(n, name, min(pair), max(pair)) for n, (name, pair) in enumerate(counts.items(), 2)]
    try:
        found = to_json(state(TableFile(tuple(rows), has_strata=False)))
    except TableError:
        assert not any(row.total for row in rows)
        return
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert sorted(g["group"] for g in found["groups"]) == sorted(counts)
    assert all(g["verdict"] in ("flag", "watch", "too few to say", "none") for g in found["groups"])

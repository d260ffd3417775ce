"""The document of figures: whole, repeatable, and silent where little is known."""

import json

import numpy as np

from reviews.measuring.figures import figures
from tests.reviews.measuring.factories import make_round, make_sheets, simulate


def test_nothing_read_is_said_as_nothing():
    document, scores = figures(make_sheets([], [], []), make_round())
    assert (document["scoresheets"], document["applications"], document["readers"], len(scores.entry)) == (0, 0, [], 0)
    assert document["agreement"]["overall"] == {"alpha": None, "low": None, "high": None, "units": 0, "values": 0}
    assert document["severity"] == {"groups": [], "degrees": 0, "error": None, "between": None, "is_known": False}
    assert document["order"] == {"contrast": None, "place": None, "first": None}


def test_one_scoresheet_says_nothing_of_its_reader():
    document, _ = figures(make_sheets([1], [7], [350]), make_round())
    line = document["readers"][0]
    assert (line["sheets"], line["compared"], line["effect"], line["severity"], line["drift"]) == (
        1,
        0,
        None,
        None,
        None,
    )


def test_interviews_by_one_each_are_not_compared():
    """One interviewer for each person: nobody can tell a strict interviewer from weak people."""
    draw = np.random.default_rng(1)
    sheets = make_sheets(np.arange(60), np.arange(60) % 4, 300 + draw.integers(-90, 90, 60))
    document, scores = figures(sheets, make_round())
    assert document["severity"]["groups"] == [1, 1, 1, 1]
    assert {line["effect"] for line in document["readers"]} == {None}
    assert not scores.is_known.any()
    assert scores.adjusted.tolist() == scores.raw.tolist()


def test_figures_are_plain_and_repeatable():
    sheets, _ = simulate(people=60, severity=30)
    first, second = figures(sheets, make_round())[0], figures(sheets, make_round())[0]
    assert json.dumps(first) == json.dumps(second)
    assert first != figures(sheets, make_round(seed="another"))[0]


def test_what_readers_differ_about_is_not_counted_as_agreement():
    """Reads that were asked for because two differ, or written with the others in sight, are left out of alpha, and said."""
    sheets, _ = simulate(people=60)
    kept = np.ones(len(sheets), dtype=bool)
    kept[::5] = False
    some = make_sheets(sheets.entry, sheets.reader, sheets.raw, nth=sheets.nth, independent=kept)
    document = figures(some, make_round())[0]["agreement"]
    only = figures(sheets.only(kept), make_round())[0]["agreement"]
    assert document["left_out"] == int((~kept).sum())
    assert {**document, "left_out": 0} == only


def test_calibration_cases_are_no_part_of_agreement_but_connect_readers():
    """Two panels that share nothing but a planted case: one group, and the case is not in alpha."""
    entry = [1, 1, 2, 2, 3, 3, 4, 4, 9, 9, 9, 9]
    reader = [1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 3, 4]
    sheets = make_sheets(entry, reader, [300, 320, 280, 310, 400, 380, 390, 350, 300, 310, 330, 320],
                         planted=[one == 9 for one in entry])  # fmt: skip
    document, _ = figures(sheets, make_round(agreed={9: ((3,), 300)}))
    assert document["severity"]["groups"] == [4]
    assert (document["agreement"]["overall"]["units"], document["agreement"]["planted"]) == (4, 4)
    assert document["cases"][0]["difference"]["value"] == 15
    assert [line["planted"]["difference"]["value"] for line in document["readers"]] == [0, 10, 30, 20]


def test_twenty_readers_who_are_alike_are_not_told_apart():
    """By chance one in twenty intervals misses 0; `is_clear` looks at all readers together."""
    clear = 0
    for seed in range(20):
        sheets, _ = simulate(people=100, readers=10, seed=seed)
        document, _ = figures(sheets, make_round())
        clear += any(line["effect"]["is_clear"] for line in document["readers"])
    assert clear <= 3

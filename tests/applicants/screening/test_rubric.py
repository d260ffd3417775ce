"""Rubrics: points, reasons and what is wrong with them."""

from copy import deepcopy
from typing import Any

import pytest

from applicants.screening.default_rubric import DOCUMENT
from applicants.screening.document import from_document, problems
from applicants.screening.facts import definitions_of
from applicants.screening.rubric import Band, Bands, ByOption, PerItem, RubricError, YesNo, bind, in_words
from cohorts.answers import QuestionSpec
from tests.applicants.screening.test_facts import DEFAULT_FORM

DEFINITIONS = definitions_of(DEFAULT_FORM)


def document(**changes: Any) -> dict[str, Any]:
    """The default document with the first criterion changed."""
    made = deepcopy(DOCUMENT)
    made["criteria"][0] |= changes
    return made


def score_of(**answers: int) -> int:
    """The default rubric's score of some facts."""
    return bind(from_document(DOCUMENT), DEFINITIONS).score([answers.get(d.key) for d in DEFINITIONS]).total


def test_bands_give_the_points_of_the_first_band_that_holds() -> None:
    bands = Bands((Band(None, 4, 1), Band(5, 9, 3), Band(10, None, 5)))
    assert [bands.points(fact)[0] for fact in (-3, 4, 5, 9, 10, 10**9, None)] == [1, 1, 3, 3, 5, 5, 0]
    assert bands.points(7)[1] == "7 is in the band “5 to 9”."
    assert bands.most == 5


def test_items_give_points_up_to_the_cap() -> None:
    items = PerItem(mask=0b1011, each=2, cap=5)
    assert [items.points(fact) for fact in (0b0001, 0b0100, 0b1111, None)] == [
        (2, "1 of them counts."),
        (0, "0 of them count."),
        (5, "3 of them count; more than these points cannot be had."),
        (0, "Not answered."),
    ]
    assert items.most == 5


def test_options_and_yes_no_give_their_points() -> None:
    assert [ByOption(((1, 4), (3, 2))).points(fact)[0] for fact in (1, 2, 3, None)] == [4, 0, 2, 0]
    assert [YesNo(7, 1).points(fact)[0] for fact in (1, 0, None)] == [7, 1, 0]


def test_the_default_rubric_fits_the_default_form_and_adds_up_to_a_thousand() -> None:
    rubric = from_document(DOCUMENT)
    assert problems(rubric, DEFINITIONS) == []
    assert bind(rubric, DEFINITIONS).most == 1000


@pytest.mark.parametrize("key", ["experience_years", "money_spent", "interest", "relocate"])
def test_experience_and_money_weigh_nothing(key: str) -> None:
    assert score_of(**{key: 1}) == score_of(**{key: 50}) == score_of() == 0
    assert key not in {criterion["fact"] for criterion in DOCUMENT["criteria"]}


def test_more_hours_never_cost_points_and_absurd_hours_win_nothing() -> None:
    scores = [score_of(hours_per_week=hours) for hours in range(113)]
    assert scores == sorted(scores)
    assert scores[36] == scores[112]


def test_an_unanswered_minimum_passes_and_an_unmet_one_names_the_rule() -> None:
    bound = bind(from_document(DOCUMENT), DEFINITIONS)
    place = {definition.key: number for number, definition in enumerate(DEFINITIONS)}
    facts: list[int | None] = [None] * len(DEFINITIONS)
    assert bound.score(facts).rule is None
    facts[place["work_authorised"]] = 0
    assert (bound.score(facts).rule, bound.score(facts).band) == (1, 0)


def test_items_are_said_in_words_and_what_does_not_count_apart() -> None:
    bound = bind(from_document(DOCUMENT), DEFINITIONS)
    self_teaching = bound.criteria[3]
    assert in_words(self_teaching, 0b1001) == ("Open university courses online (not counted here: Paid video courses)")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"fact": "shoe_size"}, "Hours a week spent learning: the form has no fact “shoe_size”."),
        (
            {"fact": "graduation_year"},
            "Hours a week spent learning: “graduation_year” is about who somebody is (graduation); screening never sees it.",
        ),
        (
            {"fact": "adult"},
            "Hours a week spent learning: “adult” is not the kind of answer that this kind of criterion reads.",
        ),
        ({"bands": []}, "Hours a week spent learning: it has no bands."),
        (
            {"bands": [{"from": 1, "to": 5, "points": 12}, {"from": 5, "to": 9, "points": 2}]},
            "Hours a week spent learning: the bands “1 to 5” and “5 to 9” overlap.",
        ),
        (
            {"bands": [{"from": 6, "to": 9, "points": 12}, {"from": 1, "to": 5, "points": 2}]},
            "Hours a week spent learning: the bands “6 to 9” and “1 to 5” are out of order.",
        ),
        (
            {"bands": [{"from": 9, "to": 1, "points": 12}]},
            "Hours a week spent learning: the band from 9 to 1 is empty.",
        ),
        (
            {"kind": "options", "fact": "interest", "options": {}, "weight": 240},
            "Hours a week spent learning: it gives points to no option.",
        ),
        (
            {"kind": "options", "fact": "interest", "options": {"astrology": 9}},
            "Hours a week spent learning: “astrology” is not one of the options.",
        ),
        (
            {"kind": "per_item", "fact": "events", "items": ["meetup"], "each": 1, "cap": 3},
            "Hours a week spent learning: the cap of 3 cannot be reached: all items together give 1.",
        ),
    ],
)
def test_problems_are_said_in_words(changes: dict[str, Any], problem: str) -> None:
    assert problems(from_document(document(**changes)), DEFINITIONS) == [problem]


def test_thresholds_out_of_order_or_out_of_reach_are_problems() -> None:
    made = deepcopy(DOCUMENT) | {"thresholds": {"borderline": 1200, "above": 1100}}
    assert problems(from_document(made), DEFINITIONS) == [
        "Borderline begins at 1,200, which is after above (1,100).",
        "Above begins at 1,100, but the highest score that can be reached is 1,000.",
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        (
            {"kind": "magic"},
            "Hours a week spent learning: “magic” is not a kind of criterion. "
            "There are: bands, options, per_item, families, yes_no.",
        ),
        ({"weight": 1.5}, "Hours a week spent learning: the weight is a whole number from 0 to 1,000."),
        (
            {"bands": [{"from": 1, "to": 2, "points": 0.5}]},
            "Hours a week spent learning: points are whole numbers from 0 to 1,000.",
        ),
        (
            {"bands": [{"from": "1; drop table", "to": 2, "points": 1}]},
            "Hours a week spent learning: a band runs between whole numbers.",
        ),
        ({"name": ""}, "A criterion lacks its name."),
    ],
)
def test_a_document_that_is_no_rubric_is_refused_in_words(changes: dict[str, Any], error: str) -> None:
    with pytest.raises(RubricError) as refused:
        from_document(document(**changes))
    assert str(refused.value) == error


@pytest.mark.parametrize("broken", [{}, {"criteria": []}, {"criteria": "x"}, {"criteria": DOCUMENT["criteria"]}, []])
def test_a_document_without_its_parts_is_refused(broken: Any) -> None:
    with pytest.raises(RubricError):
        from_document(broken)


def test_a_rule_must_say_what_no_answer_means() -> None:
    made = deepcopy(DOCUMENT)
    del made["rules"][0]["unanswered"]
    with pytest.raises(RubricError, match="say whether no answer is “pass” or “fail”"):
        from_document(made)


def test_a_question_the_form_lacks_gives_no_points_and_says_so() -> None:
    bound = bind(from_document(DOCUMENT), definitions_of([QuestionSpec("hours_per_week", "Hours?", "whole_number")]))
    score = bound.score([40])
    assert (score.total, score.rule) == (240, None)
    assert bound.criteria[1].points([40]) == (0, "Not asked in this form.")

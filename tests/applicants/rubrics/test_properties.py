"""Any rubric over any answers: a score inside its bounds, the same twice, lines that add up; documents that survive the editor."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applicants.forms.rubric_cells import Draft, laid_out
from applicants.forms.rubrics import document_of, draft_of, read_draft
from applicants.screening.differences import differences
from applicants.screening.document import from_document
from applicants.screening.facts import make_facts
from applicants.screening.problems import problems
from applicants.screening.rubric import bind
from applicants.selectors.explaining import explain_facts
from tests.applicants.screening.strategies import DEFINITIONS, LONG, SMALL, documents, fact_rows

unhurried = settings(
    suppress_health_check=[HealthCheck.too_slow]
)  # the first draw makes the strategies, on a busy machine

answers = st.fixed_dictionaries(
    {},
    optional={
        "hours": st.integers(-100, 200),
        "kind": st.sampled_from(SMALL),
        "some": st.lists(st.sampled_from(SMALL), unique=True),
        "many": st.lists(st.sampled_from(LONG), unique=True, max_size=10),
        "sure": st.booleans(),
        "why": st.text(alphabet="nurse patient hospital care, ñé.\n", max_size=200),
        "price": st.decimals(0, 1000, places=2).map(str),
        "since": st.dates().map(lambda day: day.isoformat()),
    },
)


@unhurried
@given(document=documents, given_answers=answers)
def test_any_rubric_over_any_answers_scores_inside_its_bounds_and_the_same_twice(
    document: dict[str, Any], given_answers: dict[str, Any]
) -> None:
    facts = make_facts(DEFINITIONS, given_answers)
    assert facts == make_facts(DEFINITIONS, given_answers)
    bound = bind(from_document(document), DEFINITIONS)
    score = bound.score(facts)
    assert 0 <= score.total <= bound.most
    assert score == bound.score(facts)
    lines = explain_facts(bound, facts, given_answers)
    assert sum(line.points for line in lines) == score.total
    assert all(0 <= line.points <= line.most for line in lines)


@unhurried
@given(document=documents, facts=fact_rows)
def test_any_rubric_over_any_facts_scores_inside_its_bounds(document: dict[str, Any], facts: list[int | None]) -> None:
    bound = bind(from_document(document), DEFINITIONS)
    assert 0 <= bound.score(facts).total <= bound.most


def sent(draft: Draft) -> MultiValueDict[str, str]:
    """What the form of the editor sends for a draft."""
    made: dict[str, list[str]] = {
        "criteria": [str(len(draft.criteria))],
        "rules": [str(len(draft.rules))],
    }
    for cell in draft.cells():
        made[cell.name] = [cell.value]
    for place, part in enumerate(draft.criteria):
        at = f"c{place}-"
        made |= {f"{at}{name}": [getattr(part, name)] for name in ("key", "fact", "kind")}
        made |= {f"{at}bands": [str(len(part.bands))], f"{at}option": [option.value for option in part.options]}
        made[f"{at}chosen"] = [choice.value for choice in part.choices if choice.chosen]
    for place, rule in enumerate(draft.rules):
        at = f"r{place}-"
        made |= {f"{at}{name}": [getattr(rule, name)] for name in ("key", "fact", "shape", "test", "unanswered")}
        made[f"{at}chosen"] = [choice.value for choice in rule.choices if choice.chosen]
    return MultiValueDict(made)


@unhurried
@given(document=documents)
def test_what_the_editor_shows_and_sends_says_the_same_again(document: dict[str, Any]) -> None:
    # The field of a date reads what a calendar has; the strategy's numbers run far beyond it.
    for part in (*document["criteria"], *document["rules"]):
        if part["fact"] == "since":
            part["fact"] = "hours"
    document["thresholds"] = {key: max(0, value) for key, value in document["thresholds"].items()}
    first = laid_out(draft_of(document, "Why", DEFINITIONS))
    again = read_draft(sent(first), DEFINITIONS)
    made = document_of(laid_out(again))
    assert again.errors == []
    before, after = from_document(document), from_document(made)
    assert [bound.kind for bound in bind(after, DEFINITIONS).criteria] == [
        bound.kind for bound in bind(before, DEFINITIONS).criteria
    ]
    assert [bound.values for bound in bind(after, DEFINITIONS).rules] == [
        bound.values for bound in bind(before, DEFINITIONS).rules
    ]
    assert (after.borderline, after.above) == (before.borderline, before.above)
    assert made == document_of(laid_out(read_draft(sent(laid_out(draft_of(made, "Why", DEFINITIONS))), DEFINITIONS)))


@unhurried
@given(document=documents, other=documents)
def test_any_two_rubrics_can_be_told_apart_and_none_from_itself(
    document: dict[str, Any], other: dict[str, Any]
) -> None:
    for number, part in enumerate((*document["criteria"], *other["criteria"])):
        part["key"] = f"k{number % 4}"
    one, two = from_document(document), from_document(other)
    assert differences(one, one, DEFINITIONS).count == 0
    assert isinstance(differences(one, two, DEFINITIONS).say(), str)


@unhurried
@given(document=documents)
def test_problems_are_sentences_whatever_the_rubric(document: dict[str, Any]) -> None:
    assert all(problem.endswith((".", "?")) for problem in problems(from_document(document), DEFINITIONS))


@pytest.mark.parametrize("words", ["x", "-1", "1001", "1.5", "９", "1e3", "9" * 40])
def test_a_weight_that_is_none_is_said_and_kept(words: str) -> None:
    document = {
        "criteria": [
            {
                "key": "k",
                "name": "K",
                "fact": "sure",
                "kind": "yes_no",
                "weight": 1,
                "yes": 1,
                "no": 0,
                "group": "",
                "why": "",
            }
        ],
        "rules": [],
        "thresholds": {"borderline": 1, "above": 1},
    }
    draft = laid_out(draft_of(document, "", DEFINITIONS))
    draft.criteria[0].weight.value = words
    document_of(draft)
    assert [(cell.name, cell.value, cell.error) for cell in draft.errors] == [
        ("c0-weight", words, "Write a whole number from 0 to 1,000.")
    ]

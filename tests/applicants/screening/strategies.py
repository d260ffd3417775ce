"""Random rubrics, forms' facts and rows of facts, for the property tests."""

from typing import Any

from hypothesis import strategies as st

from applicants.screening.facts import FactDefinition, definitions_of
from applicants.screening.words import FAMILIES
from cohorts.answers import QuestionSpec

SMALL = ("a", "b", "c", "d", "e")
LONG = tuple(f"o{number}" for number in range(62))


def _options(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, f"Option {value}") for value in values)


QUESTIONS = (
    QuestionSpec("hours", "Hours?", "whole_number"),
    QuestionSpec("kind", "Which?", "one_of", options=_options(SMALL)),
    QuestionSpec("some", "Which ones?", "some_of", options=_options(SMALL)),
    QuestionSpec("many", "Which of many?", "some_of", options=_options(LONG)),
    QuestionSpec("sure", "Sure?", "yes_no"),
    QuestionSpec("why", "Why?", "long_text"),
    QuestionSpec("price", "Price?", "decimal"),
    QuestionSpec("since", "Since?", "date"),
)
DEFINITIONS: tuple[FactDefinition, ...] = definitions_of(QUESTIONS)
NUMBERS = ("hours", "why.words", "why.health", "price", "since", "review.mean", "nowhere")

points = st.integers(0, 1000)
limits = st.none() | st.integers(-60, 60) | st.integers(-(2**53), 2**53)


def _criterion(
    kind: str, fact: st.SearchStrategy[str], **parts: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "key": st.just("k"),
            "name": st.just("Criterion"),
            "fact": fact,
            "kind": st.just(kind),
            "weight": st.integers(0, 1000),
            **parts,
        }
    )


criteria = st.one_of(
    _criterion(
        "bands",
        st.sampled_from(NUMBERS),
        bands=st.lists(st.fixed_dictionaries({"from": limits, "to": limits, "points": points}), max_size=5),
    ),
    _criterion(
        "options",
        st.sampled_from(("kind", "nowhere")),
        options=st.dictionaries(st.sampled_from((*SMALL, "unknown")), points, max_size=6),
    ),
    _criterion(
        "per_item",
        st.sampled_from(("some", "many", "nowhere")),
        items=st.lists(st.sampled_from((*SMALL, *LONG)), max_size=70),
        each=points,
        cap=points,
    ),
    _criterion(
        "families",
        st.sampled_from(("why.families", "nowhere")),
        families=st.lists(st.sampled_from(tuple(FAMILIES)), max_size=13),
        each=points,
        cap=points,
    ),
    _criterion("yes_no", st.sampled_from(("sure", "nowhere")), yes=points, no=points),
)


def _rule(
    fact: st.SearchStrategy[str], test: st.SearchStrategy[str], value: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {
            "key": st.just("minimum"),
            "fact": fact,
            "test": test,
            "value": value,
            "unanswered": st.sampled_from(("pass", "fail")),
            "reason": st.just("It is not enough."),
        }
    )


rules = st.one_of(
    _rule(st.just("sure"), st.just("is"), st.booleans()),
    _rule(
        st.just("kind"),
        st.just("is"),
        st.lists(st.sampled_from((*SMALL, "unknown")), min_size=1) | st.sampled_from(SMALL),
    ),
    _rule(st.sampled_from(NUMBERS), st.sampled_from(("at_least", "at_most", "is")), st.integers(-60, 60)),
)

thresholds = st.lists(st.integers(-5, 2000) | st.integers(0, 10**6), min_size=2, max_size=2).map(
    lambda pair: {"borderline": min(pair), "above": max(pair)}
)
documents = st.fixed_dictionaries(
    {
        "criteria": st.lists(criteria, max_size=6),
        "rules": st.lists(rules, max_size=3),
        "thresholds": thresholds,
    }
)


def _fact(definition: FactDefinition) -> st.SearchStrategy[int | None]:
    values: dict[str, st.SearchStrategy[int]] = {
        "flag": st.integers(0, 1),
        "option": st.integers(1, len(SMALL)),
        "mask": st.integers(0, 2 ** max(1, len(definition.question.options)) - 1),
        "words": st.integers(0, 60),
        "health": st.integers(0, 13),
        "families": st.integers(0, 2**13 - 1),
        "review": st.integers(100, 500),
    }
    numbers = st.integers(-60, 60) | st.integers(-(2**53), 2**53)
    return st.none() | values.get(definition.function, numbers)


fact_rows = st.tuples(*(_fact(definition) for definition in DEFINITIONS)).map(list)

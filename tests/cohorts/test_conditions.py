"""Conditions on random forms: they end, nothing hangs on what is not asked, and a naive reading says the same."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.answers import QuestionSpec, asked, missing
from cohorts.conditions import OPERATORS, Condition

KEYS = [f"k{n}" for n in range(6)]
VALUES = ["yes", "no", "1", "2", "10", "2026-01-01"]

answers_of = st.dictionaries(
    st.sampled_from(KEYS),
    st.one_of(
        st.booleans(),
        st.integers(-5, 15),
        st.sampled_from(VALUES),
        st.lists(st.sampled_from(VALUES), min_size=1, max_size=3),
        st.none(),
    ),
)
conditions = st.builds(
    Condition,
    st.sampled_from([*KEYS, "nothing"]),
    st.sampled_from(OPERATORS),
    st.lists(st.sampled_from(VALUES), min_size=1, max_size=2).map(tuple),
)
forms = st.lists(
    st.tuples(st.sampled_from(KEYS), st.lists(conditions, max_size=2), st.booleans()),
    max_size=6,
    unique_by=lambda each: each[0],
).map(lambda made: [QuestionSpec(key, key, "short_text", must, show_if=tuple(ifs)) for key, ifs, must in made])


def naively(questions: list[QuestionSpec], answers: dict[str, Any], key: str) -> bool:
    """Whether a question is asked, by its definition: each condition holds of the answer to an earlier question that is asked."""
    keys = [question.key for question in questions]
    at = keys.index(key)

    def said(other: str) -> Any:
        earlier = other in keys[:at] and naively(questions[: keys.index(other) + 1], answers, other)
        return answers.get(other) if earlier else None

    return all(condition.holds(said(condition.question)) for condition in questions[at].show_if)


@settings(max_examples=80, deadline=None)
@given(forms, answers_of)
def test_asked_is_what_a_naive_reading_says(questions: list[QuestionSpec], answers: dict[str, Any]) -> None:
    found = asked(questions, answers)
    assert [question.key for question in found] == [
        question.key for question in questions if naively(questions, answers, question.key)
    ]
    assert [each.key for each in missing(questions, answers)] == [
        each.key for each in found if each.required and answers.get(each.key) is None
    ]


@settings(max_examples=80, deadline=None)
@given(forms, answers_of)
def test_what_is_not_asked_and_what_comes_later_decides_nothing(
    questions: list[QuestionSpec], answers: dict[str, Any]
) -> None:
    found = asked(questions, answers)
    keys = {question.key for question in found}
    heard = {key: answer for key, answer in answers.items() if key in keys}
    assert asked(questions, heard) == found
    for place in range(len(questions)):
        assert asked(questions[:place], answers) == [each for each in found if each in questions[:place]]

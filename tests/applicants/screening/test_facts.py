"""Facts: plain functions over answers."""

import pytest

from applicants.screening.facts import (
    FORBIDDEN,
    FactProblem,
    chosen_labels,
    definitions_of,
    digest_of,
    forbidden,
    make_facts,
)
from applicants.screening.words import families_in, words_in
from cohorts.answers import QuestionSpec
from cohorts.default_form import SECTIONS

ABC = (("a", "Ay"), ("b", "Bee"), ("c", "See"))
ALL_KINDS = (
    QuestionSpec("hours", "Hours?", "whole_number"),
    QuestionSpec("sure", "Sure?", "yes_no"),
    QuestionSpec("which", "Which?", "one_of", options=ABC),
    QuestionSpec("some", "Which ones?", "some_of", options=ABC),
    QuestionSpec("why", "Why?", "long_text"),
    QuestionSpec("price", "Price?", "decimal"),
    QuestionSpec("since", "Since?", "date"),
)
DEFAULT_FORM = tuple(
    QuestionSpec(q["key"], q["label"], q["kind"], options=tuple(map(tuple, q.get("options", []))))
    for section in SECTIONS
    for q in section["questions"]
)


def test_definitions_follow_the_form_in_its_order() -> None:
    assert [(d.key, d.function) for d in definitions_of(ALL_KINDS)] == [
        ("hours", "number"),
        ("sure", "flag"),
        ("which", "option"),
        ("some", "mask"),
        ("why.words", "words"),
        ("why.health", "health"),
        ("why.families", "families"),
        ("price", "hundredths"),
        ("since", "day"),
        ("review.mean", "review"),
    ]


def test_facts_of_answers_are_whole_numbers() -> None:
    answers = {
        "hours": 12,
        "sure": True,
        "which": "c",
        "some": ["a", "c"],
        "why": "My nurse was kind. The hospital was not.",
        "price": "12.30",
        "since": "1970-01-11",
    }
    assert make_facts(definitions_of(ALL_KINDS), answers) == [12, 1, 3, 0b101, 8, 2, 0b10100, 1230, 10, None]


def test_unanswered_is_none_and_not_zero() -> None:
    definitions = definitions_of(ALL_KINDS)
    assert make_facts(definitions, {}) == [None] * len(definitions)
    assert make_facts(definitions, {"hours": 0, "sure": False}) == [0, 0] + [None] * 8


def test_an_answer_that_does_not_fit_is_a_problem_in_words() -> None:
    with pytest.raises(FactProblem) as problem:
        make_facts(definitions_of(ALL_KINDS), {"which": "z"})
    assert str(problem.value) == "“Which?”: “z” is not one of the choices."


def test_more_options_than_a_mask_holds_is_a_problem_in_words() -> None:
    many = QuestionSpec("many", "Which?", "some_of", options=tuple((f"o{n}", f"O{n}") for n in range(63)))
    with pytest.raises(FactProblem, match="more than 62 options"):
        make_facts(definitions_of([many]), {"many": ["o1"]})


def test_the_last_of_62_options_fits_a_signed_64_bit_number() -> None:
    many = QuestionSpec("many", "Which?", "some_of", options=tuple((f"o{n}", f"O{n}") for n in range(62)))
    assert make_facts(definitions_of([many]), {"many": ["o61"]}) == [2**61, None]
    assert chosen_labels(many, 2**61) == ["O61"]


def test_the_digest_changes_with_keys_functions_and_the_order_of_options() -> None:
    turned = QuestionSpec("which", "Which?", "one_of", options=ABC[::-1])
    digests = {
        digest_of(definitions_of(form))
        for form in (ALL_KINDS, ALL_KINDS[:-1], (turned,), (ALL_KINDS[2],), ALL_KINDS[::-1])
    }
    assert len(digests) == 5
    assert digest_of(definitions_of(ALL_KINDS)) == digest_of(definitions_of(ALL_KINDS))
    assert all(len(digest) == 16 for digest in digests)


WHO_SOMEBODY_IS = """name full_name email address home_address zip_code school university_name graduation_year age date_of_birth
    gender race ethnicity disability veteran photo country religion"""


@pytest.mark.parametrize("key", WHO_SOMEBODY_IS.split())
def test_no_fact_is_made_of_who_somebody_is(key: str) -> None:
    question = QuestionSpec(key, "Something?", "short_text")
    assert forbidden(question)
    assert definitions_of([question]) == ()


@pytest.mark.parametrize(
    "label",
    [
        "How old are you?",
        "What is your age?",
        "In which year did your graduation take place?",
        "Your gender",
        "Years since you began to work",
        "First name",
        "What is your ZIP code?",
        "Your postal code",
        "Name of your school",
        "Which high school was it?",
    ],
)
def test_no_fact_is_made_of_a_question_whose_words_ask_who_somebody_is(label: str) -> None:
    assert definitions_of([QuestionSpec("q17", label, "whole_number")]) == ()


def test_the_default_form_holds_nothing_forbidden_and_every_question_has_a_fact() -> None:
    definitions = definitions_of(DEFAULT_FORM)
    assert {d.question.key for d in definitions} == {q.key for q in DEFAULT_FORM} | {"review"}
    assert [word for d in definitions for word in d.question.key.split("_") if word in FORBIDDEN] == []
    assert not {"submitted_at", "started_at"} & {d.key for d in definitions}


def test_facts_are_said_in_words_with_the_labels_of_the_options() -> None:
    facts = [1200, 0, 2, 0b110, 1, 3, 0b101, 1230, 10, 450]
    said = [definition.say(fact) for definition, fact in zip(definitions_of(ALL_KINDS), facts, strict=True)]
    assert said == [
        "1,200",
        "no",
        "Bee",
        "Bee, See",
        "1 word",
        "3 subjects of 13",
        "patients, nursing",
        "12.30",
        "1970-01-11",
        "4.50 of 5",
    ]
    assert definitions_of(ALL_KINDS)[0].say(None) == "not answered"


def test_words_are_counted_as_a_reader_counts_them() -> None:
    assert words_in("It's a 24-hour ward — don’t ask; 3.5 nurses.") == [
        "it's",
        "a",
        "24-hour",
        "ward",
        "don’t",
        "ask",
        "3.5",
        "nurses",
    ]
    assert words_in("  … — ") == []


def test_families_count_subjects_and_not_words() -> None:
    assert families_in("Nurses, nurses, a nurse. My career began in a hospital.") == {
        "nursing": ["nurses", "nurse"],
        "places of care": ["hospital"],
    }
    assert list(families_in("La enfermera y el paciente")) == ["nursing", "patients"]
    assert families_in("I will skill the bill; a careless cared-for steward.") == {"care": ["cared"]}

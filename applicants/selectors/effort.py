"""How long what is left of a form takes, as far as anybody can say: a guess by the kind of question, rounded up."""

from collections.abc import Iterable, Sequence
from typing import Final

from applicants.selectors.applying import Page
from cohorts.answers import asked
from cohorts.models import Question
from cohorts.selectors import spec_of

SECONDS: Final = {
    Question.Kind.YES_NO: 10,
    Question.Kind.ONE_OF: 20,
    Question.Kind.SOME_OF: 30,
    Question.Kind.WHOLE_NUMBER: 20,
    Question.Kind.DECIMAL: 20,
    Question.Kind.DATE: 20,
    Question.Kind.SHORT_TEXT: 40,
    Question.Kind.LONG_TEXT: 240,
}
LONG, LONG_SECONDS = 1000, 420
"""From so many characters on, a text is thought about longer."""
COARSE = 10
"""From so many minutes on, fives."""


def minutes_for(questions: Iterable[Question]) -> int:
    """About how many minutes it takes to answer these questions; 0 for none, else at least 1, from 10 on in fives."""
    seconds = sum(
        LONG_SECONDS
        if question.kind == Question.Kind.LONG_TEXT and (question.max_length or LONG) >= LONG
        else SECONDS[Question.Kind(question.kind)]
        for question in questions
    )
    minutes = -(-seconds // 60)
    return minutes if minutes < COARSE else -(-minutes // 5) * 5


def questions_left(pages: Sequence[Page]) -> list[Question]:
    """The questions of a form that are asked and have no answer yet, in order."""
    questions = [question for page in pages for question in page.questions]
    answers = pages[0].answers if pages else {}
    keys = {spec.key for spec in asked([spec_of(question) for question in questions], answers)} - set(answers)
    return [question for question in questions if question.key in keys]

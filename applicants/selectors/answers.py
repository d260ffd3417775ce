"""Conditions on answers: on one question, and on the words in all the texts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from applicants.selectors.filters import AnswerIs, Operator
from cohorts.models import Question

CONFIG: Final = "english"
"""How words in answers are compared: by their stems."""
Kind = Question.Kind
NUMBERS: Final = frozenset({Kind.WHOLE_NUMBER, Kind.DECIMAL})
TEXTS: Final = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
OPERATORS: Final[dict[str, tuple[Operator, ...]]] = {
    Kind.SHORT_TEXT: (Operator.WORDS,),
    Kind.LONG_TEXT: (Operator.WORDS,),
    Kind.WHOLE_NUMBER: (Operator.AT_LEAST, Operator.AT_MOST, Operator.IS),
    Kind.DECIMAL: (Operator.AT_LEAST, Operator.AT_MOST, Operator.IS),
    Kind.YES_NO: (Operator.IS,),
    Kind.ONE_OF: (Operator.IS, Operator.ONE_OF),
    Kind.SOME_OF: (Operator.IS, Operator.ONE_OF),
    Kind.DATE: (Operator.AT_LEAST, Operator.AT_MOST, Operator.IS),
}
"""What can be asked of each kind of question."""


def questions_of(cohort: int) -> dict[str, Question]:
    """The questions of a cohort's form by key, in order; one query."""
    found = Question.objects.filter(question_set__cohorts=cohort).order_by("section__position", "position")
    return {each.key: each for each in found}


def problem_with(condition: AnswerIs, question: Question | None) -> str:
    """Why a condition cannot be asked of its question, in words; empty where it can."""
    if question is None:
        return "This cohort's form has no such question."
    if condition.operator not in OPERATORS[question.kind]:
        return f"“{question.label}” cannot be asked “{Operator(condition.operator).label}”."
    known = {str(value) for value, _ in question.options}
    for value in condition.values:
        if question.kind == Kind.YES_NO and value not in {"true", "false"}:
            return "Choose yes or no."
        if question.kind in {Kind.ONE_OF, Kind.SOME_OF} and value not in known:
            return f"“{value[:40]}” is not one of the choices."
        if question.kind in NUMBERS and _number(value) is None:
            return f"“{value[:40]}” is not a number."
        if question.kind == Kind.DATE and _day(value) is None:
            return f"“{value[:40]}” is not a date like 2026-11-03."
    return ""


def answer_condition(wanted: Sequence[AnswerIs], cohort: int) -> Q:
    """All of these hold. One that cannot be asked of the form is met by nobody. One query, for the form."""
    questions = questions_of(cohort)
    condition = Q()
    for each in wanted:
        question = questions.get(each.key)
        if question is None or problem_with(each, question):
            return Q(pk__in=[])
        condition &= _condition(each, question)
    return condition


def text_condition(words: str) -> Q:
    """Some text of the answers holds the words, as a search engine on the web would take them (quotes, or, minus)."""
    vector = Func(F("answers"), template="jsonb_to_tsvector('english', %(expressions)s, '[\"string\"]')")
    return Q(_Matches(vector, SearchQuery(words, search_type="websearch", config=CONFIG)))


def _condition(each: AnswerIs, question: Question) -> Q:
    value = each.values[0]
    match question.kind:
        case Kind.YES_NO:
            return Q(answers__contains={each.key: value == "true"})
        case Kind.ONE_OF | Kind.SOME_OF:
            condition = Q()
            for one in each.values:
                condition |= Q(answers__contains={each.key: [one] if question.kind == Kind.SOME_OF else one})
            return condition
        case Kind.WHOLE_NUMBER | Kind.DECIMAL:
            return Q(_NumberCompared(each.key, _SIGNS[each.operator], _number(value)))
        case Kind.DATE:
            return Q(_TextCompared(KeyTextTransform(each.key, "answers"), _TEXT_SIGNS[each.operator], value))
        case _:
            vector = SearchVector(KeyTextTransform(each.key, "answers"), config=CONFIG)
            return Q(_Matches(vector, SearchQuery(value, search_type="websearch", config=CONFIG)))


_SIGNS: Final = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<=", Operator.IS: "=="}
_TEXT_SIGNS: Final = {Operator.AT_LEAST: ">=", Operator.AT_MOST: "<=", Operator.IS: "="}


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**15 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _Matches(Func):
    """A text search vector against a query."""

    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s)"
    arg_joiner = " @@ "


class _TextCompared(Func):
    """A text against another, byte by byte: as dates in the ISO form are compared."""

    output_field = BooleanField()
    conditional = True
    template = '(%(expressions)s COLLATE "C")'

    def __init__(self, left: Any, sign: str, right: str) -> None:
        super().__init__(left, Value(right))
        self.arg_joiner = f" {sign} "


class _NumberCompared(Func):
    """A number in the answers, stored as a number or (decimals) as a text, against another. Anything else is no match, and no error."""

    output_field = BooleanField()
    conditional = True
    function = "jsonb_path_exists"

    def __init__(self, key: str, sign: str, number: Decimal | None) -> None:
        path = f'$."{key}".double() ? (@ {sign} $number)'
        given = Cast(Value(f'{{"number": {number}}}', output_field=TextField()), _JSON())
        super().__init__(F("answers"), Cast(Value(path, output_field=TextField()), _JSONPath()), given, Value(True))


class _JSON(TextField):
    def db_type(self, connection: Any) -> str:
        return "jsonb"

    def cast_db_type(self, connection: Any) -> str:
        return "jsonb"


class _JSONPath(TextField):
    def cast_db_type(self, connection: Any) -> str:
        return "jsonpath"

"""Conditions on answers: on one question, and on the words in all the texts."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchVector
from django.db.models import BooleanField, F, Func, OuterRef, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from applicants.models import ApplicationWords, WordsDue
from applicants.selectors.filters import AnswerIs, Operator
from applicants.selectors.known import DUE_READ, Known
from applicants.selectors.searching import of_each
from cohorts.models import Question

CONFIG: Final = "english"
"""How words in answers are compared: by their stems."""
DIGITS: Final = 18
LIMIT: Final = Decimal(10**13)
"""Numbers in answers are below this."""
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


def answer_condition(wanted: Sequence[AnswerIs], known: Known, *, rowwise: bool = False) -> Q:
    """All of these hold. One that cannot be asked of the form is met by nobody.

    While the words of some applications are still to be made, the answers themselves are read: slower, never wrong; and so on a
    walk along many.
    """
    questions = known.questions
    terms: list[str] = [_quoted(f"=cohort:{known.cohort}")]
    condition, texts = Q(), Q()
    for each in wanted:
        question = questions.get(each.key)
        if question is None or problem_with(each, question):
            return Q(pk__in=[])
        condition &= _condition(each, question)
        if question.kind in TEXTS:
            # Found by the words in any text; then it must be this text.
            texts &= _holds(_web(each.values[0])) & _condition(each, question)
        else:
            terms.append(_terms(each, question))
    if not all(terms):
        return Q(pk__in=[])
    if known.due or rowwise:
        return condition
    return texts & _holds(_RawQuery(Value(" & ".join(terms))))


def text_condition(words: str, known: Known, *, rowwise: bool = False) -> Q:
    """Some text of the answers holds the words, as a search engine on the web would take them (quotes, or, minus).

    Of applications whose words are still to be made the texts are read, while they are few; of many it is said that they are not
    searched yet (`still_due`).
    """
    query = _web(words)
    found = _holds(_RawQuery(Value(_quoted(f"=cohort:{known.cohort}"))), query, rowwise=rowwise)
    due = known.due
    if not due or len(due) > DUE_READ:
        return found
    texts = Func(F("answers"), template="jsonb_to_tsvector('english', %(expressions)s, '[\"string\"]')")
    return (found & ~Q(pk__in=due)) | (Q(pk__in=due) & Q(_Matches(texts, query)))


def still_due() -> int:
    """How many applications are not searched by their words yet; counted no further than 10,000."""
    return WordsDue.objects.order_by().values("pk")[:10_000].count()


def _web(words: str) -> SearchQuery:
    return SearchQuery(words, search_type="websearch", config=CONFIG)


def _holds(*queries: Func, rowwise: bool = False) -> Q:
    """The words of the application match all of these. A query of nothing but stop words matches nobody."""
    found = ApplicationWords.objects.filter(*(_Matches(F("words"), query) for query in queries))
    if rowwise:
        return of_each(found.filter(application=OuterRef("pk")))
    return Q(pk__in=found.values("application"))


def _terms(each: AnswerIs, question: Question) -> str:
    """The condition as a text search over terms; empty where nothing can meet it."""
    if question.kind in NUMBERS or question.kind == Kind.DATE:
        value = each.values[0].replace("-", "") if question.kind == Kind.DATE else each.values[0]
        number = _number(value) or Decimal(0)
        low = number if each.operator in {Operator.AT_LEAST, Operator.IS} else -LIMIT
        high = number if each.operator in {Operator.AT_MOST, Operator.IS} else LIMIT
        if question.kind == Kind.DATE:
            low, high = max(low, Decimal(0)), min(high, Decimal(99_991_231))
        # Within the question's own bounds a range has few beginnings.
        low = low if question.minimum is None else max(low, question.minimum)
        high = high if question.maximum is None else min(high, question.maximum)
        return _any(
            f"{_quoted(f'={each.key}#{part}')}{':*' if len(part) < DIGITS else ''}"
            for part in beginnings(_scaled(low, ROUND_CEILING), _scaled(high, ROUND_FLOOR))
        )
    return _any(_quoted(f"={each.key}:{value}") for value in each.values)


def _scaled(number: Decimal, rounding: str) -> int:
    """A number as `services.indexing` writes it: hundredths, lifted so that none is negative."""
    return int((number * 100).to_integral_value(rounding)) + 10**17


def beginnings(low: int, high: int) -> list[str]:
    """The shortest beginnings that all numbers of DIGITS digits from `low` to `high`, and no others, share.

    80 to 112 in three digits: `08`, `09`, `10`, `110`, `111`, `112`. At most some 18 for each digit.
    """
    found: list[str] = []
    while low <= high:
        size = 1
        while low % (size * 10) == 0 and low + size * 10 - 1 <= high:
            size *= 10
        text = f"{low:0{DIGITS}d}"
        found.append(text[: DIGITS - len(str(size)) + 1])
        low += size
    return found


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _any(terms: Iterable[str]) -> str:
    alternatives = list(terms)
    return f"({' | '.join(alternatives)})" if alternatives else ""


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
            return Q(_Matches(vector, _web(value)))


_SIGNS: Final = {Operator.AT_LEAST.value: ">=", Operator.AT_MOST.value: "<=", Operator.IS.value: "=="}
_TEXT_SIGNS: Final = {Operator.AT_LEAST.value: ">=", Operator.AT_MOST.value: "<=", Operator.IS.value: "="}


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < LIMIT else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class _RawQuery(Func):
    """A text search as it stands: terms are compared as they are, with no stems and no stop words."""

    template = "(%(expressions)s)::tsquery"
    output_field = SearchQueryField()


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
    """A number in the answers (decimals are stored as texts) against another. Anything else is no match, and no error."""

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

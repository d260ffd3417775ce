"""The conditions of a question in words, for whoever sees it without scripts: "Only if you answered “Yes” to “…”." """

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from careerpath.ui.moments import say_day
from cohorts.conditions import Condition, conditions_of
from cohorts.models import Question

Kind = Question.Kind


def only_if(question: Question, others: Mapping[str, Question]) -> list[str]:
    """A sentence for each of the question's own conditions; none where it is always asked.

    `others` are the form's questions by key. A condition on a question that is not there has no words.
    """
    found = [(condition, others.get(condition.question)) for condition in conditions_of(question.show_if)]
    return [_sentence(condition, other) for condition, other in found if other is not None]


def _sentence(condition: Condition, other: Question) -> str:
    words = {"question": other.said("label")}
    match condition.operator:
        case "answered":
            return _("Only if you answered “%(question)s”.") % words
        case "not_answered":
            return _("Only if you left “%(question)s” without an answer.") % words
        case "is":
            words["answer"] = _(" or ").join(f"“{_said(other, value)}”" for value in condition.values)
            return _("Only if you answered %(answer)s to “%(question)s”.") % words
        case "is_not":
            words["answer"] = _(" or ").join(f"“{_said(other, value)}”" for value in condition.values)
            return _("Only if you did not answer %(answer)s to “%(question)s”.") % words
    words["answer"] = _said(other, condition.values[0])
    sentences = {
        ("at_least", True): _("Only if you answered %(answer)s or later to “%(question)s”."),
        ("at_most", True): _("Only if you answered %(answer)s or earlier to “%(question)s”."),
        ("at_least", False): _("Only if you answered %(answer)s or more to “%(question)s”."),
        ("at_most", False): _("Only if you answered %(answer)s or less to “%(question)s”."),
    }
    return sentences[condition.operator, other.kind == Kind.DATE] % words


def _said(other: Question, value: str) -> str:
    """A value of a condition as the reader knows it: the label of an option, yes or no, a day, a number."""
    match other.kind:
        case Kind.YES_NO:
            return {"yes": _("Yes"), "no": _("No")}.get(value, value)
        case Kind.ONE_OF | Kind.SOME_OF:
            return dict(other.options_said).get(value, value)
        case Kind.DATE:
            try:
                return say_day(date.fromisoformat(value))
            except ValueError:
                return value
        case Kind.WHOLE_NUMBER | Kind.DECIMAL:
            try:
                return f"{Decimal(value):,}"
            except InvalidOperation:
                return value
    return value

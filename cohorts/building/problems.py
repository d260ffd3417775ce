"""What is wrong with a version of a form, in words. A draft is kept with any of it; publishing refuses. Plain Python."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from cohorts.building.checks import MOST_OPTIONS
from cohorts.building.shape import CHOICES, OPERATORS_OF, FormShape, QuestionShape, operator_words
from cohorts.conditions import Condition

RESERVED_SLUGS: Final = frozenset(
    {"your-details", "email", "link", "resume", "review", "save", "start", "verify", "code", "receipt"}
)
"""Names in addresses that the application form has, or may have, for pages of its own."""

MOST_SECTIONS: Final = 30
MOST_QUESTIONS: Final = 150


@dataclass(frozen=True)
class Problem:
    """Something that keeps a version from being published, and where: the id of the section or question on the page."""

    anchor: str
    text: str


def problems_of(form: FormShape, published: Mapping[str, frozenset[str]] | None = None) -> list[Problem]:
    """What is wrong, in the order of the form. `published`: by key, the kinds that published versions asked it as."""
    if not form.questions:
        return [Problem("", "This form has no questions yet. Add at least one before you publish it.")]
    found: list[Problem] = []
    slugs, keys = Counter(each.slug for each in form.sections), Counter(each.key for each in form.questions)
    earlier: dict[str, QuestionShape] = {}
    known = form.by_key
    for section in form.sections:
        wrong = [] if section.questions else ["it has no questions. Add one, or take it away."]
        if section.slug in RESERVED_SLUGS:
            wrong.append(f"“{section.slug}” is a page of its own in every form. Choose another name.")
        if slugs[section.slug] > 1:
            wrong.append(f"another section has the same name in addresses, “{section.slug}”.")
        wrong += [section.broken] if section.broken else []
        wrong += _conditions(section.show_if, "", earlier, known)
        found += [Problem(section.anchor, f"“{section.title}”: {text}") for text in wrong]
        for question in section.questions:
            wrong = question_problems(question)
            if keys[question.key] > 1:
                wrong.append(f"another question has the same key, “{question.key}”.")
            if clash := kind_problem(question.key, question.kind, published or {}):
                wrong.append(clash)
            wrong += _conditions(question.show_if, question.key, earlier, known)
            found += [Problem(question.anchor, f"“{question.label}”: {text}") for text in wrong]
            earlier[question.key] = question
    return found


def question_problems(question: QuestionShape) -> list[str]:
    """What is wrong with a question, whatever stands around it."""
    found = [question.broken] if question.broken else []
    if not question.label.strip():
        found.append("it has no words.")
    if question.kind in CHOICES:
        if not question.options:
            found.append("it has no options to choose from.")
        if len(question.options) > MOST_OPTIONS:
            found.append(f"it has {len(question.options)} options; at most {MOST_OPTIONS} fit.")
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        found.append("its smallest value is above its largest.")
    if question.earliest is not None and question.latest is not None and question.earliest > question.latest:
        found.append("its earliest day is after its latest.")
    return found


def kind_problem(key: str, kind: str, published: Mapping[str, frozenset[str]]) -> str:
    """Why a question with this key cannot be of this kind: answers that people gave are stored as another. Empty where it can."""
    before = published.get(key, frozenset())
    if not before or kind in before:
        return ""
    said = " and ".join(sorted(each.replace("_", " ") for each in before))
    return (
        f"“{key}” was asked as {said} in a published form, and its answers are stored so. "
        "Add a new question with a key of its own instead."
    )


def condition_problem(
    condition: Condition, own: str, earlier: Mapping[str, QuestionShape], known: Mapping[str, QuestionShape]
) -> str:
    """Why a condition of the question `own` (empty: of a section) can never be right; empty where it can.

    Conditions look at earlier questions only, so there can be no circle of them.
    """
    looked_at = earlier.get(condition.question)
    if looked_at is None:
        if condition.question == own:
            return "it is shown only if it is answered itself. Choose an earlier question."
        if other := known.get(condition.question):
            return (
                f"it looks at “{other.label}”, which is asked later. Move that one up, or choose an earlier question."
            )
        return f"it looks at “{condition.question}”, which this form does not ask."
    if condition.operator not in OPERATORS_OF[looked_at.kind]:
        words = operator_words(condition.operator, looked_at.kind)
        return f"whether “{looked_at.label}” {words} something cannot be asked of an answer of its kind."
    if condition.operator in {"answered", "not_answered"}:
        return ""
    if looked_at.choices:
        strange = [value for value in condition.values if value not in dict(looked_at.choices)]
        return f"“{looked_at.label}” has no option “{strange[0]}”." if strange else ""
    return next(filter(None, (_value_problem(value, looked_at) for value in condition.values)), "")


def _value_problem(value: str, question: QuestionShape) -> str:
    try:
        if question.kind == "date":
            if date.fromisoformat(value).isoformat() == value:
                return ""
        else:
            number = Decimal(value)
            if number.is_finite() and (question.kind != "whole_number" or str(int(number)) == value):
                return ""
    except (ValueError, InvalidOperation):
        pass
    what = "a date, like 2026-03-31" if question.kind == "date" else "a number, like 12"
    return f"“{value}” is not {what}, so “{question.label}” cannot be compared with it."


def _conditions(
    conditions: tuple[Condition, ...],
    own: str,
    earlier: Mapping[str, QuestionShape],
    known: Mapping[str, QuestionShape],
) -> list[str]:
    return [text for each in conditions if (text := condition_problem(each, own, earlier, known))]

"""What the query string of the list means: a class, filters, an order and columns.

Whatever somebody writes there, it is read: what fits is taken, what does not is left out and named in `problems`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.http import QueryDict

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ScreeningResult
from applicants.selectors.answers import OPERATORS, problem_with
from applicants.selectors.deciding import latest_run
from applicants.selectors.filtering import NOBODY, AnswerIs, Filters, Flag, Operator
from applicants.selectors.known import Choices, Known, OfferedRun
from applicants.selectors.recruiting import ANSWER, Order
from cohorts.models import Cohort, Question

COLUMNS: Final[dict[str, str]] = {
    "status": "Status",
    "score": "Score",
    "band": "Band",
    "submitted": "Submitted",
    "university": "Sent by",
    "source": "Came by",
    "assigned": "Assigned to",
    "tags": "Tags",
    "reviews": "Readings, mean",
    "changed": "Status since",
    "email": "E-mail",
}
USUAL: Final = ("status", "score", "band", "submitted")
MOST_COLUMNS: Final = 20
MOST_ANSWERS: Final = 8
READS: Final = {"0": (None, 0), "1": (1, None), "2": (2, None), "3": (3, None), "only1": (1, 1)}
"""By how many it was read: the value in the address, and from and to."""
LONGEST: Final = 200


@dataclass
class Reading:
    """A query string while it is read."""

    query: QueryDict
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text of at most LONGEST characters without control characters; empty where there is none."""
        text = "".join(each for each in self.query.get(name, "") if each.isprintable()).strip()
        if len(text) > LONGEST:
            self.problems[name] = f"Search for at most {LONGEST} characters."
            return text[:LONGEST]
        return text

    def number(self, name: str, kind: Callable[[str], Any], low: float, high: float, words: str) -> Any:
        """A number between two, or None."""
        text = self.query.get(name, "").strip()
        if not text:
            return None
        try:
            number = kind(text)
            if low <= number <= high:
                return number
        except (ValueError, OverflowError):
            pass
        self.problems[name] = words
        return None

    def day(self, name: str) -> date | None:
        """A date, or None."""
        text = self.query.get(name, "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problems[name] = "Write a date like 2026-11-03."
            return None

    def several(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """The values that are known, each once, in the order of the known ones."""
        given = set(self.query.getlist(name)) - {""}
        fitting = tuple(each for each in known if each in given)
        if len(fitting) < len(given):
            self.problems[name] = "One of these is not a choice here and was left out."
        return fitting


def asked_for(query: QueryDict, user: int | None = None) -> tuple[Cohort, Filters] | None:
    """The class and the filters of an address; None where there is no such class. `user` is whom "me" means."""
    cohort = Cohort.objects.filter(slug=query.get("cohort", "")).first()
    if cohort is None:
        return None
    run = latest_run(cohort)
    wanted = query.get("run", "")
    run_pk = run.pk if run else None
    if wanted.isdecimal() and len(wanted) < 19 and run_pk is not None:
        run_pk = (
            cohort.screening_runs.filter(pk=int(wanted), finished_at__isnull=False, is_dry=False)
            .values_list("pk", flat=True)
            .first()
            or run_pk
        )
    return cohort, read_filters(Reading(query), Known(cohort.pk, run_pk), user)


def run_of(query: QueryDict, choices: Choices) -> OfferedRun | None:
    """The run whose scores are asked for: the one named, or the newest."""
    named = next((each for each in choices.runs if str(each.pk) == query.get("run")), None)
    return named or next(iter(choices.runs), None)


def read_filters(reading: Reading, known: Known, user: int | None = None) -> Filters:
    """The filters of a query string. Without a run there are no bands and no scores."""
    low, high = READS.get(reading.query.get("reads", ""), (None, None))
    has_run = known.run is not None
    bands = [str(each) for each in ScreeningResult.Band.values]
    return Filters(
        cohort=known.cohort,
        run=known.run,
        statuses=reading.several(
            "status", [each for each in ApplicationStatus.values if each != ApplicationStatus.DRAFT]
        ),
        bands=tuple(int(each) for each in reading.several("band", bands)) if has_run else (),
        score_from=reading.number("score_from", int, -(2**31), 2**31 - 1, "Write a whole number.") if has_run else None,
        score_to=reading.number("score_to", int, -(2**31), 2**31 - 1, "Write a whole number.") if has_run else None,
        university=_of(reading, "university"),
        source=next(iter(reading.several("source", Application.Source.values)), ""),
        tags=tuple(
            int(each) for each in reading.query.getlist("tag")[:100] if each.isdecimal() and 0 < int(each[:19]) < 2**63
        ),
        assigned=user if user and reading.query.get("assigned") == "me" else _of(reading, "assigned"),
        flags=reading.several("flag", Flag.values),
        answers=_answers(reading, known),
        reads_from=low,
        reads_to=high,
        mark_from=reading.number("mark_from", float, 1, 5, "Write a mark from 1 to 5."),
        mark_to=reading.number("mark_to", float, 1, 5, "Write a mark from 1 to 5."),
        submitted_from=reading.day("submitted_from"),
        submitted_to=reading.day("submitted_to"),
        changed_since=reading.day("changed_since"),
        search=reading.text("search"),
        words=reading.text("words"),
    )


def order_of(query: QueryDict, filters: Filters) -> Order:
    """The order asked for; usually newest first, but a band is a stretch of the scores, so it comes by score."""
    if filters.run is None:
        return "newest"
    if query.get("order") in ("newest", "score"):
        return query["order"]  # type: ignore[return-value]
    return "score" if filters.bands and min(filters.bands) > ScreeningResult.Band.INELIGIBLE else "newest"


def columns_of(query: QueryDict, known: Known) -> tuple[str, ...]:
    """The columns asked for, in their usual order, answers last; the usual ones where none is named."""
    given = set(query.getlist("column"))
    fitting = [name for name in COLUMNS if name in given]
    fitting += [f"{ANSWER}{key}" for key in known.questions if f"{ANSWER}{key}" in given]
    chosen = fitting[:MOST_COLUMNS] or list(USUAL)
    return tuple(name for name in chosen if known.run is not None or name not in ("score", "band"))


def column_names(columns: Iterable[str], known: Known) -> list[tuple[str, str]]:
    """Columns with what stands above them."""
    return [
        (name, known.questions[name.removeprefix(ANSWER)].label if name.startswith(ANSWER) else COLUMNS[name])
        for name in columns
    ]


def _of(reading: Reading, name: str) -> int | None:
    """A key; NOBODY for "nobody"; None for all."""
    text = reading.query.get(name, "")
    if text in ("nobody", "0"):
        return NOBODY
    if text.isdecimal() and len(text) < 19:
        return int(text)
    if text and text != "me":
        reading.problems[name] = "That is not a choice here."
    return None


def _answers(reading: Reading, known: Known) -> tuple[AnswerIs, ...]:
    """The conditions on answers: three lists side by side, as the rows of the form send them."""
    rows = zip(
        reading.query.getlist("answer_key"),
        reading.query.getlist("answer_is"),
        reading.query.getlist("answer_value"),
        strict=False,
    )
    found: list[AnswerIs] = []
    for key, operator, text in list(rows)[:MOST_ANSWERS]:
        if not key or not text.strip():
            continue
        question = known.questions.get(key)
        if question is None:
            reading.problems["answers"] = "This cohort's form has no such question."
            continue
        usual = OPERATORS[question.kind]
        chosen = Operator(operator) if operator in usual else usual[0]
        text = "".join(each for each in text if each.isprintable())[:LONGEST]
        one = AnswerIs(key, chosen.value, _values(question, chosen, text))
        if why := problem_with(one, question):
            reading.problems["answers"] = f"{question.label}: {why}"
        else:
            found.append(one)
    return tuple(found)


def _values(question: Question, operator: Operator, text: str) -> tuple[str, ...]:
    """What was typed, as answers are stored: yes and no, and options by their label or value, several with a semicolon between."""
    text = text.strip()
    small = text.casefold()
    if question.kind == Question.Kind.YES_NO:
        return ({"yes": "true", "no": "false"}.get(small, small),)
    if question.kind in (Question.Kind.ONE_OF, Question.Kind.SOME_OF):
        named = {str(label).casefold(): str(value) for value, label in question.options}
        parts = [text] if operator == Operator.IS else [part.strip() for part in text.split(";") if part.strip()][:20]
        return tuple(named.get(part.casefold(), part) for part in parts) or (text,)
    if question.kind in (Question.Kind.WHOLE_NUMBER, Question.Kind.DECIMAL):
        return (text.replace(",", ""),)
    return (text,)

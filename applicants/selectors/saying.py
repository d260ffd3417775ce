"""Filters in words: "Screened, band below, from Halden College, submitted since 3 November"."""

from datetime import date

from django.utils import timezone

from applicants.lifecycle import ApplicationStatus
from applicants.models import Application, ScreeningResult, Tag
from applicants.selectors.filters import AnswerIs, Filters, Flag, Operator
from applicants.selectors.known import Known
from careerpath.accounts.models import User
from cohorts.models import Question, University

EVERYBODY = "Everybody who sent an application"


def say(filters: Filters, known: Known | None = None) -> str:
    """What the filters ask for, without the cohort. At most one query for each kind of name in it."""
    words = parts(filters, known)
    text = ", ".join(words) or EVERYBODY
    return text[:1].upper() + text[1:]


def parts(filters: Filters, known: Known | None = None) -> list[str]:
    """The same, one text for each filter."""
    said: list[str] = []
    if filters.statuses:
        said.append(_any([str(ApplicationStatus(each).label) for each in filters.statuses]))
    if filters.bands:
        said.append("band " + _any([str(ScreeningResult.Band(each).label) for each in filters.bands]))
    if filters.score_from is not None or filters.score_to is not None:
        said.append("score " + _range(filters.score_from, filters.score_to))
    if filters.university is not None:
        said.append(f"from {_name(University, filters.university)}" if filters.university else "sent by no university")
    if filters.source:
        said.append(f"came by {Application.Source(filters.source).label}")
    if filters.tags:
        names = Tag.objects.in_bulk(filters.tags)
        said += [f"tagged “{names[each]}”" if each in names else "with a tag that is gone" for each in filters.tags]
    if filters.assigned is not None:
        said.append(f"assigned to {_name(User, filters.assigned)}" if filters.assigned else "assigned to nobody")
    said += [str(Flag(each).label) for each in filters.flags]
    if filters.answers:
        questions = (known or Known(filters.cohort)).questions
        said += [_answer(each, questions.get(each.key)) for each in filters.answers]
    said += _read(filters)
    said += _dated(filters)
    if filters.search:
        said.append(f"name, e-mail or id “{filters.search}”")
    if filters.words:
        said.append(f"“{filters.words}” in the answers")
    return said


def _read(filters: Filters) -> list[str]:
    said = []
    low, high = filters.reads_from, filters.reads_to
    if high == 0:
        said.append("not read")
    elif low or high is not None:
        said.append(f"read by {_range(low or None, high)}")
    if filters.mark_from is not None or filters.mark_to is not None:
        said.append(f"mean mark {_range(filters.mark_from, filters.mark_to)}")
    return said


def _dated(filters: Filters) -> list[str]:
    since, until = filters.submitted_from, filters.submitted_to
    said = []
    if since and until:
        said.append(f"submitted {_day(since)} to {_day(until)}" if since != until else f"submitted on {_day(since)}")
    elif since:
        said.append(f"submitted since {_day(since)}")
    elif until:
        said.append(f"submitted up to {_day(until)}")
    if filters.changed_since:
        said.append(f"status changed since {_day(filters.changed_since)}")
    return said


def _answer(each: AnswerIs, question: Question | None) -> str:
    if question is None:
        return f"answer “{each.key}” {Operator(each.operator).label} {_any(list(each.values))}"
    if question.kind == Question.Kind.YES_NO:
        values = ["yes" if value == "true" else "no" for value in each.values]
    elif question.kind in {Question.Kind.ONE_OF, Question.Kind.SOME_OF}:
        labels = {str(value): str(label) for value, label in question.options}
        values = [f"“{labels.get(value, value)}”" for value in each.values]
    elif question.kind in {Question.Kind.SHORT_TEXT, Question.Kind.LONG_TEXT}:
        values = [f"“{value}”" for value in each.values]
    else:
        values = list(each.values)
    return f"“{question.label}” {Operator(each.operator).label} {_any(values)}"


def _any(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}" if low != high else f"{low:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} or less"


def _day(day: date) -> str:
    """`3 November`, with the year where it is another one."""
    year = "" if day.year == timezone.now().year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def _name(model: type[University] | type[User], pk: int) -> str:
    found = model.objects.filter(pk=pk).first()
    return str(found) if found else "somebody who is gone"

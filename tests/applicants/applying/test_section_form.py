"""A page of questions: what is shown, what is asked, what an old tab takes back, and the words for each."""

from typing import Any

import pytest
from django.http import QueryDict

from applicants.forms.applying import SectionForm
from applicants.selectors.applying import Page, form_pages
from applicants.selectors.effort import minutes_for, questions_left
from cohorts.models import QuestionSet
from cohorts.services import make_question_set, publish

pytestmark = pytest.mark.django_db


def when(question: str, operator: str, *values: str) -> list[dict[str, Any]]:
    return [{"question": question, "operator": operator, "values": list(values)}]


@pytest.fixture
def form() -> QuestionSet:
    first = [
        {"key": "course", "label": "A course?", "kind": "yes_no", "required": True},
        {"key": "done", "label": "Done?", "kind": "yes_no", "required": True, "show_if": when("course", "is", "yes")},
        {"key": "why", "label": "Why not?", "kind": "long_text", "required": True, "show_if": when("done", "is", "no")},
    ]
    second = [
        {"key": "hours", "label": "Hours?", "kind": "whole_number", "show_if": when("course", "is", "yes")},
        {"key": "rest", "label": "Rest?", "kind": "short_text", "show_if": when("hours", "at_least", "1000")},
    ]
    sections = [
        {"slug": "first", "title": "First", "questions": first},
        {"slug": "second", "title": "Second", "questions": second},
    ]
    return publish(make_question_set(name="Hanging", sections=sections, by=None), by=None)


def page_of(form: QuestionSet, place: int, answers: dict[str, Any], sent: str | None = None) -> SectionForm:
    pages = form_pages(form, answers)
    return SectionForm(pages[place], pages=pages, data=QueryDict(sent) if sent is not None else None)


def shown(form: SectionForm) -> dict[str, bool]:
    """The questions on the page, each with whether it is asked."""
    return {asked.question.key: asked.is_asked for asked in form.asked}


def test_what_an_answer_of_this_page_calls_for_stands_there_and_says_when(form: QuestionSet) -> None:
    page = page_of(form, 0, {})
    assert shown(page) == {"course": True, "done": False, "why": False}
    assert [asked.only_if for asked in page.asked] == [
        [],
        ["Only if you answered “Yes” to “A course?”."],
        ["Only if you answered “No” to “Done?”."],
    ]
    assert shown(page_of(form, 0, {"course": True, "done": False})) == {"course": True, "done": True, "why": True}


def test_what_another_page_does_not_call_for_is_left_out_with_all_that_hangs_on_it(form: QuestionSet) -> None:
    assert shown(page_of(form, 1, {"course": False})) == {}
    page = page_of(form, 1, {"course": True, "hours": 3})
    assert shown(page) == {"hours": True, "rest": False}
    assert page.elsewhere == '{"course":true}'
    assert page.asked[1].only_if == ["Only if you answered 1,000 or more to “Hours?”."]


def test_what_is_missing_is_asked_for_only_where_it_is_asked(form: QuestionSet) -> None:
    page = page_of(form, 0, {"course": False}, "q_course=no&q_done=perhaps")
    page.errors = {"done": "“perhaps” is neither yes nor no."}
    page.add_missing({"course": False})
    assert page.errors == {}
    page = page_of(form, 0, {"course": True}, "q_course=yes")
    page.add_missing({"course": True})
    assert page.summary == [("id_q_done", "Done?", "Choose one.")]


def test_a_tab_that_names_what_it_changed_takes_nothing_else_back(form: QuestionSet) -> None:
    answers = {"course": True, "done": False, "why": "Written on the telephone."}
    sent = "q_course=yes&q_done=no&q_why="
    assert page_of(form, 0, answers, sent).raw() == {"course": "yes", "done": "no", "why": ""}
    assert page_of(form, 0, answers, f"{sent}&only=done").raw() == {**answers, "done": "no"}
    assert page_of(form, 0, answers, f"{sent}&only=").raw() == answers


def test_minutes_are_those_of_the_questions_that_are_asked_and_not_answered(form: QuestionSet) -> None:
    def left(answers: dict[str, Any]) -> tuple[list[str], int]:
        pages: list[Page] = form_pages(form, answers)
        questions = questions_left(pages)
        return [question.key for question in questions], minutes_for(questions)

    assert left({}) == (["course"], 1)
    assert left({"course": True, "done": False, "hours": 4}) == (["why"], 7)
    assert left({"course": False}) == ([], 0)

"""Answers in templates: `{% load applying %}`."""

from typing import Any

from django import template

from applicants.selectors.applying import in_words
from cohorts.models import Question

register = template.Library()


@register.simple_tag
def answer_words(question: Question, answers: dict[str, Any]) -> str:
    """The answer to a question as a person reads it; empty where there is none."""
    return in_words(question, answers.get(question.key))

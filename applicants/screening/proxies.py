"""Answers that stand for something else: money, free time, a family, an old employer. Plain Python.

Nothing here is forbidden. A rubric that reads one of them is used only when somebody has written in the version's note why, in so
many words: the note holds the name of the proxy.
"""

import re
from dataclasses import dataclass
from typing import Final

from cohorts.answers import QuestionSpec


@dataclass(frozen=True)
class Proxy:
    """A kind of answer, the stems that give it away in a key, a label or an option, and what it stands for."""

    name: str
    stems: str
    stands_for: str


PROXIES: Final = (
    Proxy("relocation", r"relocat|willing to move|move house", "family ties, a home and the means to move"),
    Proxy(
        "money",
        r"money|spen[dt] on|paid_course|paid (?:\w+ )?courses?|cost|fees?\b|afford|salary|income|wages?\b",
        "means",
    ),
    Proxy(
        "paid work",
        r"experience_years|years_(?:of_)?experience|years of (?:\w+ )?(?:experience|work)|paid to work|employ|job_?title|worked as",
        "age, and who was hired before",
    ),
    Proxy("equipment", r"laptop|computer of your own|own computer|internet at home|broadband|equipment", "means"),
    Proxy("transport", r"\bcars?\b|driv(?:e|ing) licen|commut|transport", "means, and where somebody lives"),
    Proxy("language", r"first language|mother tongue|fluent|native speaker|english", "where somebody comes from"),
    Proxy("credit", r"credit (?:score|history)|bankrupt|debt", "means"),
    Proxy("police record", r"arrest|convict|criminal|felony", "race, in many places"),
    Proxy(
        "who they know", r"referr|recommended by|who do you know|relative who", "who somebody's friends and family are"
    ),
    Proxy("evenings and weekends", r"overtime|weekend work|night shifts?\b", "care for a family, and faith"),
)
"""Whole words where they must be; a question is told by its key and its label, an item by its value and its label."""


def proxy_of(question: QuestionSpec, *counted: str) -> Proxy | None:
    """The proxy that a question, or one of these of its options, may be; None where there is none."""
    labels = dict(question.options)
    said = [question.key, question.label]
    said += [text for value in counted for text in (value, labels.get(value, ""))]
    for proxy in PROXIES:
        if any(re.search(proxy.stems, text.casefold()) for text in said):
            return proxy
    return None

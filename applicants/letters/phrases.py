"""What letters say around the words of people, by language. Plain Python: no catalogue, because a letter is not a page."""

from dataclasses import dataclass
from typing import Final

from applicants.letters.shipped import SHIPPED, SPOKEN, Words
from applicants.letters.shipped_es import SHIPPED_ES


@dataclass(frozen=True)
class Phrases:
    """The few sentences that a letter is put together with."""

    nobody: str
    """Instead of a name that we do not know."""
    no_day: str
    """Instead of a day that an offer has none of."""
    written_in_english: str
    """Before reasons that staff wrote, in a letter of another language; empty in English."""
    found_least: str
    used: str
    no_score: str


PHRASES: Final[dict[str, Phrases]] = {
    "en": Phrases(
        nobody="there",
        no_day="the first day of the boot camp",
        written_in_english="",
        found_least="What we look for, and found least of in your answers:",
        used="Your answers to these questions:",
        no_score="What you wrote in your application. No score was part of it.",
    ),
    "es": Phrases(
        nobody="buen día",
        no_day="primer día del boot camp",
        written_in_english=(
            "(Los motivos están en inglés, tal como los escribió la persona que decidió. Si quiere que se los traduzcamos, "
            "escríbanos.)"
        ),
        found_least="Lo que buscamos y menos encontramos en sus respuestas:",
        used="Sus respuestas a estas preguntas:",
        no_score="Lo que escribió en su solicitud. No intervino ningún puntaje.",
    ),
}

SHIPPED_IN: Final[dict[str, dict[str, Words]]] = {"en": SHIPPED, "es": SHIPPED_ES}
"""Language -> kind of letter -> the words it ships with."""


def language_of_letters(language: str) -> str:
    """The language that a letter is written in to somebody who reads this one."""
    short = language.partition("-")[0]
    return short if short in SPOKEN else SPOKEN[0]

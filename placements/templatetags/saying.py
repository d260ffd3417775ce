"""Words that people chose, in the language of the page: `{% load saying %}`."""

from collections.abc import Iterable

from django import template

from placements.kinds import say_kinds, say_languages

register = template.Library()


@register.filter
def kinds(words: Iterable[str]) -> str:
    """`{{ client.kinds|kinds }}`: `hospital, clinic`."""
    return say_kinds(words or ())


@register.filter
def languages(words: Iterable[str]) -> str:
    """`{{ mentor.languages|languages }}`: `English, Spanish`, `inglés, español`."""
    return say_languages(words or ())

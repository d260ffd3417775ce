"""Words that plain Python made, in the language of the reader."""

from django.utils.translation import gettext

from cohorts.answers import Said


def say(words: str) -> str:
    """Words as they are shown: translated where they carry what they are made of (`cohorts.answers.said_later`)."""
    return gettext(words.template) % words.values if isinstance(words, Said) else words

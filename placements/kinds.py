"""What a client is, and where a mentor has worked: the same words for both, so that pairing can compare them."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.conf import global_settings
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, str | Promise]] = {
    "hospital": _("hospital"),
    "academic medical center": _("academic medical center"),
    "children’s hospital": _("children’s hospital"),
    "clinic": _("clinic"),
    "behavioral health": _("behavioral health"),
    "long-term care": _("long-term care"),
    "home care": _("home care"),
    "laboratory": _("laboratory"),
    "payer": _("payer"),
    "public health": _("public health"),
    "vendor": _("vendor"),
}
"""The word that is kept, and how it is read."""
_LANGUAGES: Final = {name.casefold(): name for _code, name in global_settings.LANGUAGES}


def say_kinds(words: Iterable[str]) -> str:
    """Kinds as a list to read; a word of somebody's own stands as it is."""
    return ", ".join(str(KINDS.get(word.casefold(), word)) for word in words)


def say_languages(words: Iterable[str]) -> str:
    """Languages as a list to read, in the language of the page: Django knows how it names some hundred of them."""
    return ", ".join(gettext(_LANGUAGES[low]) if (low := word.casefold()) in _LANGUAGES else word for word in words)


def _choices() -> list[tuple[str, str]]:
    return [(word, capfirst(str(label))) for word, label in KINDS.items()]


class KindsField(forms.MultipleChoiceField):
    """Any of the kinds, and words of one's own that were kept before."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, choices=_choices, **kwargs)

    def offer(self, kept: Iterable[str]) -> None:
        """Put words that were kept before and are no kinds at the end of the list."""
        own = [(word, word) for word in kept if word not in KINDS]
        self.choices = [*_choices(), *own]

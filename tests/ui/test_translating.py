"""Spanish is complete, fits its English, and is compiled; no page of applicants has bare English in it."""

import re
from pathlib import Path

import polib
import pytest
from django.utils.translation import override

from careerpath import translating
from careerpath.translating import PO, Places, all_keys, catalogue, in_python, in_template, key_of, problems, words_of
from cohorts.answers import AnswerError, QuestionSpec, clean_answer, clean_answers
from cohorts.saying import say

ROOT = translating.ROOT


def test_every_string_has_spanish_that_fits() -> None:
    book = {key_of(entry): entry for entry in catalogue()}
    said = all_keys()
    missing = [f"{place}: {key[1]!r} is not in the catalogue" for key, place in said.items() if key not in book]
    wrong = [
        f"{said[key]}: {key[1]!r} {problem}"
        for key, entry in book.items()
        if key in said
        for problem in problems(entry)
    ]
    assert missing + wrong == []


def test_the_catalogue_is_in_order_and_has_nothing_that_changes_by_itself() -> None:
    text = PO.read_text(encoding="utf-8")
    book = catalogue()
    names = [(entry.msgid.casefold(), entry.msgid, entry.msgctxt or "") for entry in book]
    assert names == sorted(names)
    assert re.findall(r"(?m)^#[:,~] .*(?:fuzzy|\.py|\.html)|POT-Creation-Date", text) == []


def test_the_compiled_catalogue_is_what_the_written_one_says() -> None:
    written = {key_of(entry): words_of(entry) for entry in catalogue() if not problems(entry)}
    compiled = {key_of(entry): words_of(entry) for entry in polib.mofile(str(PO.with_suffix(".mo"))) if entry.msgid}
    assert compiled == written


def test_strings_of_templates_are_found() -> None:
    source = (
        '{% load i18n %}{% translate "One" %}{% translate "Two" context "few" %}{{ _("Three") }}'
        "{% blocktranslate trimmed with a=b %}\n  Four {{ a }}\n  five\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} six{% plural %}{{ n }} sixes{% endblocktranslate %}"
        '{% comment %}{% translate "Seven" %}{% endcomment %}'
    )
    assert set(in_template(source)) == {
        ("", "One", ""),
        ("few", "Two", ""),
        ("", "Three", ""),
        ("", "Four %(a)s five", ""),
        ("", "%(n)s six", "%(n)s sixes"),
    }


def test_strings_of_python_are_found() -> None:
    source = (
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy\n"
        '_("One" " and a half"); ngettext("%(n)s two", "%(n)s twos", n); pgettext_lazy("few", "Three"); other("Four")\n'
        'raise AnswerError(said_later("%(n)s five", n=n))\n'
    )
    assert set(in_python(source)) == {
        ("", "One and a half", ""),
        ("", "%(n)s two", "%(n)s twos"),
        ("few", "Three", ""),
        ("", "%(n)s five", ""),
    }


@pytest.mark.parametrize(
    ("english", "spanish", "fits"),
    [
        ("%(n)s days", "%(n)s días", True),
        ("%(n)s days", "%(m)s días", False),
        ("%(n)s days", "", False),
        ("{n} left", "Quedan {n}", True),
        ("{n} left", "Quedan", False),
        ("Hello\n", "Hola", False),
    ],
)
def test_words_that_do_not_fit_are_found(english: str, spanish: str, fits: bool) -> None:
    assert (problems(polib.POEntry(msgid=english, msgstr=spanish)) == []) is fits


# --- bare English ---------------------------------------------------------------------------------------------------
_QUIET = re.compile(
    r"{%\s*comment.*?{%\s*endcomment\s*%}|{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{#.*?#}|<!--.*?-->"
    r"|{%\s*block body_class\s*%}.*?{%\s*endblock.*?%}|<(script|style|svg)\b.*?</\1>|<div hidden>.*?</div>",
    re.DOTALL,
)
_SAID = re.compile(r"""(?:\b(?:aria-label|title|placeholder|alt|label)|name="description"\s+content)="([^"]*)\"""")
_WORD = re.compile(r"[A-Za-zÀ-ÿ][a-zà-ÿ]{2,}")
_FORMATS = re.compile(r"\b(?:PDF|DOCX|JSON|TXT|QR|CareerPath|width=device-width|initial-scale)\b|&\w+;|https?://\S+")
_NAMES_OF_THINGS = {
    "templates/applicants/_form_start.html": {
        "method",
        "post",
        "novalidate",
        "class",
        "questions",
        "data",
        "save",
        "draft",
    },
}
"""Words that are not for reading: the attributes of a tag that another template ends."""


def bare_words(source: str) -> list[str]:
    """What a reader of the page would see of a template that is not between translation tags."""
    text = re.sub(r"{%.*?%}|{{.*?}}", " ", _QUIET.sub(" ", source), flags=re.DOTALL)
    seen = [*_SAID.findall(text), re.sub(r"<[^>]*>", "\n", text)]
    return [word for part in seen for word in _WORD.findall(_FORMATS.sub(" ", part))]


def test_no_bare_english_in_templates_that_everybody_reads() -> None:
    found = {}
    for path in Places().templates():
        name = str(path.relative_to(ROOT))
        allowed = _NAMES_OF_THINGS.get(name, set())
        if words := [word for word in bare_words(path.read_text(encoding="utf-8")) if word not in allowed]:
            found[name] = words
    assert found == {}


def test_bare_english_is_found() -> None:
    assert bare_words('<p>{% translate "Fine" %}</p>') == []
    assert bare_words("<p>Not fine {{ x }}</p>") == ["Not", "fine"]
    assert bare_words('<a aria-label="Close it" class="hidden-thing">{% if a == "word" %}{% endif %}</a>') == [
        "Close",
    ]
    assert bare_words("{% blocktranslate %}Fine{% endblocktranslate %}{# Fine #}") == []


# --- words of plain Python ------------------------------------------------------------------------------------------
def test_what_is_wrong_with_an_answer_is_said_in_the_language_of_the_reader() -> None:
    question = QuestionSpec("hours", "Hours?", "whole_number")
    _, errors = clean_answers([question], {"hours": "many"})
    assert errors == {"hours": "“many” is not a number. Write digits, like 12."}
    with override("es"):
        assert say(errors["hours"]) == "«many» no es un número. Escriba cifras, como 12."


def test_words_without_a_template_stay_as_they_are() -> None:
    with override("es"):
        assert say("As it is.") == "As it is."


def test_the_error_itself_stays_english() -> None:
    with override("es"), pytest.raises(AnswerError, match=r"^“x” is neither yes nor no\.$"):
        clean_answer(QuestionSpec("adult", "18?", "yes_no"), "x")


def test_the_catalogue_lies_where_django_looks(settings) -> None:
    assert Path(settings.LOCALE_PATHS[0]) / "es/LC_MESSAGES/django.po" == PO

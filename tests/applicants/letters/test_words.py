"""Placeholders, reasons and the HTML beside the text: plain functions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.letters.as_html import as_html, as_page
from applicants.letters.placeholders import one_line, prepared, unknown
from applicants.letters.reasons import LookedAt, data_in_words, missed_most, reasons_in_words

HOURS = LookedAt("Hours", "Time somebody makes. Flat from 36 hours on.", "How many hours?", 200)
EVENTS = LookedAt("Events", "Went out", "Which events?", 100)
BOOKS = LookedAt("Books", "", "Which books?", 60)
SITE = "https://careers.example"


def test_a_value_with_braces_is_not_filled_in_again() -> None:
    assert prepared("{name} {contact} {x}", {"contact": "c"})({"name": "{contact}"}) == "{contact} c {x}"


@given(
    st.text("{}abc_ \n", max_size=60),
    st.dictionaries(st.text("abc_", min_size=1, max_size=2), st.text("{}abc", max_size=8)),
)
def test_filled_in_in_two_steps_is_as_at_once(text: str, values: dict[str, str]) -> None:
    names = sorted(values)
    common = {name: values[name] for name in names[::2]}
    rest = {name: values[name] for name in names[1::2]}
    at_once = re.sub(r"\{([a-z_]+)\}", lambda found: values.get(found[1], found[0]), text)
    assert prepared(text, common)(rest) == at_once


def test_unknown_placeholders_are_named_as_written() -> None:
    assert unknown("{name} {Name} { name } {score} {score}", "message") == ["{Name}", "{ name }", "{score}"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a\r\nBcc: b", "a Bcc: b"),
        ("a\u2028b\u202ec\x00", "a b c"),
        ("  Łukasz   O’Neil ", "Łukasz O’Neil"),
        ("x" * 400, "x" * 300),
    ],
)
def test_one_line_is_fit_for_a_header(value: str, said: str) -> None:
    assert one_line(value) == said


def test_what_was_missed_most_comes_first_and_what_was_not_missed_never() -> None:
    assert missed_most([HOURS, EVENTS, BOOKS], [150, 20, 60]) == [EVENTS, HOURS]
    assert missed_most([HOURS, EVENTS, BOOKS], [200, 100, 60]) == []


def test_reasons_begin_with_the_persons_words_and_say_nothing_twice() -> None:
    assert reasons_in_words("We saw few EVENTS.", [EVENTS, HOURS, BOOKS]) == (
        "We saw few EVENTS.\n\nWhat we look for, and found least of in your answers:\n- Hours: Time somebody makes.\n- Books"
    )
    assert reasons_in_words("Only this.", []) == "Only this."


def test_data_used_names_each_question_once() -> None:
    assert (
        data_in_words([HOURS, HOURS, EVENTS]) == "Your answers to these questions:\n- How many hours?\n- Which events?"
    )
    assert data_in_words([]) == "What you wrote in your application. No score was part of it."


def test_html_escapes_and_links_only_to_our_own_pages() -> None:
    body = f"Hello <b>&\n\n- {SITE}/my/1/.\n- https://evil.example/ and {SITE}.evil.example/x\nend"
    assert as_html(body, site=SITE) == (
        "<p>Hello &lt;b&gt;&amp;</p>\n"
        f'<ul><li><a href="{SITE}/my/1/">{SITE}/my/1/</a>.</li>'
        f"<li>https://evil.example/ and {SITE}.evil.example/x</li></ul>\n<p>end</p>"
    )


def test_a_page_fetches_nothing() -> None:
    page = as_page("<Hi>", "Hello", site=SITE)
    assert "<title>&lt;Hi&gt;</title>" in page
    assert ("src=" in page, "url(" in page, "@import" in page) == (False, False, False)

"""Words of charts: how long they are, where they break, and what is left of hostile ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from careerpath.ui.plots.samples import LONG
from careerpath.ui.plots.words import clean, escape, width_of, wrap


def test_width_is_that_of_inter_with_room_for_another_font() -> None:
    # Measured by Chromium in Inter at 1000 px: 21,088; in DejaVu Sans: 22,297.
    assert 22_297 <= width_of("Donaudampfschifffahrtsgesellschaftskapitän", 1000) <= 24_000


def test_accents_on_a_letter_of_their_own_take_no_room() -> None:
    assert width_of("e\u0301", 10) == width_of("é", 10) == width_of("e", 10)


def test_wrap_breaks_between_words_and_then_inside_a_long_one() -> None:
    assert wrap("one two three", 10, width_of("one two", 10), 3) == ["one two", "three"]
    first, *rest = wrap(LONG, 10, 120, 9)
    assert first.endswith("-")
    assert "".join([first, *rest]).replace("-", "").replace(" ", "") == LONG.replace(" ", "")


def test_wrap_cuts_what_does_not_fit_and_says_so() -> None:
    lines = wrap(LONG, 10, 120, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120), st.floats(min_value=60, max_value=400), st.integers(1, 4))
def test_wrapped_lines_fit(text: str, room: float, most: int) -> None:
    lines = wrap(text, 13, room, most)
    assert len(lines) <= most
    assert all(width_of(line, 13) <= room + 1e-6 for line in lines)


def test_clean_leaves_out_what_xml_cannot_hold_and_what_turns_directions() -> None:
    assert clean("a\x00b\u202ec\ufffe \n\t d\u2066e") == "a bc de"


def test_clean_leaves_letters_of_every_script() -> None:
    assert clean("نساء · אישה · 女性 · Zoë") == "نساء · אישה · 女性 · Zoë"


def test_escape_is_safe_between_tags_and_in_attributes() -> None:
    assert escape("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#x27;e&#x27;&gt;&amp;"

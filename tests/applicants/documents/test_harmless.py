"""Files as people have them are taken, and their words are found."""

from collections.abc import Callable

import pytest

from applicants.documents.inside import look_into
from applicants.documents.kinds import kind_of
from applicants.documents.names import ENDINGS
from applicants.documents.text import MOST_CHARACTERS, neutral
from tests.applicants.documents.harmless import HARMLESS


@pytest.mark.parametrize(("make", "words"), HARMLESS.values(), ids=HARMLESS)
def test_harmless_file_is_taken(make: Callable[[], bytes], words: str, request: pytest.FixtureRequest) -> None:
    content = make()
    assert ENDINGS[kind_of(content)][1:].upper() == request.node.callspec.id.split()[0].split("/")[0]
    assert words in look_into(content)()


def test_neutral_takes_out_what_turns_or_hides() -> None:
    assert neutral("a\u202eb\u2066c\u00ad\U000e0041d\x85e\r\n\r\n\r\n\r\nf\u200d") == "abcd e\n\nf\u200d"
    assert len(neutral("x" * 300_000)) == MOST_CHARACTERS

"""Markdown that a programme manager writes, as HTML that anybody's browser may be given. Plain Python.

Two locks (docs/decisions/0021): the parser takes no HTML at all, and what it makes goes through a sanitiser with a short list
of what may stay. Left out on purpose: pictures, and links by reference, by which a small text can become a huge page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_CHARACTERS: Final = 40_000
PARTS: Final = ("classes", "timeline", "assessed")
"""What a page can have between its words: a line `[[timeline]]` of its own is where it stands."""

_PART_LINE: Final = re.compile(rf"^[ ]{{0,3}}\[\[({'|'.join(PARTS)})\]\][ \t]*$", re.MULTILINE)
_FIRST, _LAST = 2, 4
"""The page's title is its one h1, so its own headings are h2 to h4, whatever level they were written at."""

_PARSER: Final = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
    .enable("table")
    .disable(["image", "reference", "html_block", "html_inline"])
)
_CLEANER: Final = nh3.Cleaner(
    tags={
        *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "hr", "br"),
        *("div", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}},
    tag_attribute_values={"th": {"scope": {"col"}}, "div": {"tabindex": {"0"}}},
    allowed_classes={"div": {"table-wrap"}, "table": {"table"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    strip_comments=True,
    generic_attribute_prefixes=None,
)


class TooLong(ValueError):
    """A text of more than MOST_CHARACTERS."""


@dataclass(frozen=True)
class Part:
    """A piece of a page: HTML that is safe to show, or (where `name` is one of PARTS) the place of something we make."""

    html: str = ""
    name: str = ""


@lru_cache(maxsize=128)
def to_html(source: str) -> str:
    """The HTML of a text, sanitised: `to_html("# Hello")` is `<h2 id="s-hello">Hello</h2>`. Raises TooLong."""
    if len(source) > MOST_CHARACTERS:
        raise TooLong(f"A page has at most {MOST_CHARACTERS:,} characters; this text has {len(source):,}.")
    tokens = _PARSER.parse(source)
    _mend_headings(tokens)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in ("th_open", "td_open"):
            token.attrs.pop("style", None)  # alignment is an inline style, which the policy refuses
        if token.type == "table_open":
            token.attrSet("class", "table")
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    html = html.replace('<table class="table">', '<div class="table-wrap" tabindex="0"><table class="table">')
    return _CLEANER.clean(html.replace("</table>", "</table></div>"))


def parts_of(source: str, values: Mapping[str, str]) -> Iterator[Part]:
    """A page in pieces, in order. `[[name]]` inside the words becomes the value of that name. Raises TooLong."""
    if len(source) > MOST_CHARACTERS:
        raise TooLong(f"A page has at most {MOST_CHARACTERS:,} characters; this text has {len(source):,}.")
    for name, value in values.items():
        source = source.replace(f"[[{name}]]", value)
    pieces = _PART_LINE.split(source)
    for place, piece in enumerate(pieces):
        if place % 2:
            yield Part(name=piece)
        elif piece.strip():
            yield Part(html=to_html(piece))


def _mend_headings(tokens: list[Token]) -> None:
    """Levels from h2 on without a gap, each with an address of its own."""
    above: list[int] = []
    used: Counter[str] = Counter()
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        written = int(token.tag[1])
        while above and above[-1] >= written:
            above.pop()
        level = min(_FIRST + len(above), _LAST)
        above.append(written)
        name = f"s-{slugify(tokens[place + 1].content)[:60] or 'part'}"
        used[name] += 1
        token.attrSet("id", name if used[name] == 1 else f"{name}--{used[name]}")  # a slug has no two dashes in a row
        token.tag = tokens[place + 2].tag = f"h{level}"  # opening, words, closing

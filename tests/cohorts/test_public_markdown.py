"""What a programme manager writes reaches readers as harmless HTML, however it is written, and soon."""

from time import perf_counter

import pytest

from cohorts.public.markdown import MOST_CHARACTERS, TooLong, parts_of, to_html

REL = 'rel="noopener noreferrer"'
HOSTILE = {
    "script": ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
    "handler": ("<b onclick=x>b</b>", "<p>&lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
    "javascript": ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
    "entity in the scheme": ("[a](JaVaScRiPt&colon;alert(1))", "<p>[a](JaVaScRiPt:alert(1))</p>\n"),
    "entity in the name": ("[a](&#x6A;avascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
    "data": ("[a](data:text/html;base64,PHN2Zz4=)", "<p>[a](data:text/html;base64,PHN2Zz4=)</p>\n"),
    "vbscript": ("[a](vbscript:x)", "<p>[a](vbscript:x)</p>\n"),
    "file": ("[a](file:///etc/passwd)", "<p>[a](file:///etc/passwd)</p>\n"),
    "autolink": ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>\n"),
    "unknown scheme": ("<tel:123>", f"<p><a {REL}>tel:123</a></p>\n"),
    "picture": ("![x](https://evil.example/x.png)", f'<p>!<a href="https://evil.example/x.png" {REL}>x</a></p>\n'),
    "title of a link": (
        '[a](https://a.example "x\\" onmouseover=\\"y")',
        f'<p><a href="https://a.example" {REL}>a</a></p>\n',
    ),
    "quote in an address": (
        '[a](https://a.example/"onclick=x)',
        f'<p><a href="https://a.example/%22onclick=x" {REL}>a</a></p>\n',
    ),
    "reference": ("[a]: javascript:alert(1)\n\n[a]", "<p>[a]: javascript:alert(1)</p>\n<p>[a]</p>\n"),
    "comment": ("<!-- a --> b", "<p>&lt;!-- a --&gt; b</p>\n"),
    "language of code": ('```"><script>\nx\n```', "<pre><code>x\n</code></pre>\n"),
    "inline style": (
        "| a |\n|:-:|\n| b |",
        '<div class="table-wrap" tabindex="0"><table class="table">\n<thead>\n<tr>\n<th scope="col">a</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table></div>\n",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown_is_neutralised(name: str) -> None:
    source, harmless = HOSTILE[name]
    assert to_html(source) == harmless


N = MOST_CHARACTERS
LARGE = {
    "brackets": "[" * (N // 2),
    "links in links": "[a](" * (N // 4),
    "stars": "*a " * (N // 3),
    "quotes": ">" * N,
    "quoted lists": "> - " * (N // 4),
    "lists in lists": "\n".join(" " * deep + "- x" for deep in range(270)),
    "entities": "&" * N,
    "less than": "<" * N,
    "headings": "# a\n" * (N // 8),
    "nothing": "\0" * N,
}


@pytest.mark.parametrize("name", LARGE)
def test_large_and_deep_markdown_is_quick(name: str) -> None:
    began = perf_counter()
    html = to_html(LARGE[name])
    assert perf_counter() - began < 5
    assert len(html) < 10 * N


def test_one_definition_used_often_stays_small() -> None:
    source = "[a]: https://a.example/" + "x" * 20_000 + "\n\n" + "[a]" * 6_000
    assert len(to_html(source)) < 2 * len(source)


def test_a_megabyte_is_refused_before_it_is_read() -> None:
    began = perf_counter()
    for read in (to_html, lambda text: list(parts_of(text, {}))):
        with pytest.raises(TooLong, match="at most 40,000 characters"):
            read("[a](b) " * 150_000)
    assert perf_counter() - began < 0.5


def test_headings_begin_at_two_and_leave_no_gap() -> None:
    assert to_html("###### deep\n\n# top\n\n### next\n\n##### last\n\n##### main") == (
        '<h2 id="s-deep">deep</h2>\n<h2 id="s-top">top</h2>\n<h3 id="s-next">next</h3>\n'
        '<h4 id="s-last">last</h4>\n<h4 id="s-main">main</h4>\n'
    )


def test_headings_of_the_same_words_have_addresses_of_their_own() -> None:
    assert to_html("# Über uns\n\n# Über uns\n\n# 東京") == (
        '<h2 id="s-uber-uns">Über uns</h2>\n<h2 id="s-uber-uns--2">Über uns</h2>\n<h2 id="s-part">東京</h2>\n'
    )


def test_links_lead_to_us_to_the_web_and_to_mail() -> None:
    assert to_html("[a](/about/privacy/) [b](https://b.example) <c@d.example>") == (
        '<p><a href="/about/privacy/" rel="noopener noreferrer">a</a> <a href="https://b.example" rel="noopener noreferrer">b</a> '
        '<a href="mailto:c@d.example" rel="noopener noreferrer">c@d.example</a></p>\n'
    )


def test_parts_stand_where_a_line_names_them_and_nowhere_else() -> None:
    parts = list(
        parts_of("Before [[timeline]] it.\n\n[[timeline]]\n\n[[nothing]] [[contact]]", {"contact": "<a@b.example>"})
    )
    assert [(part.name, part.html) for part in parts] == [
        ("", "<p>Before [[timeline]] it.</p>\n"),
        ("timeline", ""),
        ("", '<p>[[nothing]] <a href="mailto:a@b.example" rel="noopener noreferrer">a@b.example</a></p>\n'),
    ]

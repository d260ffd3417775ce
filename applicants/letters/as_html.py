"""The HTML beside the text of a letter: paragraphs, lists, links to our own pages, nothing fetched from anywhere. Plain Python."""

import re
from html import escape
from typing import Final

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")

_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
_PAGE: Final = """<!doctype html>
<html lang="{language}"{direction}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0;padding:24px;background:#FBFAF7;color:#17212B;font:17px/1.5 Georgia,serif">
<div style="max-width:36em;margin:0 auto">
{content}
</div>
</body>
</html>
"""


def as_page(subject: str, body: str, *, site: str, language: str = "en") -> str:
    """A whole HTML document for a letter. `site` is where our own pages are: only addresses that begin with it become links."""
    return _PAGE.format(
        language=escape(language),
        direction=' dir="rtl"' if language.partition("-")[0] in _RIGHT_TO_LEFT else "",
        title=escape(subject),
        content=as_html(body, site=site),
    )


def as_html(body: str, *, site: str) -> str:
    """The text as paragraphs and lists, everything escaped. An address that leads elsewhere stays text: a name is no link."""
    home = site.rstrip("/") + "/"
    return "\n".join(_block(block, home) for block in re.split(r"\n[ \t]*\n", body.strip()) if block.strip())


def _block(block: str, home: str) -> str:
    """A paragraph; the lines that begin with "- " are a list."""
    parts: list[str] = []
    lines: list[str] = []
    items: list[str] = []

    def close() -> None:
        if lines:
            parts.append("<p>" + "<br>\n".join(lines) + "</p>")
            lines.clear()
        if items:
            parts.append("<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>")
            items.clear()

    for line in block.split("\n"):
        is_item = line.lstrip().startswith("- ")
        if (is_item and lines) or (not is_item and items):
            close()
        (items if is_item else lines).append(_linked(line.lstrip()[2:] if is_item else line, home))
    close()
    return "\n".join(parts)


def _linked(line: str, home: str) -> str:
    made, end = "", 0
    for found in _ADDRESS.finditer(line):
        made += escape(line[end : found.start()])
        address = escape(found[0])
        made += f'<a href="{address}">{address}</a>' if found[0].startswith(home) else address
        end = found.end()
    return made + escape(line[end:])

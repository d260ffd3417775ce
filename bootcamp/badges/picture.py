"""The badge as a picture, and a credential baked into it (Open Badges 3.0, section 5.3.2)."""

from html import escape
from typing import Final

NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
TEAL, AMBER, INK, PAPER = "#0b5a62", "#f0b35a", "#17212b", "#fbfaf7"


def badge(*, title: str, issuer: str, year: int, signed: str = "") -> str:
    """The SVG; with `signed`, a compact JWS, baked into it. Words are set in whatever sans serif the reader has."""
    baked = f'<openbadges:credential verify="{escape(signed)}"></openbadges:credential>' if signed else ""
    space = f' xmlns:openbadges="{NAMESPACE}"' if signed else ""
    said = in_lines(title)
    size = 28 if max(len(line) for line in said) < 16 else 24
    lines = "".join(
        f'<text x="256" y="{266 + 34 * number}" font-size="{size}" font-weight="600">{escape(line)}</text>'
        for number, line in enumerate(said)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg"{space} viewBox="0 0 512 512" width="512" height="512" role="img">{baked}'
        f"<title>{escape(title)}, {escape(issuer)}, {year}</title>"
        f'<circle cx="256" cy="256" r="248" fill="{TEAL}"/><circle cx="256" cy="256" r="226" fill="{PAPER}"/>'
        f'<circle cx="256" cy="256" r="214" fill="none" stroke="{AMBER}" stroke-width="4"/>'
        f'<path d="M256 108l86 40-86 40-86-40zM206 172v36c0 14 22 26 50 26s50-12 50-26v-36l-50 24z" fill="{TEAL}"/>'
        f'<path d="M342 150v52" stroke="{AMBER}" stroke-width="6" stroke-linecap="round"/>'
        f'<g text-anchor="middle" font-family="Inter, Arial, sans-serif" fill="{INK}">{lines}'
        f'<text x="256" y="396" font-size="22" fill="{TEAL}" font-weight="600">{escape(issuer)}</text>'
        f'<text x="256" y="428" font-size="20">{year}</text></g></svg>\n'
    )


def in_lines(title: str, most: int = 20) -> list[str]:
    """A title broken into at most three lines of about so many signs."""
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most and len(lines) < 3:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines

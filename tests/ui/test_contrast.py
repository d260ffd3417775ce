"""Every pair of colours that carries text is at least 4.5:1, every control's border 3:1, in both themes."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"

GROUNDS = ("paper", "surface", "sunken")
TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "primary", "accent", "good", "watch", "stop") for ground in GROUNDS),
    *(("ink", f"{tone}-tint") for tone in ("accent", "good", "watch", "stop", "muted")),
    *((tone, f"{tone}-tint") for tone in ("accent", "good", "watch", "stop", "muted")),
    ("ink", "tint"),
    ("primary", "tint"),
    ("primary", "muted-tint"),
    ("primary-hover", "paper"),
    ("primary-hover", "surface"),
    ("primary-hover", "tint"),
    ("on-primary", "primary"),
    ("on-primary", "primary-hover"),
    ("on-stop", "stop"),
    ("on-stop", "stop-hover"),
]
EDGES = [
    *((edge, ground) for edge in ("control", "focus") for ground in GROUNDS),
    ("control", "tint"),
    ("primary", "muted-tint"),
    *((f"fill-{n}", "surface") for n in (1, 3, 6, 8)),
]


def blocks() -> dict[str, dict[str, str]]:
    """Token -> colour for the light theme, for the device's dark theme and for the chosen dark theme."""
    css = CSS.read_text()
    device = css.split("@media (prefers-color-scheme: dark)")[1].split(':root[data-theme="dark"]')[0]
    chosen = css.split(':root[data-theme="dark"]')[-1]
    light = css.split("@media (prefers-color-scheme: dark)")[0]
    return {
        name: dict(re.findall(r"--cp-([\w-]+): (#[0-9a-f]{6});", text))
        for name, text in (("light", light), ("device", device), ("dark", chosen))
    }


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_dark_chosen_is_dark_from_the_device() -> None:
    assert blocks()["dark"] == blocks()["device"]


def test_dark_changes_every_colour_of_light() -> None:
    assert set(blocks()["dark"]) == set(blocks()["light"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_reads_at_four_and_a_half_to_one(theme: str) -> None:
    tokens = blocks()[theme]
    weak = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_show_at_three_to_one(theme: str) -> None:
    tokens = blocks()[theme]
    weak = {pair: round(contrast(tokens[pair[0]], tokens[pair[1]]), 2) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}

"""Cleaning the text of one cell: spaces, numbers with words around them, yes and no, moments. Plain Python.

What cannot be read with certainty is refused, never guessed: "2 years" is not 2, "7,5" is neither 75 nor 7.5.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo


class CleaningError(ValueError):
    """A cell that cannot be read with certainty; the message says why, in words."""


INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u2060"
SPREADSHEET_ERRORS: Final = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"})


def tidy(text: str) -> str:
    """Without spaces and invisible characters at both ends. Tidying twice gives the same."""
    while (trimmed := text.strip().strip(INVISIBLE)) != text:
        text = trimmed
    return text


def squeeze(text: str) -> str:
    """Tidied, with each run of spaces and line breaks inside made one space."""
    return " ".join(tidy(text).split())


def folded(text: str) -> str:
    """How two wordings are compared: neither case nor spaces count."""
    return squeeze(text).casefold()


STEPS: Final[Mapping[str, Callable[[str], str]]] = {"strip": tidy, "squeeze": squeeze, "lower": str.lower}
"""The steps that a mapping may name under `clean`; `strip` is always done."""

RANGES: Final = ("refuse", "low", "middle", "high")
ROUNDINGS: Final = {"down": ROUND_FLOOR, "nearest": ROUND_HALF_UP, "up": ROUND_CEILING}

FILLERS: Final = frozenset(
    [
        "about",
        "approx",
        "approximately",
        "around",
        "roughly",
        "circa",
        "ca",
        "usd",
        "us",
        "eur",
        "gbp",
        "dollar",
        "dollars",
        "euro",
        "euros",
        "pounds",
    ]
)
"""Words beside a number that do not change it. What else may stand there (hours, a week), the mapping says."""

WORDS: Final = {
    word: Decimal(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_AT_LEAST, _AT_MOST = ("at least", "more than", "over"), ("at most", "less than", "under", "up to", "below")
_OPEN_ENDED: Final = ("or more", "and more", "plus")


@dataclass(frozen=True)
class NumberRules:
    """How numbers with text around them are read.

    `span` says what becomes of "10-15", "40+" and "less than 5": `low` takes the smaller end and `high` the larger (an open end
    on the other side is refused), `middle` the mean of both ends. `rounding` is for fractions; "refuse" leaves them to the
    question. `units` are words with the factor they stand for, `ignore` are words that change nothing.
    """

    span: str = "refuse"
    rounding: str = "refuse"
    units: Mapping[str, Decimal] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()


class _Number(NamedTuple):
    value: Decimal
    factor: Decimal | None = None
    thousands: bool = False


_PLAIN = re.compile(r"-?\d{1,30}(\.\d{1,10})?", re.ASCII)
_TOKEN = re.compile(
    r"""(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?P<k>\s?k(?![^\W\d_]))?  # 1,200.50  .5  50k
      | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?\.?)
      | (?P<sign>[-+<>~≈≥≤$€£–—])
      | (?P<space>\s+)""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def number(text: str, rules: NumberRules) -> str:
    """The number in a text, in plain digits: "about 10 hrs" is "10", "$1,200" is "1200".

    Raises CleaningError where there is more or less than one number or one range, or a word that the rules do not know.
    """
    text = tidy(text)
    if len(text) > 200:
        raise CleaningError("It is too long to be a number.")
    value = Decimal(text) if _PLAIN.fullmatch(text) else _read(text, rules)
    if rules.rounding != "refuse":
        value = value.to_integral_value(ROUNDINGS[rules.rounding])
    return f"{value:f}"


def _read(text: str, rules: NumberRules) -> Decimal:
    words = _words(text)
    bound, words = _bound(words)
    parts = _parts(text, words, rules)
    match parts:
        case [_Number() as one]:
            value = one.value * (one.factor or 1)
            return value if not bound else _open_end(text, value, bound, rules)
        case [_Number() as low, "-", _Number() as high] if not bound:
            return _span(text, low, high, rules)
        case ["-", _Number() as one] if not bound:
            return -one.value * (one.factor or 1)
        case [*_] if not any(isinstance(part, _Number) for part in parts):
            raise CleaningError(f"“{text[:60]}” has no number in it.")
    raise CleaningError(f"“{text[:60]}” cannot be read as one number.")


def _words(text: str) -> list[str]:
    """The text cut into numbers, words and signs, lower-cased."""
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise CleaningError(f"“{text[:60]}” cannot be read as one number: “{text[at]}” is in the way.")
        at = match.end()
        if match.lastgroup != "space":
            found.append(
                match.group().casefold().replace(" ", "") if match["number"] else match.group().casefold().rstrip(".")
            )
    return found


def _bound(words: list[str]) -> tuple[str, list[str]]:
    """Whether the text says at least or at most ("low" or "high" is known), and the words without that."""
    line = " ".join(words)
    for phrases, known in ((_AT_LEAST, "low"), (_AT_MOST, "high")):
        for phrase in phrases:
            if line.startswith(f"{phrase} "):
                return known, line.removeprefix(f"{phrase} ").split()
    for sign, known in ((">", "low"), ("≥", "low"), ("<", "high"), ("≤", "high")):
        if words[:1] == [sign]:
            return known, words[1:]
    for phrase in _OPEN_ENDED:
        if f" {phrase}" in f" {line}":
            return "low", line.replace(phrase, " ", 1).split()
    if "+" in words[1:]:
        place = words.index("+", 1)
        return "low", words[:place] + words[place + 1 :]
    return "", words


def _parts(text: str, words: list[str], rules: NumberRules) -> list[_Number | str]:
    """Numbers (with the factor of their unit) and the dash between two; fillers and currency signs are left out."""
    parts: list[_Number | str] = []
    for word in words:
        if word[0].isdigit() or word[0] == ".":
            bare = word.removesuffix("k")
            parts.append(_Number(Decimal(bare.replace(",", "")) * (1000 if bare != word else 1), None, bare != word))
        elif word in WORDS:
            parts.append(_Number(WORDS[word]))
        elif word in rules.units:
            if not parts or not isinstance(parts[-1], _Number) or parts[-1].factor is not None:
                raise CleaningError(f"“{text[:60]}” cannot be read as one number.")
            parts[-1] = parts[-1]._replace(factor=rules.units[word])
        elif word in {"-", "–", "—", "to"}:
            parts.append("-")
        elif word not in FILLERS and word not in rules.ignore and word not in {"~", "≈", "$", "€", "£"}:
            raise CleaningError(
                f"“{text[:60]}” cannot be read as one number: what “{word}” means here is not in the mapping."
            )
    return parts


def _open_end(text: str, value: Decimal, known: str, rules: NumberRules) -> Decimal:
    if rules.span != known:
        raise CleaningError(f"“{text[:60]}” gives only the {'smallest' if known == 'low' else 'largest'} it can be.")
    return value


def _span(text: str, low: _Number, high: _Number, rules: NumberRules) -> Decimal:
    if low.thousands != high.thousands:
        raise CleaningError(f"“{text[:60]}” may mean thousands or not.")
    first = low.value * (low.factor or high.factor or 1)
    last = high.value * (high.factor or 1)
    if first >= last:
        raise CleaningError(f"“{text[:60]}” does not run from small to large.")
    if rules.span == "refuse":
        raise CleaningError(f"“{text[:60]}” is a range, not one number.")
    return {"low": first, "high": last, "middle": (first + last) / 2}[rules.span]


_SECONDS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)


def moment(text: str, *, pattern: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC. `pattern` is strptime's, or "iso"; `zone` counts where the text names none.

    Dates in a spreadsheet's own type come as ISO with a T (see `reading`), and are read whatever the pattern says.
    """
    try:
        # The usual pattern is ISO's own, which Python reads five times as quickly.
        iso = pattern == "iso" or text[10:11] == "T" or (pattern == "%Y-%m-%d %H:%M:%S" and _SECONDS.fullmatch(text))
        value = datetime.fromisoformat(text) if iso else datetime.strptime(text, pattern)  # noqa: DTZ007  # zone: below
    except ValueError:
        example = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)
        shape = example.strftime(pattern) if pattern != "iso" else "2026-03-31 14:30:00"
        raise CleaningError(f"“{text[:60]}” is not a time like {shape}.") from None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise CleaningError(f"“{text[:60]}” lies too far away in time.") from None

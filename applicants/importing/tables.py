"""Reading a TOML table with its place at hand: every value checked, every unknown key named. Plain Python."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any


def suggestion(word: str, known: Iterable[str]) -> str:
    """`. Did you mean “…”?` where something known is close, else what is known, if that is little."""
    names = [str(name) for name in known]
    if near := get_close_matches(str(word), names, n=1, cutoff=0.6):
        return f". Did you mean “{near[0]}”?"
    return f". Known: {', '.join(names)}." if 0 < len(names) <= 15 else ""


class Table:
    """One table of the mapping. What is read is taken out; `done` complains about what is left."""

    def __init__(self, data: dict[str, Any], place: str, errors: list[str]) -> None:
        self._data, self._place, self._errors = dict(data), place, errors
        self._asked: list[str] = []
        self._failed: set[str] = set()

    def _at(self, key: object) -> str:
        return ".".join(part for part in (self._place, str(key)) if part)

    def error(self, key: str, what: str) -> None:
        """Note a fault at a key of this table."""
        self._failed.add(key)
        self._errors.append(f"{self._at(key)}: {what}" + ("" if what.endswith((".", "?")) else "."))

    def failed(self, key: str) -> bool:
        """Whether a fault was noted at this key."""
        return key in self._failed

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        self._asked.append(key)
        return key in self._data

    def is_table(self, key: str) -> bool:
        """Whether a table stands there."""
        return isinstance(self._data.get(key), dict)

    def drop(self, *keys: str) -> None:
        """Forget keys that were complained about."""
        for key in keys:
            self._data.pop(key, None)

    def _take(self, key: str, kind: type | tuple[type, ...], words: str, default: Any) -> Any:
        self._asked.append(key)
        value = self._data.pop(key, default)
        if value is not default and (not isinstance(value, kind) or isinstance(value, bool)):
            self.error(key, f"must be {words}")
            return default
        return value

    def text(self, key: str) -> str:
        """A text, empty where the key is absent."""
        return str(self._take(key, str, "a text", ""))

    def texts(self, key: str, known: Collection[str] = ()) -> list[str]:
        """A list of texts, each among `known` if that is given."""
        values = self._take(key, list, "a list of texts", [])
        if any(not isinstance(value, str) for value in values):
            self.error(key, "must be a list of texts")
            return []
        for value in values:
            if known and value not in known:
                self.error(key, f"“{value}” is not known here{suggestion(value, known)}")
        return list(values)

    def one_of(self, key: str, known: Collection[str], default: str) -> str:
        """One of some words."""
        value = self.text(key) or default
        if value != default and value not in known:
            self.error(key, f"“{value}” is not known here. Use one of: {', '.join(repr(word) for word in known)}")
            return default
        return value

    def mapping(self, key: str) -> dict[str, Any]:
        """A table as it stands."""
        return dict(self._take(key, dict, "a table", {}))

    def strings(self, key: str) -> dict[str, str]:
        """A table of texts."""
        values = self.mapping(key)
        for name, value in values.items():
            if not isinstance(value, str):
                self.error(f"{key}.{name}", "must be a text (write it in quotes)")
        return {name: value for name, value in values.items() if isinstance(value, str)}

    def table(self, key: str) -> "Table":
        """A table within; empty where the key is absent."""
        return Table(self.mapping(key), self._at(key), self._errors)

    def tables(self) -> Iterator[tuple[str, "Table"]]:
        """All tables within, by key."""
        for key in list(self._data):
            yield key, self.table(key)

    def decimal(self, key: str, value: object) -> Decimal | None:
        """A number that stands at a key, exactly as it is written."""
        try:
            if isinstance(value, int | float | str) and not isinstance(value, bool):
                number = Decimal(str(value))
                if number.is_finite():
                    return number
        except InvalidOperation:
            pass
        self.error(key, "must be a number")
        return None

    def _is_ref(self, value: object) -> bool:
        return (isinstance(value, str) and bool(value.strip())) or (
            isinstance(value, int) and not isinstance(value, bool) and value >= 1
        )

    def ref(self, key: str) -> str | int:
        """A column: its name, or its number from 1."""
        self._asked.append(key)
        value = self._data.pop(key, None)
        if not self._is_ref(value):
            self.error(key, "must name a column, by its name or by its number counted from 1")
            return 1
        assert isinstance(value, str | int)
        return value

    def refs(self, key: str) -> tuple[str | int, ...]:
        """One column or a list of columns."""
        self._asked.append(key)
        value = self._data.pop(key, None)
        values = value if isinstance(value, list) else [value]
        if not values or not all(self._is_ref(one) for one in values):
            self.error(key, "must name a column or a list of columns, each by its name or by its number counted from 1")
            return ()
        return tuple(values)

    def pairs(self, key: str) -> list[tuple[str | int, str]]:
        """Columns with an option each: a table `"column" = "option"`, or a list of `{ column = ..., option = ... }`."""
        self._asked.append(key)
        value = self._data.pop(key, None)
        if isinstance(value, dict):
            found = list(value.items())
        elif isinstance(value, list) and all(
            isinstance(one, dict) and set(one) == {"column", "option"} for one in value
        ):
            found = [(one["column"], one["option"]) for one in value]
        else:
            found = []
        if not found or not all(self._is_ref(column) and isinstance(option, str) for column, option in found):
            self.error(key, 'must be a table of "column" = "option", or a list of { column = 3, option = "..." }')
            return []
        return found

    def done(self, of: str = "") -> None:
        """Complain about every key that nobody asked for."""
        for key in self._data:
            self.error(
                key, f"is not a setting {of or 'known here'}".rstrip() + suggestion(key, dict.fromkeys(self._asked))
            )

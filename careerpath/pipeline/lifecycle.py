"""Statuses and the legal moves between them, as data. Plain Python: knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class IllegalMove(ValueError):
    """A move that the table does not have. The message is the reason, in words for people."""


@dataclass(frozen=True)
class Lifecycle:
    """A table of legal moves.

    `moves` maps each status to the statuses it may go to; a status without an entry is final. `labels` gives the word people
    read for each status; `refusals` may give a better reason than the general one for a pair that people try.
    """

    name: str
    initial: str
    moves: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]
    refusals: Mapping[tuple[str, str], str]

    @classmethod
    def of(
        cls,
        name: str,
        *,
        choices: Iterable[tuple[str, object]],
        initial: str,
        moves: Mapping[str, Iterable[str]],
        refusals: Mapping[tuple[str, str], str] | None = None,
    ) -> "Lifecycle":
        """Make a table from `TextChoices.choices` and moves; every status named must be among the choices (ValueError)."""
        labels = {str(value): str(label) for value, label in choices}
        table = {str(old): frozenset(str(new) for new in news) for old, news in moves.items()}
        unknown = ({initial} | set(table) | {new for news in table.values() for new in news}) - set(labels)
        if unknown:
            raise ValueError(f"{name}: not a status: {', '.join(sorted(unknown))}")
        return cls(
            name,
            str(initial),
            table,
            labels,
            {(str(old), str(new)): why for (old, new), why in (refusals or {}).items()},
        )

    def is_legal(self, old: str, new: str) -> bool:
        """Whether something may go from `old` to `new`."""
        return new in self.moves.get(old, frozenset())

    def refusal(self, old: str, new: str) -> str:
        """Why something may not go from `old` to `new`, in words; the empty text where it may."""
        if self.is_legal(old, new):
            return ""
        if old == new:
            return f"It is already “{self.labels[new]}”."
        if why := self.refusals.get((old, new)):
            return why
        onward = sorted(self.labels[status] for status in self.moves.get(old, ()))
        if not onward:
            return f"It is “{self.labels[old]}”, and that is final."
        after = ", ".join(f"“{label}”" for label in onward)
        return f"It is “{self.labels[old]}”: from there it can become {after}, not “{self.labels[new]}”."

    def check(self, old: str, new: str) -> None:
        """Raise IllegalMove with the reason where the move is not in the table."""
        if why := self.refusal(old, new):
            raise IllegalMove(why)

    def sources(self, new: str) -> list[str]:
        """The statuses from which `new` can be reached in one move, in the order of the table."""
        return [old for old in self.labels if self.is_legal(old, new)]

    def is_final(self, status: str) -> bool:
        """Whether nothing follows this status."""
        return not self.moves.get(status)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram; the documentation holds what this prints."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for old in self.labels:
            lines += [f"    {old} --> {new}" for new in self.labels if self.is_legal(old, new)]
            if self.is_final(old):
                lines.append(f"    {old} --> [*]")
        return "\n".join(lines)

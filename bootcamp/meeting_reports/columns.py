"""Finding columns by what their heads say."""

from collections.abc import Sequence


def tidy(head: str) -> str:
    """A head for comparing: lower case, single spaces."""
    return " ".join(head.replace("\u00a0", " ").split()).lower()


class Columns:
    """Where the columns of one header stand."""

    def __init__(self, header: Sequence[str]) -> None:
        self._at = {tidy(name): place for place, name in reversed(list(enumerate(header)))}

    def has(self, *names: str) -> bool:
        """Whether there is a column under one of these heads."""
        return any(name in self._at for name in names)

    def of(self, cells: Sequence[str], *names: str) -> str:
        """What stands under the first of these heads that the file has; empty where nothing does."""
        for name in names:
            place = self._at.get(name)
            if place is not None:
                return cells[place] if place < len(cells) else ""
        return ""

"""What a text about methods is made of. Plain Python."""

from dataclasses import dataclass


class Formula(str):
    """A paragraph that is a formula: set apart, and never broken into words by a translation."""

    __slots__ = ()


Paragraph = str | Formula


@dataclass(frozen=True)
class Method:
    """One anchor of the methods page: its title, its paragraphs (some are formulas), and the sources that are public."""

    anchor: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    sources: tuple[str, ...] = ()

    @property
    def blocks(self) -> list[tuple[bool, str]]:
        """The paragraphs with whether each is a formula, for templates."""
        return [(isinstance(one, Formula), str(one)) for one in self.paragraphs]

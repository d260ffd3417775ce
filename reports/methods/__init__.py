"""How each figure is worked out, in words: the one text that the page and every export are made from. Plain Python.

A section of a report names an anchor of these (`Section.method`). Definitions are the programme's domain rules; sources are named
where they are public. Formulas are plain text, so that they read the same on a page, in a cell and on paper.
"""

from typing import Final

from reports.methods.counts import COUNTS
from reports.methods.outcomes import OUTCOMES
from reports.methods.records import RECORDS
from reports.methods.selection import SELECTION
from reports.methods.text import Formula, Method, Paragraph

__all__ = ["METHODS", "NOT_A_FINDING", "Formula", "Method", "Paragraph", "method"]

NOT_A_FINDING: Final = "Prepared for review by counsel or an independent auditor; not a finding."
METHODS: Final[tuple[Method, ...]] = (*COUNTS, *SELECTION, *OUTCOMES, *RECORDS)

_BY_ANCHOR: Final = {one.anchor: one for one in METHODS}


def method(anchor: str) -> Method | None:
    """The method with that anchor; None where there is none."""
    return _BY_ANCHOR.get(anchor)

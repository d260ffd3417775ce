"""The stages that a report follows people through, as data. Plain Python; who has reached which is counted in `reports.counting`.

DOMAIN's list is a chain up to the end of the boot camp. From there it is a tree: somebody can be placed before they hold a
credential, and the other way round, so each of the two is looked at among those who completed.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Stage:
    """One stage. `parent` is the stage whose people were considered for this one; `bit` is its place in the masks of a tally."""

    key: str
    label: str
    meaning: str
    parent: str
    bit: int
    is_selection: bool = True
    """Whether the programme selects here. Accepting a seat, and staying, are the person's own doing."""


STAGES: Final[tuple[Stage, ...]] = (
    Stage("submitted", "Applied", "submitted an application", "", 1 << 0),
    Stage("eligible", "Eligible", "screened and not ineligible", "submitted", 1 << 1),
    Stage("assessed", "Read by people", "moved to review or interview, or past them", "eligible", 1 << 2),
    Stage("interviewed", "Interviewed", "invited to an interview", "assessed", 1 << 3),
    Stage("offered", "Offered a seat", "a seat was offered, whether or not it was accepted", "assessed", 1 << 4),
    Stage("admitted", "Admitted", "accepted the seat", "offered", 1 << 5, is_selection=False),
    Stage("enrolled", "Began boot camp", "enrolled in the boot camp", "admitted", 1 << 6, is_selection=False),
    Stage("completed", "Completed boot camp", "met the completion rule", "enrolled", 1 << 7),
    Stage("certified", "Certified", "holds a last-mile credential gained here", "completed", 1 << 8),
    Stage("placed", "Placed", "began work at a client", "completed", 1 << 9),
    Stage("retained", "Stayed six months", "still worked there six months after the first day", "placed", 1 << 10),
)

BY_KEY: Final[dict[str, Stage]] = {stage.key: stage for stage in STAGES}
POOL: Final = "submitted"
"""The stage that everybody of the pool has reached."""
CLASS: Final = "admitted"
"""The stage that makes somebody a member of the class."""
RETAINED_DAYS: Final = 182
"""Six months."""
PLACED_WITHIN_DAYS: Final = 90
"""Who completed, and has not begun work so long after, counts as not placed; until then it is open."""
GAP_DAYS: Final = 30
"""Between two clients, so many days do not count as having left."""


def mask_of(*keys: str) -> int:
    """The mask that has reached exactly these stages."""
    return sum(BY_KEY[key].bit for key in keys)

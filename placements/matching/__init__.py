"""Who fits which opening, and why. Plain Python: knows no database.

First the hard requirements (`rules.unmet`), each a sentence; then whole points with their reasons (`rules.fit`), for all pairs
at once in `judging.judge`; then the seats (`assigning.assign`): as many people as possible, then the most points. Nothing about
a person's background, name, school or demographics is an input.
"""

from placements.matching.assigning import MOST, Assignment, TooMany, assign, greedy, total
from placements.matching.explaining import Next, next_openings, next_people, why_empty, why_left
from placements.matching.freezing import digest, freeze, thaw
from placements.matching.judging import IMPOSSIBLE, Judged, judge
from placements.matching.rules import (
    SCALE,
    STANDARD,
    Candidate,
    Credential,
    Fit,
    Need,
    Weights,
    fit,
    plain,
    rank,
    unmet,
)

__all__ = [
    "IMPOSSIBLE",
    "MOST",
    "SCALE",
    "STANDARD",
    "Assignment",
    "Candidate",
    "Credential",
    "Fit",
    "Judged",
    "Need",
    "Next",
    "TooMany",
    "Weights",
    "assign",
    "digest",
    "fit",
    "freeze",
    "greedy",
    "judge",
    "next_openings",
    "next_people",
    "plain",
    "rank",
    "thaw",
    "total",
    "unmet",
    "why_empty",
    "why_left",
]

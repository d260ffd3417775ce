"""The rubric that a programme starts with. Data; a programme edits it by making a new version.

What it deliberately leaves out, although the form asks: years of paid work in IT, money spent, paid courses (they are money
spent), the kind of work somebody dreams of, and willingness to relocate. Every scale flattens: beyond a serious amount, more is not
better, so nobody wins by claiming 100 hours a week. Texts count as answered and as speaking of health care, never by style, and
length stops counting at a short paragraph. The criteria add up to 1,000.
"""

from typing import Any, Final

from django.utils.translation import gettext_noop

SLUG: Final = "potential-over-experience"
NAME: Final = "Potential over experience"
DESCRIPTION: Final = (
    "Looks for drive, persistence, initiative, follow-through, motivation for health care and learning agility. "
    "Years of work experience and money spent weigh nothing."
)


def _bands(*steps: tuple[int, int], last: int) -> list[dict[str, Any]]:
    """Bands from (first value, points): each ends before the next begins, the one from `last` on is open."""
    starts = [first for first, _ in steps]
    ends: list[int | None] = [first - 1 for first in starts[1:]]
    bands = [
        {"from": first, "to": end, "points": points}
        for (first, points), end in zip(steps, [*ends, last - 1], strict=True)
    ]
    return [*bands, {"from": last, "to": None, "points": steps[-1][1] + 1}]


DOCUMENT: Final[dict[str, Any]] = {
    "criteria": [
        {
            "key": "drive",
            "name": gettext_noop("Hours a week spent learning"),
            "group": gettext_noop("Drive"),
            "why": gettext_noop(
                "Time somebody makes for learning, beside everything else they do. Flat from 36 hours on."
            ),
            "fact": "hours_per_week",
            "kind": "bands",
            "weight": 20,
            "bands": _bands(
                (1, 1), (3, 2), (5, 3), (7, 4), (10, 5), (12, 6), (15, 7), (18, 8), (22, 9), (26, 10), (31, 11), last=36
            ),
        },
        {
            "key": "persistence",
            "name": gettext_noop("Months kept at it"),
            "group": gettext_noop("Persistence"),
            "why": gettext_noop("How long somebody has stayed with it. Flat from three years on."),
            "fact": "months_learning",
            "kind": "bands",
            "weight": 18,
            "bands": _bands((1, 1), (2, 2), (3, 3), (4, 4), (6, 5), (9, 6), (12, 7), (18, 8), (24, 9), last=36),
        },
        {
            "key": "events",
            "name": gettext_noop("Took part in events"),
            "group": gettext_noop("Initiative"),
            "why": gettext_noop(
                "Went and found other people who learn or help. Three different kinds give all points."
            ),
            "fact": "events",
            "kind": "per_item",
            "weight": 40,
            "items": ["meetup", "hackathon", "conference", "workshop", "startup_weekend", "community", "volunteering"],
            "each": 1,
            "cap": 3,
        },
        {
            "key": "self_teaching",
            "name": gettext_noop("Worked through courses and exercises alone"),
            "group": gettext_noop("Initiative"),
            "why": gettext_noop(
                "Free things to work through without a teacher. Paid courses do not count: they are money, not initiative."
            ),
            "fact": "resources",
            "kind": "per_item",
            "weight": 30,
            "items": ["open_course", "free_curriculum", "interactive", "challenges"],
            "each": 1,
            "cap": 3,
        },
        {
            "key": "started_course",
            "name": gettext_noop("Started a longer course"),
            "group": gettext_noop("Follow-through"),
            "why": gettext_noop("Took on something long."),
            "fact": "course_attended",
            "kind": "yes_no",
            "weight": 20,
            "yes": 1,
            "no": 0,
        },
        {
            "key": "finished_course",
            "name": gettext_noop("Finished what was started"),
            "group": gettext_noop("Follow-through"),
            "why": gettext_noop("Saw it through to the end."),
            "fact": "course_finished",
            "kind": "yes_no",
            "weight": 70,
            "yes": 1,
            "no": 0,
        },
        {
            "key": "health_subjects",
            "name": gettext_noop("Speaks of health care"),
            "group": gettext_noop("Motivation for health care"),
            "why": gettext_noop(
                "How many subjects of health care the answer speaks of (patients, nursing, records ...). Four are enough."
            ),
            "fact": "why_health.health",
            "kind": "bands",
            "weight": 15,
            "bands": [
                {"from": 1, "to": 1, "points": 3},
                {"from": 2, "to": 2, "points": 5},
                {"from": 3, "to": 3, "points": 7},
                {"from": 4, "to": None, "points": 8},
            ],
        },
        {
            "key": "health_answer",
            "name": gettext_noop("Says why"),
            "group": gettext_noop("Motivation for health care"),
            "why": gettext_noop("The question was answered in some sentences. Beyond 40 words nothing is added."),
            "fact": "why_health.words",
            "kind": "bands",
            "weight": 15,
            "bands": _bands((5, 1), (15, 2), (25, 3), last=40),
        },
        {
            "key": "taught_yourself",
            "name": gettext_noop("Tells what they taught themselves"),
            "group": gettext_noop("Learning agility"),
            "why": gettext_noop("The question was answered in some sentences. Beyond 40 words nothing is added."),
            "fact": "taught_yourself.words",
            "kind": "bands",
            "weight": 10,
            "bands": _bands((5, 1), (15, 2), (25, 3), last=40),
        },
        {
            "key": "sources",
            "name": gettext_noop("Draws on different sources"),
            "group": gettext_noop("Learning agility"),
            "why": gettext_noop("Listens, watches and reads as well as practises. Three kinds give all points."),
            "fact": "resources",
            "kind": "per_item",
            "weight": 20,
            "items": ["videos", "podcasts", "books", "other"],
            "each": 1,
            "cap": 3,
        },
    ],
    "rules": [
        {
            "key": "adult",
            "fact": "adult",
            "test": "is",
            "value": True,
            "unanswered": "pass",
            "reason": gettext_noop("You will not be 18 yet when the boot camp starts."),
        },
        {
            "key": "work_authorised",
            "fact": "work_authorised",
            "test": "is",
            "value": True,
            "unanswered": "pass",
            "reason": gettext_noop(
                "You told us that you may not work in the United States when the boot camp ends, which our clients need."
            ),
        },
        {
            "key": "full_time",
            "fact": "full_time",
            "test": "is",
            "value": True,
            "unanswered": "pass",
            "reason": gettext_noop(
                "You told us that you cannot take part full time for the six weeks of the boot camp."
            ),
        },
    ],
    "thresholds": {"borderline": 325, "above": 475},
}
"""An eligibility question that was never asked (imported answers) passes, and a person asks it before a seat is offered."""

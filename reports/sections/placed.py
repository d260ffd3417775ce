"""What became of those at work: hired by the client, how clients rate them, credentials, and what they say a year on.

Plain Python. Each figure stands with what it is out of; what would tell of too few people is hidden.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Final

from reports.sections.figures import as_percent, rounded, share_values, shown
from reports.sections.retention import HIRED, Stayed, as_percents, safe_endings
from reports.shares import Share
from reports.suppression import suppress
from reports.survival import LANDMARKS, LEVEL, Curve, Stay, kaplan_meier
from reports.tables import HIDDEN, Column, Kind, Section, Table, Tile, Value

STEPS: Final = (1, 2, 3, 4, 5)


def wilson(members: int, of: int, *, level: float = LEVEL) -> tuple[float, float] | None:
    """The score interval of a share (Wilson 1927), ends between 0 and 1; None of nobody."""
    if of == 0:
        return None
    z, p = NormalDist().inv_cdf((1 + level) / 2), members / of
    middle, spread = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return max((middle - spread) / (1 + z * z / of), 0.0), min((middle + spread) / (1 + z * z / of), 1.0)


def conversion_section(cohorts: Mapping[str, Sequence[Stayed]], *, minimum: int) -> Section:
    """How many of those who began work were hired by the client, one row a cohort; too small ones are left out."""
    title = "Hired by the client"
    told = {name: people for name, people in cohorts.items() if len(people) >= minimum}
    if not told:
        empty = f"When {minimum} people or more have begun work, this shows how many of them the client hired."
        return Section("conversion", title, "conversion", empty=empty)
    rows = tuple((name, *_conversion(people, minimum)) for name, people in told.items())
    columns = (
        Column("cohort", "Cohort", Kind.TEXT),
        Column("hired", "Hired"),
        Column("began", "Began work"),
        Column("share", "Hired, of those who began", Kind.PERCENT),
        Column("interval", "95% interval", Kind.TEXT, "Wilson’s score interval."),
    )
    lead = "Somebody at work may still be hired, so the share of a young cohort grows; it is of everybody who began."
    return Section(
        "conversion", title, "conversion", (lead,), tables=(Table("conversion", "Hired by the client", columns, rows),)
    )


def _conversion(people: Sequence[Stayed], minimum: int) -> tuple[Value, Value, Value, Value]:
    hired = safe_endings(people, minimum)[HIRED]
    if hired is None:
        return HIDDEN, len(people), HIDDEN, HIDDEN
    ends = wilson(hired, len(people))
    share = as_percent(Fraction(hired, len(people)))
    return hired, len(people), share, as_percents((ends[0] * 100, ends[1] * 100)) if ends else None


@dataclass(frozen=True)
class Rated:
    """One answer of a client: the day of the placement, the mean of the eight levels, and whether they would keep the person."""

    day: int
    mean: Fraction
    would_keep: int


def rating_section(answers: Sequence[Rated], asked: Mapping[int, int], *, minimum: int) -> Section:
    """What clients say of those at work, by the day of the form. `asked`: day -> placements that had come so far."""
    title = "How clients rate them"
    if not any(number >= minimum for number in asked.values()):
        empty = f"When {minimum} placements or more have come to their 30th day, this shows what clients say."
        return Section("rating", title, "rating", empty=empty)
    days = [day for day in sorted(asked) if asked[day] >= minimum]
    means = tuple(_mean_row(day, [one for one in answers if one.day == day], asked[day], minimum) for day in days)
    spread = tuple(_spread_row(day, [one for one in answers if one.day == day], minimum) for day in days)
    return Section(
        "rating",
        title,
        "rating",
        lead=("The client’s form at day 30, 60, 90 and quarterly: eight levels of 5, and whether they would keep the person.",),
        tables=(
            Table(
                "rating-means",
                "Mean of the eight levels, by day",
                (
                    Column("day", "Day", Kind.TEXT),
                    Column("mean", "Mean, of 5", Kind.NUMBER),
                    Column("answers", "Answers"),
                    Column("asked", "Placements that came so far"),
                    Column("response", "Answered", Kind.PERCENT),
                ),
                means,
            ),
            Table(
                "rating-keep",
                "“We would like them to stay for another year”, answers by day",
                (Column("day", "Day", Kind.TEXT), *(Column(f"step-{step}", str(step)) for step in STEPS), Column("n", "Answers")),
                spread,
                ("1 is not at all, 5 is entirely.",),
            ),
        ),
    )  # fmt: skip


def _mean_row(day: int, found: Sequence[Rated], asked: int, minimum: int) -> tuple[Value, ...]:
    if 0 < len(found) < minimum:
        return f"Day {day}", HIDDEN, HIDDEN, asked, HIDDEN
    mean = rounded(sum((one.mean for one in found), Fraction()) / len(found), 1) if found else None
    return f"Day {day}", mean, len(found), asked, as_percent(Fraction(len(found), asked)) if asked else None


def _spread_row(day: int, found: Sequence[Rated], minimum: int) -> tuple[Value, ...]:
    if 0 < len(found) < minimum:
        return f"Day {day}", *(HIDDEN for _ in STEPS), HIDDEN
    counts = Counter(one.would_keep for one in found)
    return f"Day {day}", *(shown(one) for one in suppress([counts[step] for step in STEPS], minimum)), len(found)


@dataclass(frozen=True)
class Learned:
    """A graduate: the names of credentials gained, and days from graduating to the first (or watched without one)."""

    credentials: frozenset[str]
    first: Stay


def credentials_section(people: Sequence[Learned], *, minimum: int) -> Section:
    """Credentials gained, and how long the first one took, of those who completed."""
    title = "Credentials gained, and how soon"
    if len(people) < minimum:
        empty = f"When {minimum} people or more have completed the boot camp, this shows the credentials they gained."
        return Section("credentials", title, "credentials", empty=empty)
    curve = kaplan_meier(one.first for one in people)
    counts = Counter(len(one.credentials) for one in people)
    groups = [counts[0], counts[1], sum(n for number, n in counts.items() if number > 1)]
    rows = tuple(
        (label, shown(n)) for label, n in zip(("None", "One", "Two or more"), suppress(groups, minimum), strict=True)
    )
    named = Counter(name for one in people for name in one.credentials)
    each = tuple(
        (name, *(share_values(Share(n, len(people), 0, minimum))[:2]), len(people)) for name, n in sorted(named.items())
    )
    half = curve.median
    tiles = (
        Tile(
            "Half have their first one",
            "not yet" if half is None else "when they graduate" if half == 0 else f"within {_months(half)}",
            (f"of {len(people):,} graduates",),
        ),
    )
    return Section(
        "credentials",
        title,
        "credentials",
        lead=("From the day of completion; one gained before counts on that day. Who has none yet is watched until today.",),
        tiles=tiles,
        tables=(
            Table(
                "first-credential",
                "Have their first credential, of a hundred",
                (
                    Column("after", "After", Kind.TEXT),
                    Column("gained", "Have one", Kind.PERCENT, "One minus the estimate of Kaplan and Meier."),
                    Column("interval", "95% interval", Kind.TEXT, "Greenwood’s variance on the log(-log) scale."),
                    Column("at_risk", "Without one, and watched", Kind.COUNT),
                ),
                tuple(_gained(curve, name, day, minimum) for name, day in LANDMARKS),
            ),
            Table(
                "credentials-number",
                "How many each has gained",
                (Column("number", "Credentials", Kind.TEXT), Column("n", "Graduates")),
                (*rows, ("All graduates", len(people))),
            ),
            *(
                [
                    Table(
                        "credentials-each",
                        "Which",
                        (
                            Column("credential", "Credential", Kind.TEXT),
                            Column("share", "Of all graduates", Kind.PERCENT),
                            Column("n", "Have gained it"),
                            Column("of", "Graduates"),
                        ),
                        each,
                    )
                ]
                if each
                else []
            ),
        ),
    )  # fmt: skip


def _months(days: int) -> str:
    number = -(-days * 12 // 365)
    return f"{number} month{'s' if number > 1 else ''}"


def _gained(curve: Curve, name: str, day: int, minimum: int) -> tuple[Value, ...]:
    found = curve.at(day)
    if found.survival is None:
        return name, None, None, found.at_risk
    if 0 < found.at_risk < minimum:
        return name, HIDDEN, HIDDEN, HIDDEN
    ends = None if found.low is None or found.high is None else ((1 - found.high) * 100, (1 - found.low) * 100)
    return name, as_percent(1 - Fraction(found.survival)), as_percents(ends), found.at_risk


@dataclass(frozen=True)
class Said:
    """One question of the yearly survey: its words, and how often each answer was given. `many`: several may be ticked."""

    key: str
    question: str
    answers: Mapping[str, int]
    many: bool = False


def yearly_section(questions: Sequence[Said], *, asked: int, answered: int, waiting: int, minimum: int) -> Section:
    """What graduates say a year on: totals, never one person's. Below 80% response bounds stand for a point."""
    title = "What graduates say, a year on"
    if answered < minimum:
        empty = f"When {minimum} people or more have answered the yearly survey, their answers stand here in total."
        return Section("yearly", title, "yearly", empty=empty)
    due = asked - waiting
    response = as_percent(Fraction(answered, due)) if due else None
    return Section(
        "yearly",
        title,
        "yearly",
        lead=(
            "The latest survey of each person that they answered or that is over. No one person’s answers are shown to anybody.",
        ),
        tiles=(Tile("Answered", f"{response}%", (f"{answered:,} of {due:,} asked", f"{waiting:,} may still answer")),),
        tables=tuple(_said(one, answered, due - answered, minimum) for one in questions),
    )


def _said(one: Said, answered: int, silent: int, minimum: int) -> Table:
    known = sum(one.answers.values()) if not one.many else answered
    unknown = answered + silent - known
    counts = list(one.answers.values())
    safe = [n if n == 0 or n >= minimum else None for n in counts] if one.many else suppress(counts, minimum)
    rows = []
    for label, n in zip(one.answers, safe, strict=True):
        share = Share(n or 0, known, unknown, minimum, hidden=n is None)
        if one.many and share.is_hidden:
            n = None
        rows.append((label, share_values(None if n is None else Share(n, known, unknown))[0], shown(n), known))
    columns = (
        Column("answer", "Answer", Kind.TEXT),
        Column("share", "Of those who answered; bounds where fewer than 80% did", Kind.PERCENT),
        Column("n", "People"),
        Column("of", "Answered this"),
    )
    return Table(f"yearly-{one.key}", one.question, columns, tuple(rows))

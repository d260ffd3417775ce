"""Laying a programme over days: which days are taught, what falls on which, and when that is. Plain Python, no database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WORKING_WEEK = (0, 1, 2, 3, 4)
LONGEST_TITLE = 160


class DoesNotFit(ValueError):
    """The dates and the programme do not go together. The message says why and how to put it right."""


# --- holidays ---------------------------------------------------------------------------------------------------------


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (1, 2 ...; -1 the last) of a weekday (0 Monday) in a month."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


FEDERAL: tuple[tuple[str, Callable[[int], date]], ...] = (
    ("New Year's Day", lambda year: date(year, 1, 1)),
    ("Birthday of Martin Luther King, Jr.", lambda year: nth_weekday(year, 1, 0, 3)),
    ("Washington's Birthday", lambda year: nth_weekday(year, 2, 0, 3)),
    ("Memorial Day", lambda year: nth_weekday(year, 5, 0, -1)),
    ("Juneteenth National Independence Day", lambda year: date(year, 6, 19)),
    ("Independence Day", lambda year: date(year, 7, 4)),
    ("Labor Day", lambda year: nth_weekday(year, 9, 0, 1)),
    ("Columbus Day", lambda year: nth_weekday(year, 10, 0, 2)),
    ("Veterans Day", lambda year: date(year, 11, 11)),
    ("Thanksgiving Day", lambda year: nth_weekday(year, 11, 3, 4)),
    ("Christmas Day", lambda year: date(year, 12, 25)),
)
"""The holidays of the United States, 5 U.S.C. 6103(a)."""


def observed(day: date) -> date:
    """The weekday a federal holiday is kept on: Friday for a Saturday, Monday for a Sunday (5 U.S.C. 6103(b))."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def federal_holidays(first: date, last: date) -> dict[date, str]:
    """The federal holidays kept between two days, both included, in order."""
    kept = (
        (observed(of(year)), name) for year in range(first.year - 1, last.year + 2) for name, of in FEDERAL
    )  # 1 January on a Saturday is kept in the year before
    return {day: name for day, name in sorted(kept) if first <= day <= last}


# --- days -------------------------------------------------------------------------------------------------------------


def days_taught(
    first: date, last: date, *, weekdays: Collection[int] = WORKING_WEEK, off: Collection[date] = ()
) -> list[date]:
    """The days between two days, both included, that are taught."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() in weekdays and day not in off]


def later_day(
    day: date, by: int, *, weekdays: Collection[int] = WORKING_WEEK, off: Collection[date] = frozenset()
) -> date:
    """The day that is `by` taught days later (earlier, where `by` is negative). `by` 0: the day itself."""
    if not set(weekdays) & set(range(7)):
        raise ValueError("A programme is taught on one day of the week at least.")
    step = timedelta(days=1 if by > 0 else -1)
    for _ in range(abs(by)):
        day += step
        while day.weekday() not in weekdays or day in off:
            day += step
    return day


def shifted_days(
    days: Collection[date], by: int, *, weekdays: Collection[int] = WORKING_WEEK, off: Collection[date] = frozenset()
) -> dict[date, date]:
    """Where each of some days goes when all are put so many taught days later: in the same order, no two on one.

    A day that is not taught itself (something stood on a holiday) pushes those after it on.
    """
    placed: dict[date, date] = {}
    before: date | None = None
    for day in sorted(days):
        goes = later_day(day, by, weekdays=weekdays, off=off)
        if before is not None and goes <= before:
            goes = later_day(before, 1, weekdays=weekdays, off=off)
        placed[day] = before = goes
    return placed


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time of day in a zone, as UTC. One that the clocks skip is taken by the offset before the gap; of two, the first."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


# --- laying -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """A session of a module, without a day."""

    title: str
    starts: time
    ends: time
    same_day: bool = False
    mode: str = "room"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A session on its day. `numbers`: which sessions of the module (from 0) it holds; `goes_on`: begun on a day before."""

    module: int
    numbers: tuple[int, ...]
    title: str
    day: date
    starts: time
    ends: time
    mode: str = "room"
    place: str = ""
    goes_on: bool = False


def blocks(sessions: Sequence[Planned]) -> list[list[int]]:
    """The sessions of a module by the day they take: numbers that share one stand together."""
    found: list[list[int]] = []
    for number, session in enumerate(sessions):
        if found and session.same_day:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def shares(wanted: Sequence[int], days: int) -> list[int]:
    """How many of the days each module gets: its share, at least one. Raises DoesNotFit with fewer days than modules."""
    if days < len(wanted):
        raise DoesNotFit(
            f"The boot camp has {days} weekdays, and {len(wanted)} modules need one each. Move its dates apart."
        )
    total, ends, before = sum(wanted), [0], 0
    for index, own in enumerate(wanted):
        before += own
        ends.append(min(max(round(before * days / total), ends[-1] + 1), days - (len(wanted) - 1 - index)))
    return [after - start for start, after in pairwise(ends)]


def lay(modules: Sequence[Sequence[Planned]], days: Sequence[date]) -> list[Laid]:
    """Lay the sessions of all modules over the days, in order, none left empty.

    As many days as the programme has: one block a day. Fewer: neighbouring blocks of a module share a day, and what is at the same
    time becomes one session with both titles. More: a block goes on for another day. Modules never share a day.
    """
    of_modules = [blocks(sessions) for sessions in modules]
    if any(not own for own in of_modules):
        raise DoesNotFit("A module has no session. Give every module one, or take it out.")
    laid: list[Laid] = []
    start = 0
    for index, count in enumerate(shares([len(own) for own in of_modules], len(days))):
        own, sessions = of_modules[index], modules[index]
        for place, day in enumerate(days[start : start + count]):
            first, last = place * len(own) // count, (place + 1) * len(own) // count
            goes_on = bool(place) and first == (place - 1) * len(own) // count
            numbers = [number for block in own[first : max(last, first + 1)] for number in block]
            laid += together(index, numbers, sessions, day, goes_on=goes_on)
        start += count
    return laid


def together(
    module: int, numbers: Iterable[int], sessions: Sequence[Planned], day: date, *, goes_on: bool
) -> list[Laid]:
    """The sessions of one day; those that would overlap become one."""
    groups: list[list[int]] = []
    until = time.min
    for number in sorted(numbers, key=lambda each: (sessions[each].starts, each)):
        if groups and sessions[number].starts < until:
            groups[-1].append(number)
        else:
            groups.append([number])
        until = max(until, sessions[number].ends)
    return [
        Laid(
            module,
            tuple(group),
            one_title([sessions[number].title for number in group], goes_on=goes_on),
            day,
            sessions[group[0]].starts,
            max(sessions[number].ends for number in group),
            sessions[group[0]].mode,
            sessions[group[0]].place,
            goes_on,
        )
        for group in groups
    ]


def one_title(titles: Sequence[str], *, goes_on: bool) -> str:
    """Titles as one, not longer than a session's title may be."""
    tail = " (continued)" if goes_on else ""
    said = "; ".join(titles)
    room = LONGEST_TITLE - len(tail)
    return (said if len(said) <= room else said[: room - 1].rstrip() + "…") + tail


def day_of_session(laid: Sequence[Laid], module: int, number: int) -> date:
    """The day on which a session of a module (from 1; 0 or one that is not there: the last) has been taught to its end."""
    own = [each for each in laid if each.module == module]
    holding = [each.day for each in own if number and number - 1 in each.numbers]
    return max(holding) if holding else max(each.day for each in own)


def how_it_fits(wanted: int, days: int, off: Mapping[date, str]) -> str:
    """What becomes of a programme of so many days on so many, in words; empty where they are as many."""
    without = ""
    if off:
        names = ", ".join(f"{name} ({day:%A} {day.day} {day:%B})" for day, name in sorted(off.items()))
        without = f" Nothing is taught on {names}."
    if days == wanted:
        return (f"The programme has {wanted} days, and so have these dates." + without).strip()
    if days < wanted:
        return (
            f"The programme has {wanted} days, these dates have {days}: so {wanted - days} "
            f"{'day is' if wanted - days == 1 else 'days are'} shared by neighbouring topics of a module." + without
        )
    return (
        f"The programme has {wanted} days, these dates have {days}: so {days - wanted} "
        f"{'topic goes' if days - wanted == 1 else 'topics go'} on for another day." + without
    )


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody to be put into a section: their number, and the section they are in already."""

    pk: int
    section: int | None = None


def split_evenly(people: Sequence[Learner], sections: Sequence[int]) -> dict[int, int]:
    """Who goes into which section (id -> section).

    Nobody who has a section is moved. The others go, in the order given, each into the section that has the fewest people by then,
    the first of those where several have. So the sections end as even as they can without moving anybody.
    """
    size = {section: sum(each.section == section for each in people) for section in sections}
    placed: dict[int, int] = {}
    for each in people:
        if each.section in size or not size:
            continue
        smallest = min(sections, key=lambda section: size[section])
        placed[each.pk] = smallest
        size[smallest] += 1
    return placed

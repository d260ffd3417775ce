"""The demo's reading: rounds with readers of different severity, a queue that waits, times for interviews, and a board.

Rounds and boards are made through the services; what many readers sent over weeks is written in a few statements.
"""

import random
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from applicants.models import Application, Review, ScreeningResult, ScreeningRun
from applicants.services import operations
from applicants.services.facts import make_facts
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort
from reports.demo.accounts import user_of
from reports.demo.calendar import at
from reviews.models import Assignment, InterviewSlot, ReviewRound, RoundEntry, Scoresheet, SelectionBoard
from reviews.scorecard import Card, read_card, weighted_mean
from reviews.services import calibrating, companions, disagreeing, interviews, slots, staging
from reviews.services.board_building import build
from reviews.services.board_figures import Weights
from reviews.services.board_making import make_board
from reviews.services.entering import put_in
from reviews.services.keeping_apart import write_down
from reviews.services.measuring import measure
from reviews.services.panel import add_reader
from reviews.services.round_closing import close_round
from reviews.services.round_opening import start
from reviews.services.rounds import make_round

Band = ScreeningResult.Band
SEVERITY: Final = (0.05, -0.55, 0.4, 0.0, -0.2, 0.3, -0.1, 0.15)
"""How much each reader in turn marks above or below the others, in points."""
TIRED: Final = 4
"""This reader (from 0) becomes stricter as they go."""
READ_IN_DAYS: Final = 14
"""How long the readers of a round take."""
COMMENTS: Final = (
    "Says what they did, not what they would do. Clear about why.",
    "The story shows persistence; the plan after it is thin.",
    "Learned something hard alone and can explain it.",
    "Motivation is general. Worth an interview to hear more.",
    "Concrete, warm, and honest about what they do not know.",
)
HIGH: Final = "Names what was in the way, and what they did next about it."
LOW: Final = "Nothing in the text was begun by the person."
BEFORE: Final = timedelta(hours=3)
"""So long before the first interview they were asked to choose a time."""
AFTER: Final = timedelta(hours=1)
TALKED: Final = "Answers with examples, asks good questions, knows what the weeks will cost."


@dataclass(frozen=True)
class Reading:
    """A round that was read, in the story: its cohort and run, the best so many, and by whom."""

    cohort: Cohort
    run: ScreeningRun
    best: int
    readers: Sequence[User]
    by: User
    seed: int


def best_of(run: ScreeningRun, best: int) -> list[int]:
    """The applications of a run that are read, the highest score first."""
    ranked = run.results.filter(band__gte=Band.BELOW).order_by("-score", "application")
    return list(ranked.values_list("application", flat=True)[:best])


def open_reading(
    told: Reading, *, name: str = "Reading for potential", cases: Sequence[Application] = ()
) -> ReviewRound:
    """A blind round of the best of a run, each read by three; with calibration cases of an earlier class."""
    round = make_round(
        told.cohort,
        name=name,
        by=told.by,
        reads=min(3, len(told.readers)),
        sees=["choices"],
        others=ReviewRound.Others.NEVER,
        seed=f"{told.seed}:{told.cohort.slug}",
    )
    round.filter_words = f"The best {told.best} of screening run {told.run.pk}"
    round.save(update_fields=["filter_words"])
    for reader in told.readers:
        add_reader(round, reader, by=told.by)
    keys = [each.key for each in read_card(round.scorecard_version.document).attributes]
    for number, case in enumerate(cases):
        calibrating.plant(round, case, agreed=dict.fromkeys(keys, 3 + number % 2), by=told.by)
    put_in(round, best_of(told.run, told.best), by=told.by, reason="Among the best of the screening run.")
    return start(round, by=told.by)


def read(round: ReviewRound, *, seed: int, share: float = 1.0, less: dict[int, float] | None = None) -> int:
    """Readers send what they found, in their own order, over two weeks; how many scoresheets. A few statements.

    `share` of what each has is sent; `less`: account -> another share.
    """
    rng = random.Random(f"read:{round.pk}:{seed}")  # noqa: S311  # a story, not a secret
    card, now = read_card(round.scorecard_version.document), clock.now()
    truth: dict[int, float] = {}
    sheets: list[Scoresheet] = []
    for place, reader in enumerate(round.readers.order_by("pk")):
        mine = list(reader.assignments.filter(Assignment.OPEN).select_related("entry").order_by("lot"))
        sent = round_to(len(mine) * (less or {}).get(reader.user_id, share))
        lean = SEVERITY[place % len(SEVERITY)]
        for nth, one in enumerate(mine[:sent], start=1):
            known = one.entry.agreed  # what was agreed of a calibration case is near what it deserves
            deserved = truth.setdefault(one.entry_id, sum(known) / len(known) if known else rng.gauss(3.3, 0.7))
            tired = -0.5 * nth / max(sent, 1) if place % len(SEVERITY) == TIRED else 0.0
            # Before this moment where there is time left, so that nobody has read in days that are still to come.
            moment = now + timedelta(days=READ_IN_DAYS * nth / max(sent, 1), minutes=rng.randint(0, 50))
            sheets.append(_sheet(one, card, deserved + lean + tired, nth, min(moment, _latest(now)), rng))
    _finish(sheets)
    Scoresheet.objects.bulk_create(sheets, batch_size=1000)
    _keep_short(round, sheets)
    measure(round)
    return len(sheets)


def _finish(sheets: Sequence[Scoresheet]) -> None:
    """What was read is finished when it was sent; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE reviews_assignment AS one SET begun_at = sent.begun_at, finished_at = sent.sent_at
              FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS sent (id, begun_at, sent_at)
             WHERE one.id = sent.id
            """,
            [
                [each.assignment_id for each in sheets],
                [each.begun_at for each in sheets],
                [each.sent_at for each in sheets],
            ],
        )


def round_to(number: float) -> int:
    """The nearest whole number, upwards."""
    return int(number + 0.5)


def _latest(now: datetime) -> datetime:
    """No later than the real present, however the story's clock stands."""
    return max(now, datetime.now(tz=now.tzinfo) - timedelta(minutes=20))


def _sheet(
    one: Assignment, card: Card, level: float, nth: int, moment: datetime, rng: random.Random
) -> Scoresheet:  # fmt: skip
    marks = [min(max(round(rng.gauss(level, 0.55)), 1), 5) for _ in card.attributes]
    notes = {
        each.key: HIGH if mark == 5 else LOW
        for each, mark in zip(card.attributes, marks, strict=True)
        if mark in (1, 5)
    }
    raw = weighted_mean(marks, card.weights)
    flags = [rng.choice(card.red_flags[:2]).key] if card.red_flags and rng.random() < 0.02 else []
    return Scoresheet(
        assignment=one,
        round_id=one.round_id,
        entry=one.entry,
        reader_id=one.reader_id,
        sent_id=UUID(int=rng.getrandbits(128), version=4),
        marks=marks,
        notes=notes,
        red_flags=flags,
        recommendation=min(max(round(raw / 100 + rng.gauss(0, 0.3)), 1), 5),
        comment=rng.choice(COMMENTS),
        raw=raw,
        nth=nth,
        begun_at=moment - timedelta(minutes=rng.randint(4, 11)),
        sent_at=moment,
    )


def _keep_short(round: ReviewRound, sheets: Sequence[Scoresheet]) -> None:
    """The short record of each reading, which lists, rubrics and reports read."""
    readers = dict(round.readers.values_list("pk", "user_id"))
    own = [each for each in sheets if not each.entry.is_calibration]
    Review.objects.bulk_create(
        [
            Review(
                application_id=each.entry.application_id,
                reviewer_id=readers[each.reader_id],
                mark=each.recommendation,
                comment=each.comment,
                created_at=each.sent_at,
            )
            for each in own
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
    make_facts(sorted({each.entry.application_id for each in own}))


def read_and_close(told: Reading, *, cases: Sequence[Application] = ()) -> ReviewRound:
    """The best of a run are read, and the round is over; two readers who differ have brought another."""
    round = open_reading(told, cases=cases)
    read(round, seed=told.seed)
    now = clock.now()
    # After the last reading, not at the real present: a board of a past class is not older than what it is made of.
    with clock.at(min(now + timedelta(days=READ_IN_DAYS + 1), _latest(now))):
        for entry in round.entries.filter(spread__gte=round.third_reader_at, is_calibration=False).order_by("pk")[:6]:
            disagreeing.look(entry)
        _read_more(round, seed=told.seed)
        return close_round(round, by=told.by)


def _read_more(round: ReviewRound, *, seed: int) -> None:
    """Those whom a disagreement brought send theirs too."""
    rng = random.Random(f"more:{round.pk}:{seed}")  # noqa: S311  # a story, not a secret
    card, sheets = read_card(round.scorecard_version.document), list[Scoresheet]()
    moment = clock.now()
    for one in Assignment.objects.filter(Assignment.OPEN, round=round).select_related("entry", "reader"):
        nth = Scoresheet.objects.filter(reader=one.reader).count() + 1 + sum(
            each.reader_id == one.reader_id for each in sheets
        )  # fmt: skip
        sheets.append(_sheet(one, card, (one.entry.raw or 330) / 100, nth, moment, rng))
        Assignment.objects.filter(pk=one.pk).update(begun_at=moment, finished_at=moment)
    Scoresheet.objects.bulk_create(sheets)
    _keep_short(round, sheets)
    measure(round)


def stage_by_board(told: Reading, round: ReviewRound, *, seats: int, waitlist: int) -> SelectionBoard:
    """A board of screening and reading; its places are staged as a person would: prepared, confirmed, worked."""
    board = make_board(
        cohort=told.cohort,
        name=f"Class of {told.cohort}",
        by=told.by,
        weights=Weights(run=30, reading=70, interview=0),
        seats=seats,
        waitlist=waitlist,
        run=told.run,
        reading=round,
    )
    build(board.pk)
    board.refresh_from_db()
    operation = staging.stage_board(board, by=told.by)
    operations.confirm(operation, by=told.by, typed=operation.total)
    for chunk in operation.chunks.order_by("number").values_list("pk", flat=True):
        operations.work_chunk(chunk)
    told_at = clock.now()
    type(operation).objects.filter(pk=operation.pk).update(
        created_at=told_at, confirmed_at=told_at, finished_at=told_at
    )
    return board


def still_reading(told: Reading, *, reviewer: User, cases: Sequence[Application] = ()) -> ReviewRound:
    """A round that is open now: most have sent most of theirs, the demo's reviewer has just begun, one reader knows somebody."""
    round = open_reading(told, name="First reading", cases=cases)
    other = next(each for each in told.readers if each != reviewer)
    known = round.assignments.filter(reader__user=other, entry__is_calibration=False).order_by("pk").first()
    if known is not None:
        write_down(other, known.entry.application.applicant, why="They sing in the same choir.", by=told.by)
    read(round, seed=told.seed, share=0.7, less={reviewer.pk: 0.12})
    return round


def talk(told: Reading, reading: ReviewRound, *, interviewers: Sequence[User]) -> ReviewRound:
    """Some of those who were read are asked to an interview.

    A few have talked, one did not come, some have chosen a time that is to come, and some have not chosen. At some times a second
    interviewer comes along, which links them.
    """
    now = clock.now()
    best = reading.entries.filter(raw__isnull=False, is_calibration=False).order_by("-adjusted", "-raw", "pk")
    chosen = list(best.values_list("application", flat=True)[:8])
    over = _hours_between(reading.status_changed_at + BEFORE, now - AFTER)[-min(len(chosen) // 2, 3) :]
    with clock.at(over[0] - BEFORE if over else now):
        round = make_round(told.cohort, name="First talks", kind=ReviewRound.Kind.INTERVIEW, by=told.by, reads=1)
        round.filter_words = "The best of the first reading so far"
        round.save(update_fields=["filter_words"])
        for user in interviewers:
            add_reader(round, user, by=told.by)
        put_in(round, chosen, by=told.by, reason="Asked to an interview after the first reading.")
        start(round, by=told.by)
        for place, starts_at in enumerate(over):
            user = interviewers[place % len(interviewers)]
            slots.offer(round, by=user, starts=[starts_at], minutes=30, link=_link(interviewers.index(user)))
        _come_along(round.slots.order_by("starts_at", "pk"), interviewers)
        have_talked = _choose(round, most=len(over))
    for place, slot in enumerate(have_talked, start=1):
        with clock.at(slot.starts_at + AFTER / 2):
            _settle(slot, came=place < max(len(have_talked), 2), seed=told.seed)
    day = now.astimezone(told.cohort.tz).date() + timedelta(days=3)
    days = [day + timedelta(days=more) for more in range(7) if (day + timedelta(days=more)).weekday() < 5]
    for place, user in enumerate(interviewers):
        starts = [at(one, hour, 30 * (place % 2)) for one in days[:3] for hour in (9, 10, 14)]
        slots.offer(round, by=user, starts=starts, minutes=30, link=_link(place))
    _come_along(round.slots.filter(starts_at__gt=now, entry__isnull=True).order_by("starts_at", "pk")[:6], interviewers)
    _choose(round, most=max(len(chosen) - len(have_talked) - 2, 1))
    return round


def _come_along(times: Iterable[InterviewSlot], interviewers: Sequence[User]) -> None:
    """The next interviewer in turn comes to each of these times, where they have none of their own then."""
    for slot in times:
        user = interviewers[(interviewers.index(slot.interviewer.user) + 1) % len(interviewers)]
        with suppress(slots.SlotRefused):
            companions.join(slot, reader=slot.round.readers.select_related("user").get(user=user), by=user)


def _hours_between(first: datetime, last: datetime) -> list[datetime]:
    """The full hours of working time between two moments, in order."""
    days = (last.date() - first.date()).days + 2
    hours = [at(first.date() + timedelta(days=day - 1), hour) for day in range(days + 1) for hour in range(9, 17)]
    return [each for each in hours if first <= each <= last]


def _link(place: int) -> str:
    return f"https://meet.example.org/first-talks-{place + 1}"


def _choose(round: ReviewRound, *, most: int) -> list[InterviewSlot]:
    """So many of those without a time take the next ones that are free."""
    entries = RoundEntry.objects.filter(round=round, slots__isnull=True).select_related("application__applicant__user")
    free = InterviewSlot.objects.filter(round=round, entry__isnull=True, starts_at__gt=clock.now())
    pairs = zip(entries.order_by("pk")[:most], list(free.order_by("starts_at", "pk")), strict=False)
    return [interviews.choose(entry, slot, by=user_of(entry.application)) for entry, slot in pairs]


def _settle(slot: InterviewSlot, *, came: bool, seed: int) -> None:
    """Its interviewers send their scorecards, or the one who offered it says that nobody came."""
    by = slot.interviewer.user
    if not came:
        interviews.settle(slot, outcome=InterviewSlot.Outcome.NO_SHOW, by=by)
        return
    rng = random.Random(f"talk:{slot.pk}:{seed}")  # noqa: S311  # a story, not a secret
    card = read_card(slot.round.scorecard_version.document)
    for who in (by, *(each.reader.user for each in slot.company)):
        interviews.finish(
            slot,
            by=who,
            sent_id=UUID(int=rng.getrandbits(128), version=4),
            marks={each.key: rng.choice((3, 4, 4)) for each in card.attributes},
            notes={},
            red_flags=[],
            recommendation=4,
            comment=TALKED,
        )

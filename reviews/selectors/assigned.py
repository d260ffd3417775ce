"""Who reads what, as staff see it: loads, what is short of readers and why, pairs kept apart, cases. Staff see names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Count, F, Prefetch, Q, QuerySet

from applicants.models import Applicant, Application
from applicants.selectors.searching import people
from applicants.services.reviewing import READ_IN
from reviews.models import Assignment, ReaderConflict, ReviewRound, RoundEntry, RoundReader
from reviews.selectors.apart import PAIRS, pairs

PAGE: Final = 50
ALIVE: Final = Q(assignments__ended_at__isnull=True, assignments__isnull=False)
IN_WORK: Final = Q(is_calibration=True) | Q(application__status__in=READ_IN)
SHOWS: Final = {"all": "All", "short": "Short of readers", "waiting": "Being read", "read": "Read by all"}
PUBLIC: Final = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com", "icloud.com",
    "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.net", "gmx.de", "mail.com", "zoho.com",
    "fastmail.com", "comcast.net", "verizon.net", "att.net",
})  # fmt: skip
"""Domains under which anybody has an address: to share one says nothing."""


@dataclass(frozen=True)
class Load:
    """How much one reader has: read, to read, and what went to others."""

    reader: RoundReader
    read: int
    waiting: int
    cases: int
    given_back: int

    @property
    def total(self) -> int:
        """Read and to be read."""
        return self.read + self.waiting


@dataclass(frozen=True)
class Dealt:
    """A round's readings in figures."""

    entries: int
    wanted: int
    read: int
    waiting: int
    short: int
    """Readings that nobody has: places, not applications."""
    short_entries: int


def loads(round: ReviewRound) -> list[Load]:
    """Every reader of a round, those who left last; two queries, of which one counts the round's readings in one pass."""
    cases = RoundEntry.objects.filter(round=round, is_calibration=True).values("pk")
    alive = Q(ended_at__isnull=True)
    given = Assignment.objects.filter(round=round).order_by().values_list("reader")
    numbers = {
        reader: each
        for reader, *each in given.annotate(
            n_read=Count("pk", filter=Q(finished_at__isnull=False)),
            n_waiting=Count("pk", filter=alive & Q(finished_at__isnull=True)),
            n_cases=Count("pk", filter=alive & Q(entry__in=cases)),
            n_back=Count("pk", filter=Q(ended_as__in=["recused", "abstained", "expired"])),
        )
    }
    readers = RoundReader.objects.filter(round=round).select_related("user")
    ordered = readers.order_by(F("left_at").asc(nulls_first=True), "user__name", "pk")
    return [Load(each, *numbers.get(each.pk, (0, 0, 0, 0))) for each in ordered]


def dealt(round: ReviewRound) -> Dealt:
    """How much is read, waits, and is nobody's; calibration cases are not counted. One query.

    Of those that were decided about meanwhile, what was read counts and no more is wanted. Who is in work comes from the index
    of the class alone: no row of an application is read.
    """
    sql = """
        SELECT count(*), COALESCE(sum(CASE WHEN in_work THEN %(reads)s + more_reads ELSE n_read + n_waiting END), 0),
               COALESCE(sum(n_read), 0), COALESCE(sum(n_waiting), 0),
               COALESCE(sum(GREATEST(0, %(reads)s + more_reads - n_read - n_waiting)) FILTER (WHERE in_work), 0),
               count(*) FILTER (WHERE in_work AND n_read + n_waiting < %(reads)s + more_reads)
          FROM (SELECT entry.more_reads, application.id IS NOT NULL AS in_work, COALESCE(given.n_read, 0) AS n_read,
                       COALESCE(given.n_waiting, 0) AS n_waiting
                  FROM reviews_roundentry AS entry
                  LEFT JOIN applicants_application AS application
                    ON application.id = entry.application_id AND application.cohort_id = %(cohort)s
                   AND application.status = ANY(%(read_in)s)
                  LEFT JOIN (SELECT entry_id, count(*) FILTER (WHERE finished_at IS NOT NULL) AS n_read,
                                    count(*) FILTER (WHERE finished_at IS NULL) AS n_waiting
                               FROM reviews_assignment WHERE round_id = %(round)s AND ended_at IS NULL GROUP BY entry_id) AS given
                    ON given.entry_id = entry.id
                 WHERE entry.round_id = %(round)s AND entry.left_at IS NULL AND NOT entry.is_calibration) AS each
    """
    values: dict[str, Any] = {
        "round": round.pk,
        "cohort": round.cohort_id,
        "reads": round.reads,
        "read_in": [status.value for status in READ_IN],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return Dealt(*cursor.fetchone())


def entries(round: ReviewRound, *, show: str = "all", after: int = 0, search: str = "") -> list[RoundEntry]:
    """A page of the applications of a round and one more if there is more, each with `n_alive`, `n_read`, `wants` and `given`."""
    found = RoundEntry.objects.filter(round=round, left_at__isnull=True, pk__gt=after, is_calibration=False).annotate(
        n_alive=Count("assignments", filter=ALIVE),
        n_read=Count("assignments", filter=Q(assignments__finished_at__isnull=False)),
        wants=F("more_reads") + round.reads,
    )
    if search:
        found = found.filter(_named(search))
    if show == "short":
        found = found.filter(IN_WORK, n_alive__lt=F("wants"))
    elif show == "waiting":
        found = found.filter(n_read__lt=F("n_alive"))
    elif show == "read":
        found = found.filter(n_read__gte=F("wants"))
    rows = found.select_related("application__applicant").prefetch_related(_given()).order_by("pk")
    return [*rows[: PAGE + 1]]


def entry_of(round: ReviewRound, pk: int) -> QuerySet[RoundEntry]:
    """One application of a round with everything that was ever given of it."""
    return RoundEntry.objects.filter(round=round, pk=pk).select_related("application__applicant", "round")


def given_of(entry: RoundEntry) -> list[Assignment]:
    """Everybody who has or had it, in the order in which they were given it; one query."""
    return [*entry.assignments.select_related("reader__user").order_by("assigned_at", "pk")]


def short_of_readers(round: ReviewRound, rows: Sequence[RoundEntry]) -> dict[int, str]:
    """Entry -> why nobody else has it, in words, for those of `rows` (of `entries`) that want more. Two queries."""
    short = [each for each in rows if each.n_alive < each.wants]  # type: ignore[attr-defined]  # annotated
    if not short:
        return {}
    present = {each.reader.pk: each for each in loads(round) if each.reader.left_at is None}
    apart = _apart(round, [each.pk for each in short])
    return {each.pk: _why_short(each, present, apart.get(each.pk, set())) for each in short}


def who_may_get(entry: RoundEntry) -> list[RoundReader]:
    """The readers who may be given an application and never had it, those with the least first, each with `n_alive`.

    Four queries. What they have is counted in one pass: joined, each reading would carry its reader's whole row along.
    """
    apart = _apart(entry.round, [entry.pk]).get(entry.pk, set())
    free = RoundReader.objects.filter(round=entry.round, left_at__isnull=True, user__is_active=True).exclude(
        pk__in=apart
    )
    given = Assignment.objects.filter(round=entry.round_id, ended_at__isnull=True).order_by().values_list("reader")
    alive = dict(given.annotate(n=Count("pk")))
    found = list(free.exclude(assignments__entry=entry).select_related("user").order_by("user__name", "pk"))
    for each in found:
        vars(each).update(n_alive=alive.get(each.pk, 0))
    found.sort(key=lambda each: alive.get(each.pk, 0))
    return [each for each in found if each.cap is None or alive.get(each.pk, 0) < each.cap]


@dataclass(frozen=True)
class Apart:
    """A pair that is kept apart in a round."""

    entry: int
    reader_id: int
    application: int
    person: str
    reader: str
    why: str
    conflict: int | None
    """What was written down, if that is why."""
    said_by_reader: bool
    words: str


def kept_apart(round: ReviewRound, *, after: tuple[int, int] = (0, 0)) -> list[Apart]:
    """The pairs of a round that are kept apart and why, a page and one more, by application; one query."""
    sql = f"""
        SELECT pair.entry, pair.reader, application.id, COALESCE(NULLIF(person.name, ''), person.email, ''),
               COALESCE(NULLIF(account.name, ''), account.email), min(pair.why), min(conflict.id),
               COALESCE(bool_or(conflict.by_id = conflict.reader_id), FALSE), COALESCE(min(conflict.why), '')
          FROM ({PAIRS}) AS pair (entry, reader, why)
          JOIN reviews_roundentry AS entry ON entry.id = pair.entry
          JOIN applicants_application AS application ON application.id = entry.application_id
          JOIN applicants_applicant AS person ON person.id = application.applicant_id
          JOIN reviews_roundreader AS reader ON reader.id = pair.reader
          JOIN accounts_user AS account ON account.id = reader.user_id
          LEFT JOIN reviews_readerconflict AS conflict
            ON conflict.reader_id = account.id AND conflict.applicant_id = person.id
         WHERE (pair.entry, pair.reader) > (%(entry)s, %(reader)s)
         GROUP BY pair.entry, pair.reader, application.id, person.name, person.email, account.name, account.email
         ORDER BY pair.entry, pair.reader LIMIT %(page)s
    """  # noqa: S608  # constants of this house
    values = {"round": round.pk, "entry": after[0], "reader": after[1], "page": PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Apart(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class SharedDomain:
    """A reader whose address stands under the domain of an organisation, as do those of people in the round."""

    reader_id: int
    reader: str
    domain: str
    people: int


def shared_domains(round: ReviewRound) -> list[SharedDomain]:
    """Where readers and people of a round share the domain of an organisation and are not kept apart yet; one query."""
    sql = f"""
        SELECT reader.id, COALESCE(NULLIF(account.name, ''), account.email), split_part(lower(account.email), '@', 2),
               count(DISTINCT person.id)
          FROM reviews_roundreader AS reader
          JOIN accounts_user AS account ON account.id = reader.user_id
          JOIN reviews_roundentry AS entry ON entry.round_id = reader.round_id AND entry.left_at IS NULL
          JOIN applicants_application AS application ON application.id = entry.application_id
          JOIN applicants_applicant AS person ON person.id = application.applicant_id
           AND split_part(lower(person.email), '@', 2) = split_part(lower(account.email), '@', 2)
         WHERE reader.round_id = %(round)s AND reader.left_at IS NULL
           AND split_part(lower(account.email), '@', 2) <> ALL(%(public)s)
           AND NOT EXISTS (SELECT FROM ({PAIRS}) AS pair (entry, reader, why)
                            WHERE pair.entry = entry.id AND pair.reader = reader.id)
         GROUP BY 1, 2, 3 ORDER BY 2, 3
    """  # noqa: S608  # constants of this house
    with connection.cursor() as cursor:
        cursor.execute(sql, {"round": round.pk, "public": sorted(PUBLIC)})
        return [SharedDomain(*row) for row in cursor.fetchall()]


def same_domain(round: ReviewRound, reader: RoundReader, domain: str) -> list[int]:
    """The people of a round under a domain that is this reader's too, by id; empty where it is not, or anybody's."""
    domain = domain.strip().lower()
    if domain in PUBLIC or reader.user.email.lower().partition("@")[2] != domain:
        return []
    entries = RoundEntry.objects.filter(round=round, left_at__isnull=True)
    found = entries.filter(application__applicant__email__iendswith=f"@{domain}")
    return [*found.order_by("application__applicant").values_list("application__applicant", flat=True).distinct()]


def cases(round: ReviewRound) -> list[RoundEntry]:
    """The calibration cases of a round, each with `n_read` and `n_waiting`; those taken out last. One query."""
    return [
        *RoundEntry.objects.filter(round=round, is_calibration=True)
        .select_related("application__applicant", "application__cohort", "agreed_by")
        .annotate(
            n_read=Count("assignments", filter=Q(assignments__finished_at__isnull=False)),
            n_waiting=Count("assignments", filter=ALIVE & Q(assignments__finished_at__isnull=True)),
        )
        .order_by(F("left_at").asc(nulls_first=True), "pk")
    ]


def people_of(round: ReviewRound, text: str) -> list[Applicant]:
    """People of a round by a part of the name, the beginning of the address or the number of the application; ten at most."""
    inside = Applicant.objects.filter(applications__round_entries__round=round)
    found = (
        inside.filter(applications__pk=int(text))
        if _is_number(text)
        else inside.filter(pk__in=people(text).values("pk"))
    )
    return [*found.distinct().order_by("name", "pk")[:10]]


def conflicts_of(round: ReviewRound, pk: int) -> QuerySet[ReaderConflict]:
    """A conflict that concerns a round: of one of its readers with one of its people."""
    return ReaderConflict.objects.filter(
        pk=pk, reader__in=round.readers.values("user"), applicant__applications__round_entries__round=round
    ).distinct()


def application_numbered(number: int) -> Application | None:
    """The application of a number, sent in."""
    return Application.objects.filter(pk=number).exclude(status="draft").select_related("cohort", "applicant").first()


def _given() -> Prefetch:
    alive = (
        Assignment.objects.filter(ended_at__isnull=True).select_related("reader__user").order_by("assigned_at", "pk")
    )
    return Prefetch("assignments", queryset=alive, to_attr="given")


def _named(search: str) -> Q:
    if _is_number(search):
        return Q(application=int(search))
    return Q(application__applicant__in=people(search).values("pk"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def _apart(round: ReviewRound, ids: list[int]) -> dict[int, set[int]]:
    """Entry -> readers who may not get it, or had it."""
    apart: dict[int, set[int]] = {}
    for entry, reader, _ in pairs(round, entry_ids=ids):
        apart.setdefault(entry, set()).add(reader)
    for entry, reader in Assignment.objects.filter(entry__in=ids).values_list("entry", "reader"):
        apart.setdefault(entry, set()).add(reader)
    return apart


def _why_short(entry: Any, present: dict[int, Load], apart: set[int]) -> str:
    free = [each for pk, each in present.items() if pk not in apart]
    n = entry.wants - entry.n_alive
    wants = "one reader more" if n == 1 else f"{n} readers more"
    if not present:
        return f"It wants {wants}, and nobody reads in this round."
    if not free:
        return f"It wants {wants}, and everybody else has read it, gave it back or may not read it: add a reader."
    if all(each.reader.cap is not None and each.total >= each.reader.cap for each in free):
        return f"It wants {wants}, and who may read it reads as many as they said: raise a cap or add a reader."
    return f"It wants {wants}: give what is missing."

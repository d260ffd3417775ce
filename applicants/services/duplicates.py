"""Looking for people who applied twice: keys are made, likely pairs meet in blocks of the same key, and are compared only there.

Nothing is decided here but that two people are two: a person looks at each pair, and merges (`merging`) or tells them apart.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from applicants.lifecycle import ApplicationStatus
from applicants.matching.keys import ANSWERS, NAME, Key, Person, keys_of
from applicants.matching.likeness import Facts, Likeness, compare, facts_of
from applicants.models import Application, DuplicatePair, ImportBatch, MatchKey
from applicants.services.bell import ring, ring_soon
from applicants.services.merging import MergeRefused, check_can_decide, merge, undo_merge
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort, Question

__all__ = [
    "Found",
    "MergeRefused",
    "ask_to_look",
    "find_pairs",
    "look_at",
    "look_for",
    "make_keys",
    "mark_different",
    "merge",
    "missed",
    "undo_merge",
]

AT_ONCE: Final = 2000
"""People whose keys are made at a time."""
BLOCK: Final = 30
"""How many may share a key and still be compared with each other. What more people share tells nobody apart, and is passed over."""
MISSED_AT_ONCE: Final = 10_000
_LOCK: Final = 7_301_003
"""Of the advisory locks: one looks at a time, so that of two who come in at once the second always meets the first."""
_TASK: Final = "applicants.tasks.find_duplicates"


@dataclass
class Found:
    """What a look did: people whose keys were made, pairs compared, pairs to look at, and keys that too many people share."""

    people: int = 0
    compared: int = 0
    listed: int = 0
    common: set[Key] = field(default_factory=set)


def ask_to_look(application_ids: Sequence[int]) -> None:
    """Ring for a worker to look for the people of these applications; call it after commit. Beat catches what the bell loses."""
    ring(_TASK, [[ids] for ids in _in_parts(application_ids)])


def ask_to_look_soon(application_ids: Sequence[int]) -> None:
    """As `ask_to_look`, in one message with the others of the same moment: for what many people do one by one."""
    ring_soon(_TASK, application_ids)


def look_at(application_ids: Sequence[int]) -> Found:
    """Make keys and find pairs for the people of these applications. Twice gives the same."""
    return look_for(
        list(
            Application.objects.filter(pk__in=application_ids).order_by().values_list("applicant", flat=True).distinct()
        )
    )


def look_for(applicant_ids: Iterable[int]) -> Found:
    """Make the keys of these people and find the pairs they are in, 2,000 at a time, each in one transaction."""
    total = Found()
    for ids in _in_parts(sorted(set(applicant_ids))):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_LOCK])
            total.people += make_keys(ids)
            found = find_pairs(ids)
        total.compared += found.compared
        total.listed += found.listed
        total.common |= found.common
    return total


def missed(*, within: timedelta = timedelta(days=2)) -> list[int]:
    """The people who came in lately and have no keys yet, 10,000 at most: their bell was not heard. Two queries, by index."""
    since = clock.now() - within
    keys = MatchKey.objects.filter(applicant=OuterRef("applicant"))
    waiting = Application.objects.exclude(status=ApplicationStatus.DRAFT).filter(~Exists(keys)).order_by()
    sent = waiting.filter(cohort__in=Cohort.objects.filter(closes_at__gte=since), submitted_at__gte=since)
    imports = list(ImportBatch.objects.filter(finished_at__gte=since).values_list("pk", flat=True))
    both = (sent, waiting.filter(imported_by__in=imports))
    return sorted({pk for each in both for pk in each.values_list("applicant", flat=True)[:MISSED_AT_ONCE]})


def make_keys(applicant_ids: Sequence[int]) -> int:
    """Make (or make anew) the keys of these people; returns how many people there were. Five statements at any size.

    Somebody with nothing to go by gets one empty key, which is in no block: their keys are made, there are none.
    """
    people = _people(applicant_ids, with_texts=True)
    rows = [
        (pk, kind, value) for pk, person in people.items() for kind, value in sorted(keys_of(person)) or [(NAME, "")]
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM applicants_matchkey AS old WHERE old.applicant_id = ANY(%s) AND NOT EXISTS (
                SELECT FROM unnest(%s::bigint[], %s::smallint[], %s::text[]) AS made (applicant_id, kind, value)
                 WHERE made.applicant_id = old.applicant_id AND made.kind = old.kind AND made.value = old.value)
            """,
            [list(applicant_ids), *columns],
        )
        cursor.execute(
            """
            INSERT INTO applicants_matchkey (applicant_id, kind, value)
            SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::text[]) ON CONFLICT DO NOTHING
            """,
            columns,
        )
    return len(people)


def find_pairs(applicant_ids: Sequence[int]) -> Found:
    """Find everybody whom these people may be, among all whose keys are made, and keep the pairs worth a look.

    A record that was merged stands for the one it was merged into. Pairs that a person has looked at are never asked again; open
    ones that are no longer alike go. The number of statements does not grow with people.
    """
    ids = list(applicant_ids)
    sizes = _block_sizes(ids)
    common = {key for key, size in sizes.items() if size > BLOCK}
    pairs = _pairs_in_blocks(ids, [key for key in sizes if key not in common])
    facts, roots = _facts({pk for pair in pairs for pk in pair})
    rare = {value for (kind, value), size in sizes.items() if kind == NAME and size <= 3 and value.startswith("s:")}
    best: dict[tuple[int, int], Likeness] = {}
    for one, other in pairs:
        if one not in facts or other not in facts or roots[one] == roots[other]:
            continue
        is_rare = bool(rare) and _name_key(facts[one]) in rare
        likeness = compare(facts[one], facts[other], common=common, rare_name=is_rare, in_full=False)
        if not likeness.is_listed:
            continue
        pair = (min(roots[one], roots[other]), max(roots[one], roots[other]))
        if pair != (min(one, other), max(one, other)):
            likeness = Likeness(likeness.score, (*likeness.reasons, "earlier"))
        if pair not in best or best[pair].score < likeness.score:
            best[pair] = likeness
    for told in _told_apart(roots):
        best.pop(told, None)
    _keep(ids, best)
    return Found(compared=len(pairs), listed=len(best), common=common)


@transaction.atomic
def mark_different(pair: DuplicatePair, *, by: User) -> DuplicatePair:
    """Two people: they are never asked about again. Raises MergeRefused where somebody has decided already."""
    locked = DuplicatePair.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=pair.pk)
    check_can_decide(locked)
    locked.verdict, locked.decided_by, locked.decided_at = DuplicatePair.Verdict.DIFFERENT, by, clock.now()
    locked.save(update_fields=["verdict", "decided_by", "decided_at"])
    return locked


def _in_parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield list(ids[start : start + AT_ONCE])


def _name_key(facts: Facts) -> str:
    return "s:" + " ".join(sorted(facts.tokens))


def _people(ids: Iterable[int], *, with_texts: bool) -> dict[int, Person]:
    """What is compared of these people; three queries with the texts, one without."""
    wanted = list(ids)
    texts: dict[int, list[list[str]]] = {}
    if with_texts:
        applications = _rows(
            """
            SELECT applicant_id, question_set_id, answers::text FROM applicants_application
             WHERE applicant_id = ANY(%s) AND status <> %s ORDER BY id
            """,
            wanted,
            ApplicationStatus.DRAFT.value,
        )
        keys = _long_texts({form for _, form, _ in applications})
        for applicant, form, answers in applications:
            given = json.loads(answers)
            texts.setdefault(applicant, []).append([str(given[key]) for key in keys.get(form, ()) if given.get(key)])
    people = _rows("SELECT id, name, email, phone FROM applicants_applicant WHERE id = ANY(%s)", wanted)
    return {pk: Person(pk, name, email, phone, texts.get(pk, ())) for pk, name, email, phone in people}


def _rows(sql: str, ids: Iterable[int], *params: Any) -> list[tuple[Any, ...]]:
    """Rows for many ids at once: they travel as one array, where `pk__in` would make a parameter of each."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids), *params])
        return cursor.fetchall()


def _long_texts(forms: set[int]) -> dict[int, list[str]]:
    """The keys of the long texts of each form, in order."""
    found: dict[int, list[str]] = {}
    rows = Question.objects.filter(question_set__in=forms, kind=Question.Kind.LONG_TEXT)
    for form, key in rows.order_by("section__position", "position").values_list("question_set", "key"):
        found.setdefault(form, []).append(key)
    return found


def _facts(ids: set[int]) -> tuple[dict[int, Facts], dict[int, int]]:
    """The facts of these people, and the record that stands for each; two queries."""
    digests: dict[int, set[str]] = {}
    sql = "SELECT applicant_id, value FROM applicants_matchkey WHERE applicant_id = ANY(%s) AND kind = %s"
    for pk, value in _rows(sql, ids, ANSWERS):
        digests.setdefault(pk, set()).add(value)
    facts, roots = {}, {}
    sql = "SELECT id, name, email, phone, merged_into_id FROM applicants_applicant WHERE id = ANY(%s)"
    for pk, name, email, phone, into in _rows(sql, ids):
        facts[pk] = facts_of(Person(pk, name, email, phone, digests=frozenset(digests.get(pk, ()))))
        roots[pk] = into or pk
    return facts, roots


def _block_sizes(ids: list[int]) -> dict[Key, int]:
    """The blocks these people stand in with somebody else, and their sizes, counted no further than one above BLOCK."""
    sql = """
        SELECT mine.kind, mine.value, block.size
          FROM (SELECT DISTINCT kind, value FROM applicants_matchkey WHERE applicant_id = ANY(%s) AND value <> '') AS mine
         CROSS JOIN LATERAL (
               SELECT count(*) AS size
                 FROM (SELECT FROM applicants_matchkey AS each
                        WHERE each.kind = mine.kind AND each.value = mine.value LIMIT %s) AS few) AS block
         WHERE block.size > 1
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids, BLOCK + 1])
        return {(kind, value): size for kind, value, size in cursor.fetchall()}


def _pairs_in_blocks(ids: list[int], blocks: list[Key]) -> list[tuple[int, int]]:
    """The pairs of one of these people with anybody in one of these blocks, each once."""
    if not blocks:
        return []
    sql = """
        SELECT DISTINCT least(one.applicant_id, other.applicant_id), greatest(one.applicant_id, other.applicant_id)
          FROM unnest(%s::smallint[], %s::text[]) AS block (kind, value)
          JOIN applicants_matchkey AS one ON one.kind = block.kind AND one.value = block.value
          JOIN applicants_matchkey AS other ON other.kind = block.kind AND other.value = block.value
         WHERE one.applicant_id = ANY(%s) AND other.applicant_id <> one.applicant_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [[kind for kind, _ in blocks], [value for _, value in blocks], ids])
        return cursor.fetchall()


def _told_apart(roots: dict[int, int]) -> set[tuple[int, int]]:
    """The pairs among these people that were said to be two; said of a merged record, it holds for what stands for it."""
    sql = "SELECT id, merged_into_id FROM applicants_applicant WHERE merged_into_id = ANY(%s)"
    stands = {pk: pk for pk in {*roots, *roots.values()}} | roots | dict(_rows(sql, set(roots.values())))
    said = _rows(
        """
        SELECT first_id, second_id FROM applicants_duplicatepair WHERE first_id = ANY(%s) AND verdict = %s
        """,
        stands,
        DuplicatePair.Verdict.DIFFERENT.value,
    )
    ends = [(stands.get(first, first), stands.get(second, second)) for first, second in said]
    return {(min(pair), max(pair)) for pair in ends}


def _keep(ids: list[int], best: dict[tuple[int, int], Likeness]) -> None:
    """Write the pairs, and forget open ones of these people that are no longer alike."""
    cohorts: dict[int, set[int]] = {}
    everybody = {pk for pair in best for pk in pair}
    sql = "SELECT applicant_id, cohort_id FROM applicants_application WHERE applicant_id = ANY(%s) AND status <> %s"
    for applicant, cohort in _rows(sql, everybody, ApplicationStatus.DRAFT.value):
        cohorts.setdefault(applicant, set()).add(cohort)
    pairs = sorted(best)
    rows: list[list[Any]] = [
        [first for first, _ in pairs],
        [second for _, second in pairs],
        [best[pair].score for pair in pairs],
        ["[" + ",".join(f'"{code}"' for code in best[pair].reasons) + "]" for pair in pairs],
        [bool(cohorts.get(first, set()) & cohorts.get(second, set())) for first, second in pairs],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM applicants_duplicatepair AS pair USING applicants_applicant AS one, applicants_applicant AS two
             WHERE pair.verdict = '' AND (pair.first_id = ANY(%s) OR pair.second_id = ANY(%s))
               AND one.id = pair.first_id AND two.id = pair.second_id
               AND one.merged_into_id IS NULL AND two.merged_into_id IS NULL
               AND NOT EXISTS (SELECT FROM unnest(%s::bigint[], %s::bigint[]) AS found (first_id, second_id)
                                WHERE found.first_id = pair.first_id AND found.second_id = pair.second_id)
            """,
            [ids, ids, *rows[:2]],
        )
        cursor.execute(
            """
            INSERT INTO applicants_duplicatepair AS pair
                   (first_id, second_id, likeness, reasons, same_cohort, found_at, verdict)
            SELECT first_id, second_id, likeness, reasons::jsonb, same_cohort, %s, ''
              FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::text[], %s::boolean[])
                   AS found (first_id, second_id, likeness, reasons, same_cohort)
            ON CONFLICT (first_id, second_id) DO UPDATE
               SET likeness = excluded.likeness, reasons = excluded.reasons, same_cohort = excluded.same_cohort
             WHERE pair.verdict = '' AND (pair.likeness, pair.reasons, pair.same_cohort)
                   IS DISTINCT FROM (excluded.likeness, excluded.reasons, excluded.same_cohort)
            """,
            [clock.now(), *rows],
        )

"""Writing letters in bulk, and keeping them back. They wait in the outbox; `sending` lets them go.

The number of statements does not grow with the people: one reads, the texts are made here, one writes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone

from applicants.letters.phrases import language_of_letters
from applicants.letters.placeholders import body_problems, subject_problems
from applicants.letters.shipped import SPOKEN, Words
from applicants.models import Application, BulkOperation, Decision, DecisionRelease
from applicants.selectors.letters import criteria_by_form, run_to_explain_by, words_in_force
from applicants.services.bell import ring
from applicants.services.composing import (
    composer,
    in_the_language_of_letters,
    values_of_cohort,
    values_of_offer,
    values_of_person,
    values_of_refusal,
)
from applicants.services.offers import offer_token
from careerpath.pipeline import clock
from cohorts.models import Cohort

SEND: Final = "applicants.tasks.send_letters"
MESSAGE: Final = "message"
NO_ADDRESS: Final = "There is no e-mail address."
GATE: Final = 7_203_115
"""The advisory lock that taking a letter to send and keeping letters back both hold until they commit: whichever comes second
sees what the first did, so a letter of a release that is being undone is never taken. Nobody who holds it waits for a row."""


class LetterRefused(ValueError):
    """Something that cannot be done with a letter; the message is the reason in words."""


@dataclass(frozen=True)
class Written:
    """One letter, before it stands in the outbox."""

    application_id: int
    decision_id: int | None
    kind: str
    to: str
    words: Words
    language: str = SPOKEN[0]


@transaction.atomic
def write_for_release(release: DecisionRelease) -> int:
    """Write the letter of every decision that a release carried out; how many were written now.

    They are held until the release's `hold_until`. Written twice, the second time writes nothing: one letter for each decision.
    Call it in the transaction of the release, when `answer_by` of its offers is set. Somebody without an address gets a letter
    that says so and is not sent.
    """
    cohort, hold_until = release.cohort, release.hold_until or release.released_at
    said = {}
    for (language, kind), words in words_in_force(cohort).items():
        with in_the_language_of_letters(language):
            said[language, kind] = composer(words, values_of_cohort(cohort))
    letters = [
        Written(application, decision, kind, email or "", said[language, kind](values), language)
        for decision, application, kind, email, language, values in _decided(release, cohort)
    ]
    return _write(letters, hold_until=hold_until)


def write_messages(
    operation: BulkOperation, ids: Sequence[int], *, words: Words, hold_until: datetime
) -> dict[int, str]:
    """Write a message to these applications, once for each in an operation; returns who gets none, with the reason."""
    people = Application.objects.filter(pk__in=ids).select_related("applicant").order_by("pk")
    skipped: dict[int, str] = {}
    letters: list[Written] = []
    with in_the_language_of_letters():
        said = composer(words, values_of_cohort(operation.cohort))
        for each in people:
            to = each.applicant.email or ""
            if why := address_problem(to):
                skipped[each.pk] = why
                continue
            values = values_of_person(each.applicant.name, each.public_id)
            letters.append(Written(each.pk, None, MESSAGE, to, said(values)))
    _write(letters, hold_until=hold_until, operation=operation)
    return skipped


@transaction.atomic
def cancel_for(release: DecisionRelease, *, why: str) -> int:
    """Keep back every letter of a release that has not gone; how many. Call it in an undo, before it moves anybody.

    Until the transaction ends no letter is taken to be sent. Whose letter has gone, or perhaps gone, says `selectors.letters.told`.
    """
    return _cancel("decision_id IN (SELECT id FROM applicants_decision WHERE release_id = %(of)s)", release.pk, why)


@transaction.atomic
def cancel_message(operation: BulkOperation, *, why: str) -> int:
    """Keep back the letters of a message that have not gone; how many."""
    return _cancel("operation_id = %(of)s", operation.pk, why)


def hold_the_gate() -> None:
    """Take the lock between sending and keeping back, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])


def check_words(words: Words, kind: str) -> None:
    """Raise LetterRefused where a letter of this kind cannot go out with these words."""
    if found := subject_problems(words.subject, kind) + body_problems(words.body, kind):
        raise LetterRefused(" ".join(found))


def _cancel(which: str, of: int, why: str) -> int:
    hold_the_gate()
    with connection.cursor() as cursor:
        # One that was taken and never marked is not kept back: it may have arrived, and saying "cancelled" would hide that.
        cursor.execute(
            f"""
            UPDATE applicants_letter SET cancelled_at = %(now)s, next_try_at = NULL, problem = %(why)s
             WHERE {which} AND sent_at IS NULL AND cancelled_at IS NULL AND bounced_at IS NULL
               AND (claimed_at IS NULL OR next_try_at IS NOT NULL OR failed_at IS NOT NULL)
            """,  # noqa: S608  # the condition is one of two of ours
            {"of": of, "why": why, "now": clock.now()},
        )
        return cursor.rowcount


def _decided(
    release: DecisionRelease, cohort: Cohort
) -> Iterable[tuple[int, int, str, str | None, str, dict[str, str]]]:
    """What a release decided and to whom it is written: decision, application, kind, address, language, values of the
    placeholders."""
    run = run_to_explain_by(cohort)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT decision.id, decision.kind, decision.reason, decision.answer_by, application.id, application.public_id,
                   application.question_set_id, applicant.name, applicant.email, result.points, run.rubric_version_id,
                   applicant.language
              FROM applicants_decision AS decision
              JOIN applicants_application AS application ON application.id = decision.application_id
              JOIN applicants_applicant AS applicant ON applicant.id = application.applicant_id
              LEFT JOIN applicants_screeningresult AS result
                     ON decision.kind = 'rejected' AND result.application_id = application.id AND result.band > 0
                    AND result.run_id = COALESCE(decision.run_id, %s)
              LEFT JOIN applicants_screeningrun AS run ON run.id = result.run_id
             WHERE decision.release_id = %s AND decision.skipped_reason = ''
             ORDER BY decision.id
            """,
            [run.pk if run else None, release.pk],
        )
        rows = cursor.fetchall()
    forms = {(row[10], row[6]) for row in rows if row[10] is not None}
    criteria = {}
    for language in SPOKEN:
        with in_the_language_of_letters(language):
            criteria[language] = criteria_by_form(forms if any(_speaks(row[11], language) for row in rows) else ())
    for decision, kind, reason, answer_by, application, public_id, form, name, email, points, version, reads in rows:
        language = language_of_letters(reads)
        values = values_of_person(name, public_id, language)
        if kind == "offered":
            with in_the_language_of_letters(language):
                values |= values_of_offer(answer_by, offer_token(Decision(pk=decision)), cohort, language)
        elif kind == "rejected":
            values |= values_of_refusal(reason, criteria[language].get((version, form), []), points or [], language)
        yield decision, application, kind, email, language, values


def _speaks(reads: str, language: str) -> bool:
    return language_of_letters(reads) == language


def _write(letters: Sequence[Written], *, hold_until: datetime, operation: BulkOperation | None = None) -> int:
    """Put letters into the outbox with one statement; those that are there already stay as they are."""
    if not letters:
        return 0
    problems = [address_problem(each.to) for each in letters]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_letter
                   (application_id, decision_id, operation_id, kind, "to", subject, body, language, created_at, hold_until,
                    next_try_at, attempts, message_id, failed_at, problem)
            SELECT application, decision, %(operation)s, kind, address, subject, body, language, %(now)s, %(hold)s,
                   CASE WHEN problem = '' THEN %(hold)s END, 0, '', CASE WHEN problem <> '' THEN %(now)s END, problem
              FROM unnest(%(applications)s::bigint[], %(decisions)s::bigint[], %(kinds)s::text[], %(to)s::text[],
                          %(subjects)s::text[], %(bodies)s::text[], %(languages)s::text[], %(problems)s::text[])
                   AS written (application, decision, kind, address, subject, body, language, problem)
                ON CONFLICT DO NOTHING
            """,
            {
                "operation": operation.pk if operation else None,
                "now": clock.now(),
                "hold": hold_until,
                "applications": [each.application_id for each in letters],
                "decisions": [each.decision_id for each in letters],
                "kinds": [each.kind for each in letters],
                "to": [each.to for each in letters],
                "subjects": [each.words.subject for each in letters],
                "bodies": [each.words.body for each in letters],
                "languages": [each.language for each in letters],
                "problems": problems,
            },
        )
        written: int = cursor.rowcount
    if hold_until <= timezone.now():
        transaction.on_commit(partial(ring, SEND, [()]))
    return written


def address_problem(address: str) -> str:
    """Why nothing can be sent to an address, in words; empty where it can be tried."""
    if not address:
        return NO_ADDRESS
    try:
        validate_email(address)
    except ValidationError:
        return f"“{address}” is not an e-mail address."
    return ""

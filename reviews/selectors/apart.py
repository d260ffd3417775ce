"""Which readers of a round are kept from which of its applications, and why."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from reviews.models import ReviewRound

PAIRS: Final = """
    SELECT entry.id, reader.id, 'own application' AS why
      FROM reviews_roundreader AS reader
      JOIN accounts_user AS account ON account.id = reader.user_id
      JOIN applicants_applicant AS person ON person.user_id = account.id OR lower(person.email) = lower(account.email)
      JOIN applicants_application AS application
        ON application.applicant_id IN (person.id, person.merged_into_id)
      JOIN reviews_roundentry AS entry ON entry.application_id = application.id AND entry.round_id = reader.round_id
     WHERE reader.round_id = %(round)s AND reader.left_at IS NULL
    UNION
    SELECT entry.id, reader.id, 'knows the person'
      FROM reviews_roundreader AS reader
      JOIN reviews_readerconflict AS conflict ON conflict.reader_id = reader.user_id
      JOIN applicants_applicant AS person ON person.id = conflict.applicant_id
      JOIN applicants_application AS application
        ON application.applicant_id IN (person.id, person.merged_into_id)
      JOIN reviews_roundentry AS entry ON entry.application_id = application.id AND entry.round_id = reader.round_id
     WHERE reader.round_id = %(round)s AND reader.left_at IS NULL
    UNION
    SELECT entry.id, reader.id, 'contact of their university'
      FROM reviews_roundreader AS reader
      JOIN cohorts_universitycontact AS contact ON contact.user_id = reader.user_id AND contact.is_active
      JOIN applicants_application AS application ON application.university_id = contact.university_id
      JOIN reviews_roundentry AS entry ON entry.application_id = application.id AND entry.round_id = reader.round_id
     WHERE reader.round_id = %(round)s AND reader.left_at IS NULL
    UNION
    SELECT entry.id, reader.id, 'talks with them by name'
      FROM reviews_roundreader AS reader
      JOIN reviews_reviewround AS round ON round.id = reader.round_id AND round.is_blind
      JOIN reviews_roundreader AS interviewer ON interviewer.user_id = reader.user_id AND interviewer.id <> reader.id
      JOIN reviews_interviewslot AS slot ON slot.interviewer_id = interviewer.id AND slot.entry_id IS NOT NULL
      JOIN reviews_roundentry AS talk ON talk.id = slot.entry_id
      JOIN reviews_roundentry AS entry ON entry.application_id = talk.application_id AND entry.round_id = reader.round_id
     WHERE reader.round_id = %(round)s AND reader.left_at IS NULL
    UNION
    SELECT entry.id, reader.id, 'talks with them by name'
      FROM reviews_roundreader AS reader
      JOIN reviews_reviewround AS round ON round.id = reader.round_id AND round.is_blind
      JOIN reviews_roundreader AS interviewer ON interviewer.user_id = reader.user_id AND interviewer.id <> reader.id
      JOIN reviews_slotcompanion AS companion ON companion.reader_id = interviewer.id
      JOIN reviews_assignment AS given ON given.id = companion.assignment_id
      JOIN reviews_roundentry AS talk ON talk.id = given.entry_id
      JOIN reviews_roundentry AS entry ON entry.application_id = talk.application_id AND entry.round_id = reader.round_id
     WHERE reader.round_id = %(round)s AND reader.left_at IS NULL
"""
"""(entry, reader, why) of a round, for readers who are in it."""


def pairs(round: ReviewRound, *, entry_ids: Sequence[int] | None = None) -> list[tuple[int, int, str]]:
    """(entry, reader, why) for every pair of a round that is kept apart; of some entries only, if asked. One query."""
    sql = f"SELECT * FROM ({PAIRS}) AS pair (entry, reader, why)"  # noqa: S608  # a constant of this module
    values: dict[str, Any] = {"round": round.pk}
    if entry_ids is not None:
        sql += " WHERE entry = ANY(%(entries)s)"
        values["entries"] = list(entry_ids)
    with connection.cursor() as cursor:
        cursor.execute(sql + " ORDER BY entry, reader, why", values)
        return cursor.fetchall()

"""Making what answers are found by: the words of texts, and a term for every other answer. All in the database.

A trigger names in `WordsDue` every application that was submitted or whose answers changed; the worker takes them from there.
"""

from typing import Final

from django.db import connection, transaction

AT_ONCE: Final = 1000
LOCK: Final = 7_203_401
"""The advisory lock under which words are made: one maker at a time, so that an older reading never overwrites a newer."""

# One statement, one snapshot: the due row that is taken was committed together with the answers that are read.
# Terms are spelled as selectors/answers.py asks for them: `=key:value`, and numbers `=key#` in 18 digits, so that a range is some
# beginnings. A text of 20,000 unusual words would pass the limit of a tsvector (1 MB), so it is cut.
MAKE: Final = r"""
WITH taken AS (
    DELETE FROM applicants_wordsdue WHERE id IN (SELECT id FROM applicants_wordsdue ORDER BY id LIMIT %s)
    RETURNING application_id
), made AS (
    INSERT INTO applicants_applicationwords (application_id, words)
    SELECT application.id,
           to_tsvector('english', left(coalesce(found.texts, ''), 100000))
           || array_to_tsvector(found.terms || ('=cohort:' || application.cohort_id))
      FROM (SELECT DISTINCT application_id FROM taken) AS due
      JOIN applicants_application AS application ON application.id = due.application_id
     CROSS JOIN LATERAL (
        SELECT string_agg(one.value #>> '{}', E'\n') FILTER (WHERE question.kind IN ('short_text', 'long_text')) AS texts,
               coalesce(array_agg(DISTINCT CASE
                    WHEN question.kind IN ('whole_number', 'decimal') THEN
                        '=' || question.key || '#'
                        || to_char(round((one.value #>> '{}')::numeric * 100) + 1e17, 'FM000000000000000000')
                    WHEN question.kind = 'date' THEN
                        '=' || question.key || '#'
                        || to_char(replace(one.value #>> '{}', '-', '')::numeric * 100 + 1e17, 'FM000000000000000000')
                    ELSE '=' || question.key || ':' || (one.value #>> '{}') END)
                    FILTER (WHERE question.kind NOT IN ('short_text', 'long_text')), '{}') AS terms
          FROM cohorts_question AS question
         CROSS JOIN LATERAL (SELECT application.answers -> question.key AS value) AS answer
         CROSS JOIN LATERAL jsonb_array_elements(
                CASE jsonb_typeof(answer.value) WHEN 'array' THEN answer.value ELSE jsonb_build_array(answer.value) END
         ) AS one (value)
         WHERE question.question_set_id = application.question_set_id
           AND (one.value #>> '{}') <> ''
           AND (question.kind NOT IN ('whole_number', 'decimal')
                OR jsonb_path_exists(one.value, '$.double() ? (@ > -1e13 && @ < 1e13)', '{}', true))
           AND (question.kind <> 'date' OR (one.value #>> '{}') ~ '^\d{4}-\d\d-\d\d$')
     ) AS found
     WHERE application.submitted_at IS NOT NULL
        ON CONFLICT (application_id) DO UPDATE SET words = excluded.words
    RETURNING 1
)
SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM made)
"""


def make_words(limit: int | None = None) -> int:
    """Make the words of the applications that are due (of at most about `limit`); returns how many were written.

    In steps of AT_ONCE, each a transaction. While somebody else is at it, it does nothing.
    """
    written = 0
    while limit is None or written < limit:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return written
            cursor.execute(MAKE, [AT_ONCE])
            taken, made = cursor.fetchone()
        written += made
        if not taken:
            break
    return written

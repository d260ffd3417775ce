"""The demo's programme with a million applications in its open cohort, and what came of them: for `bench.pages`.

Written by SQL over what the demo's story and `tests.test_access.make_things` made: every page finds its object among very many.
"""

from typing import Any, Final

READERS: Final = 300
STEPS: Final = """
INSERT INTO applicants_applicationstatuschange (subject_id, from_status, to_status, at, reason)
SELECT id, path[step - 1], path[step], submitted_at + (step - 2) * interval '26 hours', ''
  FROM (SELECT id, submitted_at, CASE status WHEN 'submitted' THEN '{"",submitted}'::text[]
                    ELSE ARRAY['', 'submitted', status] END AS path
          FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s) AS people,
       generate_series(2, array_length(path, 1)) AS step
"""
STATUSES: Final = (
    "UPDATE applicants_application SET status = CASE WHEN id %% 10 = 3 THEN 'in_review' ELSE 'rejected' END,"
    " status_changed_at = now()"
    " WHERE cohort_id = %(cohort)s AND id > %(after)s AND id %% 10 IN (3, 7) AND status = 'screened'"
)
DECIDED: Final = """
WITH release AS (
    INSERT INTO applicants_decisionrelease (cohort_id, batch, released_by_id, released_at)
    VALUES (%(cohort)s, gen_random_uuid(), %(by)s, now() - interval '2 days') RETURNING id
), decided AS (
    INSERT INTO applicants_decision (application_id, cohort_id, kind, rank, reason, run_id, lottery_seed, staged_by_id, staged_at,
                                     release_id, skipped_reason)
    SELECT person.id, cohort_id, 'rejected', row_number() OVER (), 'There were more people than seats.', %(run)s, 's', %(by)s,
           now() - interval '3 days', release.id, ''
      FROM applicants_application AS person, release
     WHERE cohort_id = %(cohort)s AND person.id > %(after)s AND status = 'rejected'
    RETURNING id, application_id
)
INSERT INTO applicants_letter ("to", subject, body, created_at, hold_until, attempts, claimed_at, sent_at, message_id, problem,
                               application_id, decision_id, kind, language)
SELECT 'somebody@example.org', 'Your application', 'We cannot offer you a seat.', now(), now(), 1, now() - interval '1 day',
       now() - interval '1 day', 'm' || id, '', application_id, id, 'rejected', 'en' FROM decided
"""
PENDING: Final = """
INSERT INTO applicants_decision (application_id, cohort_id, kind, rank, reason, run_id, lottery_seed, staged_by_id, staged_at,
                                 skipped_reason)
SELECT id, cohort_id, CASE WHEN id %% 100 = 1 THEN 'waitlisted' ELSE 'rejected' END, 1000 + row_number() OVER (),
       'There were more people than seats.', %(run)s, 's', %(by)s, now(), ''
  FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s AND status = 'screened' AND id %% 10 = 1
"""
NOTICES: Final = """
INSERT INTO applicants_notice ("to", subject, body, created_at, hold_until, attempts, claimed_at, sent_at, message_id, problem,
                               application_id, kind, once, language, urgency, stop_link)
SELECT 'somebody@example.org', 'We have your application', 'Thank you.', submitted_at, submitted_at, 1, submitted_at, submitted_at,
       'n' || id, '', id, 'receipt', 'bench:' || id, 'en', 1, ''
  FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s
"""
KEYS: Final = """
INSERT INTO applicants_matchkey (applicant_id, kind, value)
SELECT applicant_id, kind, md5(applicant_id::text || kind) FROM applicants_application, generate_series(1, 3, 2) AS kind
 WHERE cohort_id = %(cohort)s AND id > %(after)s
"""
PAIRS: Final = """
INSERT INTO applicants_duplicatepair (first_id, second_id, likeness, reasons, same_cohort, found_at, verdict)
SELECT applicant_id, applicant_id + 1, 60 + applicant_id %% 40, '["name"]', true, now(), ''
  FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s AND applicant_id %% 100 = 0
   AND EXISTS (SELECT FROM applicants_applicant AS next WHERE next.id = applicant_id + 1)
"""
DOCUMENTS: Final = """
INSERT INTO applicants_document (public_id, file, original_name, content_type, size, sha256, uploaded_at, state, reason, settled_at,
                                 scanned, attempts, application_id, kind)
SELECT gen_random_uuid(), 'applications/none', 'resume.pdf', 'application/pdf', 5, repeat('0', 64), now(), 'clean', '', now(),
       false, 1, id, 'resume'
  FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s AND id %% 5 = 0
"""
ENTRIES: Final = """
INSERT INTO reviews_roundentry (public_id, round_id, application_id, is_calibration, more_reads, reads_done, raw, adjusted, spread)
SELECT gen_random_uuid(), %(round)s, id, false, 0, 2, 100 + (hashint8(id + 7) & 255), 100 + (hashint8(id + 9) & 255),
       hashint8(id) & 255
  FROM applicants_application
 WHERE cohort_id = %(cohort)s AND id > %(after)s AND status IN ('in_review', 'screened') ORDER BY status, id LIMIT 100000
"""
GIVEN: Final = """
WITH given AS (
    INSERT INTO reviews_assignment (public_id, round_id, entry_id, reader_id, origin, lot, assigned_at, begun_at, draft,
                                    finished_at, ended_as, ended_note)
    SELECT gen_random_uuid(), round_id, id, (%(readers)s::bigint[])[1 + (id + n) %% array_length(%(readers)s::bigint[], 1)],
           'system', id, now() - interval '3 days', now() - interval '1 day', '{}',
           CASE WHEN n < 2 THEN now() - interval '1 hour' END, '', ''
      FROM reviews_roundentry, generate_series(0, 2) AS n WHERE round_id = %(round)s
        AND NOT EXISTS (SELECT FROM reviews_assignment AS has WHERE has.entry_id = reviews_roundentry.id)
    RETURNING id, round_id, entry_id, reader_id, finished_at
)
INSERT INTO reviews_scoresheet (public_id, sent_id, assignment_id, round_id, entry_id, reader_id, marks, notes, red_flags,
                                recommendation, comment, raw, nth, saw_others, begun_at, sent_at)
SELECT gen_random_uuid(), gen_random_uuid(), id, round_id, entry_id, reader_id,
       ARRAY[1 + (hashint8(id) & 3), 1 + (hashint8(id + 1) & 3), 1 + (hashint8(id + 2) & 3)], '{}', '{}', 3, 'Seen.',
       100 + (hashint8(id) & 255), row_number() OVER (PARTITION BY reader_id), false, now() - interval '2 hours',
       now() - interval '1 hour'
  FROM given WHERE finished_at IS NOT NULL
"""
LINES: Final = """
INSERT INTO reviews_boardline (board_id, application_id, screening, reading, total, basis, lot, rank, placed, hand, hand_reason,
                               skipped_reason)
SELECT %(board)s, application_id, 5000, raw * 20, raw * 20, '{}', md5(id::text), 1 + row_number() OVER (), 'rejected', '', '', ''
  FROM reviews_roundentry WHERE round_id = %(round)s
    AND NOT EXISTS (SELECT FROM reviews_boardline AS has WHERE has.application_id = reviews_roundentry.application_id)
"""
TALKS: Final = """
WITH entry AS (
    INSERT INTO reviews_roundentry (public_id, round_id, application_id, is_calibration, more_reads, reads_done)
    SELECT gen_random_uuid(), %(talks)s, application_id, false, 0, 0 FROM reviews_roundentry WHERE round_id = %(round)s
       AND application_id %% 10 = 3
     ORDER BY id LIMIT 10000 RETURNING id, application_id
), interview AS (
    INSERT INTO applicants_interview (public_id, application_id) SELECT gen_random_uuid(), application_id FROM entry
    RETURNING id, application_id
)
INSERT INTO reviews_interviewslot (public_id, round_id, interviewer_id, starts_at, minutes, place, link, created_at, entry_id,
                                   taken_at, interview_id, outcome, time_zone, sequence, changed_at)
SELECT gen_random_uuid(), %(talks)s, %(talker)s, now() + interval '1 day' + row_number() OVER () * interval '31 minutes', 30, '',
       'https://meet.example/room', now(), entry.id, now(), interview.id, '', '', 0, now()
  FROM entry JOIN interview USING (application_id) WHERE entry.id %% 4 > 0
"""
ASKED: Final = """
INSERT INTO applicants_correction (application_id, key, wrong, "right", asked_at, outcome, answer)
SELECT id, 'hours_per_week', 'Typo.', '9', now(), '', '' FROM applicants_application
 WHERE cohort_id = %(cohort)s AND id > %(after)s AND id %% 100 = 5
"""


def people(world: Any, things: Any, size: int) -> None:
    """So many applications more in the open cohort, with what came of them: results, decisions, letters, notices, files."""
    from applicants.models import Application, ScreeningRun
    from bench.people import make_people

    after = Application.objects.order_by("-pk").values_list("pk", flat=True)[0]
    run = ScreeningRun.objects.get(pk=things.run_pk)
    _work(["ALTER TABLE applicants_application DISABLE TRIGGER application_words_due_insert"], {})
    make_people(world.open, run, 1, size)
    values = {"cohort": world.open.pk, "after": after, "by": world.user("recruiter").pk, "run": run.pk}
    for statement in (STATUSES, STEPS, DECIDED, PENDING, NOTICES, KEYS, PAIRS, DOCUMENTS, ASKED):
        _work([statement], values)
    _work(["ALTER TABLE applicants_application ENABLE TRIGGER application_words_due_insert"], {})
    ScreeningRun.objects.filter(pk=run.pk).update(total=run.results.count())


def reading(world: Any, things: Any, after: int) -> None:
    """The round: 100,000 applications, three readings each by 300 readers, two of three sent; its board and its interviews."""
    from careerpath.accounts.models import User
    from reviews.models import InterviewSlot, ReviewRound, RoundReader, SelectionBoard

    round = ReviewRound.objects.get(public_id=things.reading_round_id)
    talks = ReviewRound.objects.get(public_id=things.talks_id)
    users = User.objects.bulk_create(
        User(email=f"reader{n}@large.example", name=f"Reader {n}", password="!") for n in range(READERS)
    )
    RoundReader.objects.bulk_create(RoundReader(round=round, user=each) for each in users)
    readers = list(RoundReader.objects.filter(round=round).order_by("pk").values_list("pk", flat=True))
    values = {
        "cohort": world.open.pk,
        "after": after,
        "round": round.pk,
        "readers": readers,
        "talks": talks.pk,
        "talker": InterviewSlot.objects.filter(round=talks).values_list("interviewer", flat=True)[0],
        "board": SelectionBoard.objects.get(public_id=things.board_id).pk,
    }
    ReviewRound.objects.filter(pk=round.pk).update(reads=3)
    _work([ENTRIES, GIVEN, LINES, TALKS], values)


def _work(statements: list[str], values: dict[str, Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values or None)

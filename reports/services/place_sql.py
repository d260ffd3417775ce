"""Somebody's place in the whole pipeline, worked out from the histories by one SELECT. The meaning is written in docs/counting.md.

`tests/reports/recount.py` says the same in plain loops, and a test holds the two equal over random lives.
"""

from typing import Final

from reports.stages import BY_KEY, GAP_DAYS, PLACED_WITHIN_DAYS, RETAINED_DAYS

STAYS: Final = (
    "eligible",
    "assessed",
    "interviewed",
    "offered",
    "admitted",
    "enrolled",
    "completed",
    "certified",
    "placed",
    "answer",
)
"""A stay ends with the stage of its name and begins with the parent of that stage; `answer`: from submitting to a first answer."""

_WORDS: Final = {
    "gap": GAP_DAYS,
    "retained": RETAINED_DAYS,
    "placed_within": PLACED_WITHIN_DAYS,
    **{f"{key}_bit": stage.bit for key, stage in BY_KEY.items()},
}

PLACES: Final = """
-- What a release did that was undone never happened. Whoever is put back to "submitted", or applies again, begins anew.
steps AS (
    SELECT id, subject_id, to_status, at,
           max(id) FILTER (WHERE to_status = 'submitted') OVER (PARTITION BY subject_id) AS first
      FROM applicants_applicationstatuschange AS step
     WHERE subject_id = ANY(%(ids)s)
       AND NOT EXISTS (SELECT FROM applicants_decisionrelease AS release
                        WHERE release.batch = step.batch AND release.undone_at IS NOT NULL)
),
chosen AS (
    SELECT subject_id AS id,
           min(at) FILTER (WHERE to_status = 'submitted') AS submitted,
           min(at) FILTER (WHERE to_status IN ('screened', 'waitlisted', 'rejected')) AS eligible,
           min(at) FILTER (WHERE to_status IN ('in_review', 'interview')) AS assessed,
           min(at) FILTER (WHERE to_status = 'interview') AS interviewed,
           min(at) FILTER (WHERE to_status = 'offered') AS offered,
           min(at) FILTER (WHERE to_status = 'admitted') AS admitted,
           min(at) FILTER (WHERE to_status IN ('ineligible', 'rejected', 'offered', 'admitted')) AS answer
      FROM steps WHERE id >= first GROUP BY subject_id
),
-- Each stage implies those before it on the chain. The moment is its own where it has one.
moments AS (
    SELECT person.id, person.cohort_id, coalesce(person.university_id, 0) AS university_id, person.source, person.status,
           trained.status AS training, trained.failed, trained.first, trained.last, own.answer, chain.*,
           CASE WHEN sorted_in THEN own.interviewed END AS interviewed,
           CASE WHEN chain.completed IS NOT NULL THEN trained.certified::timestamp AT TIME ZONE 'UTC' END AS certified
      FROM chosen AS own JOIN applicants_application AS person USING (id)
      -- Looked up person by person, for the planner cannot know how many of them are trained.
      LEFT JOIN LATERAL (
        SELECT enrolment.status, step.*, examined.*, worked.*
          FROM bootcamp_enrolment AS enrolment
         CROSS JOIN LATERAL (
            SELECT min(at) AS enrolled, min(at) FILTER (WHERE to_status = 'completed') AS completed
              FROM bootcamp_enrolmentstatuschange WHERE subject_id = enrolment.id) AS step
         CROSS JOIN LATERAL (
            SELECT (SELECT min(awarded_on) FROM bootcamp_credentialaward AS award
                     WHERE award.enrolment_id = enrolment.id AND award.attempt_id IS NOT NULL) AS certified,
                   EXISTS (SELECT FROM bootcamp_credentialattempt AS attempt
                            WHERE attempt.enrolment_id = enrolment.id AND attempt.outcome = 'failed')
                   AND NOT EXISTS (SELECT FROM bootcamp_trackenrolment AS track
                                    WHERE track.enrolment_id = enrolment.id AND track.status = 'active') AS failed) AS examined
         CROSS JOIN LATERAL (
            -- The time at work from the first day to the first gap. Who was hired by the client is still there.
            SELECT min(first) AS first, max(last) AS last FROM (
                SELECT *, count(*) FILTER (WHERE after_a_gap) OVER (ORDER BY first, id) AS spell FROM (
                    SELECT *, coalesce(first > max(last) OVER (ORDER BY first, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                                       + {gap}, false) AS after_a_gap
                      FROM (SELECT placement.id, coalesce(placement.starts_on, (began.at AT TIME ZONE 'UTC')::date) AS first,
                                   CASE WHEN placement.status = 'converted' THEN 'infinity'
                                        ELSE coalesce(placement.ended_on, 'infinity') END::date AS last
                              FROM placements_placement AS placement
                             CROSS JOIN LATERAL (SELECT min(at) AS at FROM placements_placementstatuschange AS step
                                                  WHERE step.subject_id = placement.id AND step.to_status = 'active') AS began
                             WHERE placement.enrolment_id = enrolment.id AND began.at IS NOT NULL) AS job) AS job) AS job
             WHERE spell = 0) AS worked
         WHERE enrolment.application_id = own.id AND enrolment.application_id = ANY(%(ids)s)) AS trained ON true
     CROSS JOIN LATERAL (SELECT person.status <> 'ineligible' AS sorted_in,
                                trained.first::timestamp AT TIME ZONE 'UTC' AS placed) AS a
     CROSS JOIN LATERAL (SELECT coalesce(trained.completed, placed) AS completed) AS b
     CROSS JOIN LATERAL (SELECT coalesce(trained.enrolled, b.completed) AS enrolled) AS c
     CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN sorted_in THEN own.admitted END, c.enrolled) AS admitted) AS d
     CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN sorted_in THEN own.offered END, d.admitted) AS offered) AS e
     CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN sorted_in THEN own.assessed END, e.offered) AS assessed) AS f
     CROSS JOIN LATERAL (
        SELECT coalesce(person.submitted_at, own.submitted) AS submitted,
               coalesce(CASE WHEN sorted_in THEN own.eligible END, f.assessed) AS eligible,
               f.assessed, e.offered, d.admitted, c.enrolled, b.completed, a.placed) AS chain
     WHERE person.status NOT IN ('draft', 'duplicate')
),
answers AS (
    SELECT *, status = 'rejected' AS refused,
           (completed AT TIME ZONE 'UTC')::date + {placed_within} AS placed_by,
           first + {retained} AS six_months,
           last >= first + {retained} AND first + {retained} <= %(today)s AS is_retained,
           last < first + {retained} AND last + {gap} < %(today)s AS has_left
      FROM moments
),
fresh AS MATERIALIZED (
    SELECT id AS application_id, cohort_id, university_id, source,
           ({submitted_bit}
            + CASE WHEN eligible IS NOT NULL THEN {eligible_bit} ELSE 0 END
            + CASE WHEN assessed IS NOT NULL THEN {assessed_bit} ELSE 0 END
            + CASE WHEN interviewed IS NOT NULL THEN {interviewed_bit} ELSE 0 END
            + CASE WHEN offered IS NOT NULL THEN {offered_bit} ELSE 0 END
            + CASE WHEN admitted IS NOT NULL THEN {admitted_bit} ELSE 0 END
            + CASE WHEN enrolled IS NOT NULL THEN {enrolled_bit} ELSE 0 END
            + CASE WHEN completed IS NOT NULL THEN {completed_bit} ELSE 0 END
            + CASE WHEN certified IS NOT NULL THEN {certified_bit} ELSE 0 END
            + CASE WHEN placed IS NOT NULL THEN {placed_bit} ELSE 0 END
            + CASE WHEN is_retained THEN {retained_bit} ELSE 0 END)::smallint AS reached,
           ({submitted_bit}
            + CASE WHEN eligible IS NOT NULL OR status = 'ineligible' THEN {eligible_bit} ELSE 0 END
            + CASE WHEN assessed IS NOT NULL OR (eligible IS NOT NULL AND refused) THEN {assessed_bit} ELSE 0 END
            + CASE WHEN interviewed IS NOT NULL OR offered IS NOT NULL OR (assessed IS NOT NULL AND refused)
                   THEN {interviewed_bit} ELSE 0 END
            + CASE WHEN offered IS NOT NULL OR (assessed IS NOT NULL AND refused) THEN {offered_bit} ELSE 0 END
            + CASE WHEN admitted IS NOT NULL OR (offered IS NOT NULL AND refused) THEN {admitted_bit} ELSE 0 END
            + CASE WHEN enrolled IS NOT NULL THEN {enrolled_bit} ELSE 0 END
            + CASE WHEN completed IS NOT NULL OR (enrolled IS NOT NULL AND training = 'dismissed') THEN {completed_bit} ELSE 0 END
            + CASE WHEN certified IS NOT NULL OR (completed IS NOT NULL AND failed) THEN {certified_bit} ELSE 0 END
            + CASE WHEN placed IS NOT NULL OR placed_by < %(today)s THEN {placed_bit} ELSE 0 END
            + CASE WHEN is_retained OR has_left THEN {retained_bit} ELSE 0 END)::smallint AS decided,
           status IN ('withdrawn', 'declined') OR (completed IS NULL AND coalesce(training = 'withdrawn', false)) AS withdrew,
           ARRAY(SELECT CASE WHEN span IS NOT NULL THEN least(greatest(extract(day FROM span), 0), 32767) END::smallint
                   FROM unnest(ARRAY[eligible - submitted, assessed - eligible, interviewed - assessed, offered - assessed,
                                     admitted - offered, enrolled - admitted, completed - enrolled, certified - completed,
                                     placed - completed,
                                     CASE WHEN offered IS NOT NULL OR status IN ('ineligible', 'rejected')
                                          THEN coalesce(answer, offered) - submitted END])
                        WITH ORDINALITY AS stay (span, place) ORDER BY place) AS days,
           least(CASE WHEN placed IS NULL AND placed_by >= %(today)s THEN placed_by + 1 END,
                 CASE WHEN NOT is_retained AND NOT has_left THEN
                      CASE WHEN last >= six_months THEN six_months ELSE last + {gap} + 1 END END) AS review_on
      FROM answers
)
""".format_map(_WORDS)
"""Common table expressions up to `fresh`: the places of the applications `ids` on the day `today`, one row each."""

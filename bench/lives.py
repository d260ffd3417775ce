"""Very many people with their whole histories and answers, for the benchmark of the reports: written by SQL, quickly."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cohorts.models import Cohort

UNIVERSITIES: Final = 20
RACES: Final = [
    *("{white}", "{white}", "{white}", "{white}", "{black}", "{black}", "{black}", "{asian}", "{asian}", "{hispanic}"),
    *("{hispanic}", "{hispanic}", "{mena}", "{aian}", "{nhpi}", "{asian,white}", "{black,white}", "{black,hispanic}"),
    *("{hispanic,white}", "{}"),
]
GENDERS: Final = ["woman", "woman", "woman", "woman", "man", "man", "man", "man", "another", "declined"]

PEOPLE: Final = """
WITH made AS (
    INSERT INTO applicants_applicant (public_id, name, email, phone, created_at)
    SELECT gen_random_uuid(), 'Person ' || n, 'report' || n || '@example.org', '', now()
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    RETURNING id
)
INSERT INTO applicants_application (public_id, cohort_id, applicant_id, question_set_id, status, status_changed_at, answers,
                                    source, university_id, started_at, submitted_at, updated_at)
SELECT gen_random_uuid(), %(cohort)s, id, %(form)s,
       CASE WHEN dice < 8 THEN 'ineligible' WHEN dice < 14 THEN 'withdrawn' WHEN dice < 17 THEN 'submitted'
            WHEN dice < 20 THEN 'in_review' WHEN dice < 22 THEN 'waitlisted' WHEN dice < 23 THEN 'admitted' ELSE 'rejected' END,
       now(), '{}', 'web',
       CASE WHEN dice %% 10 < 4 THEN (%(universities)s::bigint[])[1 + abs(hashint8(id * 61) %% %(count)s)] END, at, at, now()
  FROM made CROSS JOIN LATERAL (
       SELECT abs(hashint8(id * 31) %% 100) AS dice,
              now() - interval '300 days' + abs(hashint8(id * 41) %% 2592000) * interval '1 s' AS at
  ) AS one
"""
STEPS: Final = """
INSERT INTO applicants_applicationstatuschange (subject_id, from_status, to_status, at, reason)
SELECT id, coalesce(path[step - 1], ''), path[step],
       submitted_at + (step - 2) * abs(hashint8(id * 43) %% 9) * interval '26 hours', ''
  FROM (SELECT id, submitted_at, CASE status
                    WHEN 'submitted' THEN ARRAY['draft', 'submitted']
                    WHEN 'ineligible' THEN ARRAY['draft', 'submitted', 'ineligible']
                    WHEN 'withdrawn' THEN ARRAY['draft', 'submitted', 'screened', 'withdrawn']
                    WHEN 'in_review' THEN ARRAY['draft', 'submitted', 'screened', 'in_review']
                    WHEN 'admitted' THEN ARRAY['draft', 'submitted', 'screened', 'in_review', 'offered', 'admitted']
                    ELSE CASE WHEN id %% 5 = 0 THEN ARRAY['draft', 'submitted', 'screened', 'in_review', status]
                              ELSE ARRAY['draft', 'submitted', 'screened', status] END END AS path
          FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s) AS people,
       generate_series(1, array_length(path, 1)) AS step
 ORDER BY id, step
"""
TRAINING: Final = """
WITH enrolled AS (
    INSERT INTO bootcamp_enrolment (public_id, application_id, cohort_id, status, status_changed_at, enrolled_at)
    SELECT gen_random_uuid(), id, cohort_id, CASE WHEN abs(hashint8(id * 67) %% 100) < 92 THEN 'completed' ELSE 'withdrawn' END,
           now(), submitted_at + interval '70 days'
      FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s AND status = 'admitted'
    RETURNING id, status, enrolled_at
), steps AS (
    INSERT INTO bootcamp_enrolmentstatuschange (subject_id, from_status, to_status, at, reason)
    SELECT id, was, now, enrolled_at + days * interval '1 day', ''
      FROM enrolled CROSS JOIN LATERAL (VALUES ('', 'enrolled', 0), ('enrolled', 'in_training', 7), ('in_training', status, 49))
           AS step (was, now, days)
), placed AS (
    INSERT INTO placements_placement (public_id, enrolment_id, opening_id, status, status_changed_at, starts_on, ended_on,
                                      end_reason, presented_at)
    SELECT gen_random_uuid(), id, %(opening)s, CASE WHEN id %% 10 = 0 THEN 'ended_early' ELSE 'active' END, now(),
           (enrolled_at + interval '60 days')::date,
           CASE WHEN id %% 10 = 0 THEN (enrolled_at + interval '75 days')::date + (id %% 60)::int END,
           CASE WHEN id %% 10 = 0 THEN 'person' ELSE '' END, now()
      FROM enrolled WHERE status = 'completed' AND id %% 7 > 0
    RETURNING id, starts_on
)
INSERT INTO placements_placementstatuschange (subject_id, from_status, to_status, at, reason)
SELECT id, 'onboarding', 'active', starts_on, '' FROM placed
"""
ANSWERS: Final = """
WITH people AS MATERIALIZED (
    SELECT id, gen_random_uuid() AS key, abs(hashint8(id * 71) %% 10) AS state
      FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s
), said AS (
    INSERT INTO reports_selfidentification
           (key, state, races, races_declined, gender, gender_words, disability, veteran, changed_at)
    SELECT key, CASE WHEN state < 8 THEN 'answered' ELSE 'skipped' END,
           CASE WHEN state < 8 THEN (%(races)s::text[])[1 + abs(hashint8(id * 73) %% 20)]::text[] ELSE '{}' END, false,
           CASE WHEN state < 8 THEN (%(genders)s::text[])[1 + abs(hashint8(id * 79) %% 10)] ELSE '' END, '', '', '', now()
      FROM people WHERE state < 9
)
INSERT INTO reports_selfidentificationkey (application_id, key) SELECT id, key FROM people WHERE state < 9
"""


def live(cohort: "Cohort", first: int, last: int) -> None:
    """People number `first` to `last` of a cohort: applied over thirty days, one in a hundred admitted, trained and placed; 80%
    answered the voluntary questions, 10% skipped them, the rest was not asked."""
    from django.db import connection
    from django.db.models import Max

    from applicants.models import Application
    from cohorts.models import University
    from placements.models import Client, Opening
    from reports.wall import open_demographics

    universities = [
        University.objects.get_or_create(slug=f"life-{n}", defaults={"name": f"Life College {n}"})[0].pk
        for n in range(UNIVERSITIES)
    ]
    client, _ = Client.objects.get_or_create(slug="life", defaults={"name": "Life Health"})
    opening, _ = Opening.objects.get_or_create(
        client=client, title="Analyst", defaults={"seats": 30_000, "starts_on": cohort.bootcamp_ends}
    )
    step = 50_000
    for start in range(first, last + 1, step):
        values = {
            "cohort": cohort.pk,
            "form": cohort.question_set_id,
            "first": start,
            "last": min(start + step - 1, last),
            "universities": universities,
            "count": UNIVERSITIES,
            "opening": opening.pk,
            "races": RACES,
            "genders": GENDERS,
            "after": Application.objects.aggregate(most=Max("pk"))["most"] or 0,
        }
        with open_demographics(), connection.cursor() as cursor:
            for statement in (PEOPLE, STEPS, TRAINING, ANSWERS):
                cursor.execute(statement, values)

"""Very many applications quickly, for the benchmarks: written by SQL, as different from one another as real ones."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from applicants.models import ScreeningRun
    from cohorts.models import Cohort

GIVEN: Final = [
    "Amara",
    "Luis",
    "Wei",
    "Fatima",
    "John",
    "Mary",
    "Kwame",
    "Sofia",
    "Aisha",
    "Diego",
    "Hannah",
    "Omar",
    "Grace",
    "Noah",
    "Priya",
    "Ivan",
    "Leila",
    "Mateo",
    "Chloe",
    "Samuel",
    "Ngozi",
    "Yuki",
    "Elena",
    "Ahmed",
    "Ruth",
    "Carlos",
    "Mei",
    "Tariq",
    "Zoe",
    "Daniel",
    "Blessing",
    "Arjun",
    "Nadia",
    "Felix",
    "Rosa",
    "Kofi",
    "Ines",
    "Hugo",
    "Sana",
    "Peter",
]
FAMILY: Final = [
    "Okafor",
    "Fernandez",
    "Zhang",
    "Johnson",
    "Smith",
    "Mensah",
    "Garcia",
    "Khan",
    "Ramirez",
    "Cohen",
    "Haddad",
    "Williams",
    "Brown",
    "Patel",
    "Petrov",
    "Hosseini",
    "Castro",
    "Martin",
    "Osei",
    "Tanaka",
    "Popescu",
    "Ali",
    "Levy",
    "Mendoza",
    "Chen",
    "Aziz",
    "Laurent",
    "Novak",
    "Eze",
    "Sharma",
    "Ibrahim",
    "Weber",
    "Lopez",
    "Boateng",
    "Silva",
    "Dubois",
    "Malik",
    "Jensen",
    "Thompson",
    "Abernathy",
]
DOMAINS: Final = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "halden.edu", "proton.me")

PEOPLE: Final = """
WITH made AS (
    INSERT INTO applicants_applicant (public_id, name, email, phone, created_at)
    SELECT gen_random_uuid(),
           (%(given)s::text[])[1 + abs(hashint8(n) %% 40)]
           || ' ' || (%(family)s::text[])[1 + abs(hashint8(n * 7) %% 40)]
           || ' ' || (%(syllables)s::text[])[1 + abs(hashint8(n * 11) %% 30)]
           || (%(syllables)s::text[])[1 + abs(hashint8(n * 13) %% 30)]
           || (%(syllables)s::text[])[1 + abs(hashint8(n * 17) %% 30)],
           'person' || n || '@' || (%(domains)s::text[])[1 + least(5, abs(hashint8(n * 3) %% 8))],
           '', now()
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    RETURNING id
)
INSERT INTO applicants_application (public_id, cohort_id, applicant_id, question_set_id, status, status_changed_at, answers, source,
                                    university_id, external_id, imported_by_id, content_digest, started_at, submitted_at,
                                    updated_at)
SELECT gen_random_uuid(), %(cohort)s, made.id, %(form)s,
       CASE WHEN dice < 70 THEN 'screened' WHEN dice < 80 THEN 'submitted' WHEN dice < 90 THEN 'ineligible'
            WHEN dice < 97 THEN 'withdrawn' ELSE 'in_review' END,
       now() - random() * interval '30 days',
       jsonb_build_object(
           'adult', true, 'work_authorised', dice <> 50, 'full_time', dice <> 51, 'relocate', dice %% 3 > 0,
           'interest', (%(interests)s::text[])[1 + dice %% 11],
           'hours_per_week', dice %% 40, 'months_learning', dice %% 24, 'experience_years', dice %% 5,
           'resources', to_jsonb((%(resources)s::text[])[1 + dice %% 3 : 3 + dice %% 4]),
           'why_health', words.first, 'taught_yourself', words.second),
       CASE WHEN imported THEN 'import' ELSE 'web' END,
       CASE WHEN dice %% 10 < 3 THEN (%(universities)s::bigint[])[1 + dice %% 5] END,
       CASE WHEN imported THEN 'row' || made.id END, CASE WHEN imported THEN %(import)s END,
       CASE WHEN imported THEN '\\x00'::bytea END,
       at - interval '1 hour', at, now()
  FROM made
 CROSS JOIN LATERAL (SELECT abs(hashint8(made.id * 31) %% 100) AS dice, abs(hashint8(made.id * 37) %% 20) = 0 AS imported,
                            now() - (abs(hashint8(made.id * 41) %% 2592000) * interval '1 second') AS at) AS one
 CROSS JOIN LATERAL (
    SELECT string_agg(word, ' ') FILTER (WHERE place <= 40) AS first, string_agg(word, ' ') FILTER (WHERE place > 40) AS second
      FROM (SELECT place, (%(words)s::text[])[1 + floor(1200 * power(abs(hashint8(made.id * 43 + place) %% 100000) / 100000.0, 3))]
                   AS word FROM generate_series(1, 80) AS place) AS picked
 ) AS words
"""
RESULTS: Final = """
INSERT INTO applicants_screeningresult (run_id, application_id, cohort_id, score, band, points, rule, error)
SELECT %(run)s, id, cohort_id, score,
       CASE WHEN score %% 17 = 0 THEN 0 WHEN score >= %(above)s THEN 3 WHEN score >= %(borderline)s THEN 2 ELSE 1 END,
       '{}', CASE WHEN score %% 17 = 0 THEN 0 END, ''
  FROM (SELECT id, cohort_id, (abs(hashint8(id * 47) %% 400) + abs(hashint8(id * 53) %% 300)) AS score
          FROM applicants_application WHERE cohort_id = %(cohort)s AND id > %(after)s) AS scored
"""


def make_people(cohort: "Cohort", run: "ScreeningRun", first: int, last: int) -> None:
    """Applications number `first` to `last` of a cohort, submitted over the last thirty days, with their results in a run."""
    import random

    from django.db import connection
    from django.db.models import Max

    from applicants.models import Application, ImportBatch
    from cohorts.models import University

    dice = random.Random(7)
    syllables = [a + b for a in "bdfgklmnrstvz" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
    words = ["".join(dice.choice(syllables) for _ in range(dice.choice((2, 2, 3)))) for _ in range(1200)]
    words[:8] = ["hospital", "care", "nurse", "patient", "computer", "learn", "family", "work"]
    universities = [
        University.objects.get_or_create(slug=f"bench-{n}", defaults={"name": f"Bench College {n}"})[0].pk
        for n in range(5)
    ]
    file, _ = ImportBatch.objects.get_or_create(
        cohort=cohort, file_name="bench.csv", defaults={"file_sha256": "0" * 64, "mapping": ""}
    )
    thresholds = run.rubric_version.document["thresholds"]
    step = 50_000
    with connection.cursor() as cursor:
        for start in range(first, last + 1, step):
            after = Application.objects.aggregate(most=Max("pk"))["most"] or 0
            cursor.execute(
                PEOPLE,
                {
                    "given": GIVEN,
                    "family": FAMILY,
                    "domains": list(DOMAINS),
                    "syllables": syllables[:30],
                    "interests": [
                        "full_stack",
                        "front_end",
                        "back_end",
                        "data",
                        "mobile",
                        "operations",
                        "design",
                        "quality",
                        "product",
                        "clinical",
                        "undecided",
                    ],
                    "resources": [
                        "open_course",
                        "free_curriculum",
                        "interactive",
                        "paid_course",
                        "challenges",
                        "videos",
                        "podcasts",
                        "books",
                        "other",
                    ],
                    "universities": universities,
                    "words": words,
                    "import": file.pk,
                    "cohort": cohort.pk,
                    "form": cohort.question_set_id,
                    "first": start,
                    "last": min(start + step - 1, last),
                },
            )
            cursor.execute(RESULTS, {"run": run.pk, "cohort": cohort.pk, "after": after, **thresholds})

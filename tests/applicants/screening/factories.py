"""Thousands of applications in two statements, for runs that need many."""

import random
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from cohorts.models import Cohort

HEALTH = "A nurse in the hospital wrote my father's medication on paper and a patient was hurt, I want the records to work better"
OTHER = "I like computers and would enjoy a steady job in a field that grows"

RESOURCES = ["open_course", "free_curriculum", "interactive", "paid_course", "videos", "books"]


def some_answers(luck: random.Random) -> dict[str, Any]:
    """Plausible answers, some left out."""
    answers: dict[str, Any] = {
        "adult": luck.random() > 0.01,
        "work_authorised": luck.random() > 0.03,
        "full_time": luck.random() > 0.02,
        "hours_per_week": min(112, int(luck.gammavariate(2, 7))),
        "months_learning": int(luck.gammavariate(1.2, 10)),
        "resources": luck.sample(
            ["open_course", "free_curriculum", "interactive", "paid_course", "videos", "books"], luck.randint(0, 4)
        ),
        "events": luck.sample(
            ["meetup", "hackathon", "conference", "workshop", "volunteering"], luck.choice([0, 0, 1, 1, 2, 3])
        ),
        "money_spent": luck.randint(0, 3000),
        "course_attended": luck.random() < 0.2,
        "experience_years": luck.choice([0, 0, 1, 3]),
        "why_health": " ".join((HEALTH if luck.random() < 0.6 else OTHER).split()[: luck.randint(5, 30)]),
        "taught_yourself": " ".join(OTHER.split()[: luck.randint(3, 14)]),
    }
    if answers["course_attended"]:
        answers["course_finished"] = luck.random() < 0.5
    return {key: value for key, value in answers.items() if luck.random() > 0.05}


def make_applications(cohort: Cohort, count: int, *, seed: int = 1, status: str = "submitted") -> list[int]:
    """So many applications of people without an account, in no time; their ids. They have no history: only screening reads them."""
    luck = random.Random(seed)
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO applicants_applicant (public_id, name, phone, created_at)
            SELECT gen_random_uuid(), 'Applicant ' || n, '', %s FROM generate_series(1, %s) AS n RETURNING id
            """,
            [now, count],
        )
        people = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(
            """
            INSERT INTO applicants_application
                   (public_id, cohort_id, applicant_id, question_set_id, status, status_changed_at, answers, source, started_at,
                    submitted_at, updated_at)
            SELECT gen_random_uuid(), %s, person, %s, %s, %s, answers, 'web', %s, %s, %s
              FROM unnest(%s::bigint[], %s::jsonb[]) AS given (person, answers) RETURNING id
            """,
            [
                cohort.pk,
                cohort.question_set_id,
                status,
                now,
                now - timedelta(hours=1),
                now,
                now,
                people,
                [Jsonb(some_answers(luck)) for _ in people],
            ],
        )
        return [pk for (pk,) in cursor.fetchall()]

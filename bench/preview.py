"""The rubric preview, measured: `python -m bench.preview`. Medians of three rounds in one run, on a database of its own.

What a recruiter waits for when a weight is moved, on everybody in a cohort: the page's request from sending the form to the last
byte of the answer (session, permissions, reading some hundred fields, both rubrics scored, the picture drawn). Beside it the bare
statement that a run would score them with. The client is Django's, in this process: no network, the whole stack of middleware.
"""

import logging
import os
import sys
from typing import Any, Final

import django

SIZE: Final = 9_500
MOVES: Final = 10
"""Weights moved in a round; the round's figure is their middle one."""


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from django.conf import settings

    from bench.table import ROUNDS, database_of_its_own, median, record, show

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.DEBUG = False  # queries are not remembered
    logging.disable(logging.INFO)
    with database_of_its_own():
        desk = prepare()
        rounds = [measure(*desk) for _ in range(ROUNDS)]
    middle = {name: median([each[name] for each in rounds]) for name in rounds[0]}
    names = {
        "bare": "the bare statement: everybody scored by one rubric",
        "statement": "the preview's statement: two rubrics, ranks, figures",
        "round_trip": "a weight moved: the whole request",
    }
    show(
        f"Rubric preview over {SIZE:,} applications, medians of {ROUNDS}",
        ["", "milliseconds", "x the bare statement"],
        [[words, f"{middle[key] * 1000:.1f}", f"{middle[key] / middle['bare']:.2f}"] for key, words in names.items()],
    )
    record(
        {
            "bare_statement_ms": round(middle["bare"] * 1000, 1),
            "preview_statement_ms": round(middle["statement"] * 1000, 1),
            "round_trip_ms": round(middle["round_trip"] * 1000, 1),
            "times_bare_statement": round(middle["round_trip"] / middle["bare"], 2),
        },
        "preview",
        str(SIZE),
    )
    return 0


def prepare() -> tuple[Any, Any, Any, dict[str, Any]]:
    """A cohort with facts and a run, a draft, a recruiter's client, and what the editor's form sends."""
    from django.db import connection, transaction
    from django.test import Client
    from django.urls import reverse

    from applicants.services import rubrics, screening
    from applicants.services.facts import make_facts
    from careerpath.accounts.roles import Role
    from tests.applicants.screening.factories import make_applications
    from tests.factories import make_cohort, make_user
    from tests.pages import forms_in

    cohort = make_cohort(capacity=95)
    make_facts(make_applications(cohort, SIZE))
    recruiter = make_user(Role.RECRUITER)
    with transaction.atomic():
        run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=recruiter)
        transaction.get_connection().run_on_commit.clear()  # no bell: the preview only asks which version was used
    draft = rubrics.new_version(run.rubric_version, by=recruiter)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(recruiter)
    page = client.get(reverse("admin:rubric-edit", args=[draft.pk]))
    assert page.status_code == 200, page.status_code
    form = next(form for form in forms_in(page.content.decode()) if "criteria" in form.names)
    return cohort, draft, client, {**form.values, "cohort": cohort.pk}


def measure(cohort: Any, draft: Any, client: Any, sent: dict[str, Any]) -> dict[str, float]:
    """Seconds of each, in one round; each measured so many times, the middle one counts."""
    from django.db import connection
    from django.urls import reverse

    from applicants.screening.document import from_document
    from applicants.screening.rubric import bind
    from applicants.screening.sql import scored_sql
    from applicants.selectors.previewing import bound_to, facts_sql, forms_of, preview_sql
    from bench.table import median, seconds

    forms = forms_of(cohort)
    rubric = from_document(draft.document)
    bound = bound_to(rubric, forms)
    rows, scored = facts_sql(cohort, list(bound)), scored_sql(bound)
    whole = preview_sql(cohort, bound, bound, bind(rubric, forms.own).most // 40)
    address = reverse("admin:rubric-preview", args=[draft.pk])

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH facts AS ({rows.text}) SELECT count(*), sum(score), sum(band) FROM ({scored.text}) AS one",
                [*rows.params, *scored.params],
            )
            assert cursor.fetchone()[0] == SIZE

    def statement() -> None:
        with connection.cursor() as cursor:
            cursor.execute(whole.text, whole.params)
            cursor.fetchall()

    def move(weight: int) -> None:
        answer = client.post(address, {**sent, "c0-weight": weight}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.status_code
        assert f"{SIZE:,} applications" in answer.content.decode()

    move(1)
    return {
        "bare": median([seconds(bare) for _ in range(MOVES)]),
        "statement": median([seconds(statement) for _ in range(MOVES)]),
        "round_trip": median([seconds(lambda weight=weight: move(weight)) for weight in range(20, 20 + MOVES)]),
    }


if __name__ == "__main__":
    sys.exit(main())

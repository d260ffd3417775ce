"""A thousand classes of 95 in the database: `python -m bench classes`. Is a class as quick to open among them as alone?

Each figure is a whole page as a browser gets it, through Django's test client, median of so many: first with one class in the
database, then with BENCH_CLASSES (1,000) of them, all in their fourth week with attendance and marks. Ratios are of one run.
"""

import logging
import os
import random
import sys
from typing import Any, Final

import django

PEOPLE: Final = 95
TIMES: Final = 7
YARDSTICK: Final = "yardstick: the page to sign in"
"""Asks for nothing of any class: what the machine was busy with besides shows in it, and the ratios are divided by its own."""
STEP: Final = 1_000_000
"""What a copy's numbers lie above those of the class it is a copy of, for each copy."""


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import database_of_its_own, record, seconds, show

    logging.disable(logging.INFO)
    classes = int(os.environ.get("BENCH_CLASSES", "1000"))
    with database_of_its_own():
        visits = prepare()
        alone = {name: visit(*where) for name, where in visits.items()}
        took = seconds(lambda: multiply(classes - 1))
        among = {name: visit(*where) for name, where in visits.items()}
    noise = among[YARDSTICK] / alone[YARDSTICK]
    ratios = {name: among[name] / alone[name] / noise for name in visits}
    show(
        f"One class of {PEOPLE} alone, and among {classes:,} ({took:.0f} s to make them): a whole page, milliseconds",
        ["", "alone", f"among {classes:,}", "ratio"],
        [
            [
                name,
                f"{alone[name] * 1000:,.0f}",
                f"{among[name] * 1000:,.0f}",
                f"{ratios[name]:.2f}",
            ]
            for name in visits
        ],
    )
    record(
        {
            name: {
                "alone_ms": round(alone[name] * 1000, 1),
                "among_ms": round(among[name] * 1000, 1),
                "ratio": round(ratios[name], 2),
            }
            for name in visits
        },
        "classes",
        str(classes),
    )
    return 0


def prepare() -> dict[str, tuple[Any, str]]:
    """A class in its fourth week, and who opens which page of it: name -> (client, address)."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from bootcamp.services import record_attendance, record_grades
    from careerpath.accounts.roles import Role
    from tests.bootcamp.factories import (
        assessments_of,
        make_bootcamp_cohort,
        make_class,
        make_instructor,
        sessions_of,
    )
    from tests.factories import make_user

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    cohort = make_bootcamp_cohort()
    people = make_class(cohort, PEOPLE)
    instructor = make_instructor(cohort)
    now, dice = timezone.now(), random.Random(95)  # a class, not a secret
    sessions, assessments = sessions_of(cohort), assessments_of(cohort)
    for session in sessions:
        if session.ends_at < now:
            codes = [("present", None)] * 18 + [("excused", None), ("unexcused", None)]
            record_attendance(session, {one.pk: dice.choice(codes) for one in people}, by=instructor)
    for assessment in assessments:
        if assessment.due_at < now:
            marks = {one.pk: ("graded", dice.randint(50, 100) * assessment.out_of / 100) for one in people}
            record_grades(assessment, marks, by=instructor)
    catch_up()

    def signed_in(who: Any) -> Client:
        client = Client()
        client.force_login(who)
        return client

    teaching, managing = signed_in(instructor), signed_in(make_user(Role.MANAGER))
    learning = signed_in(people[0].application.applicant.user)
    last = [session for session in sessions if session.ends_at < now][-1]
    return {
        YARDSTICK: (Client(), reverse("account_login")),
        "instructor's home": (teaching, reverse("bootcamp:home")),
        "manager's home": (managing, reverse("bootcamp:home")),
        "class list": (teaching, reverse("bootcamp:class", args=[cohort.slug])),
        "attendance grid": (teaching, reverse("bootcamp:attendance", args=[cohort.slug, last.pk])),
        "gradebook": (teaching, reverse("bootcamp:gradebook", args=[cohort.slug])),
        "people to contact": (teaching, reverse("bootcamp:warnings", args=[cohort.slug])),
        "completion": (teaching, reverse("bootcamp:completion", args=[cohort.slug])),
        "learner's page": (learning, reverse("bootcamp:learner")),
    }


def catch_up() -> None:
    """Early warning looks at everybody whose attendance or marks changed, as the worker would."""
    from django.db import connection

    from bootcamp.models import Enrolment
    from bootcamp.services.warning import look_again

    look_again(Enrolment.objects.filter(stale_since__isnull=False).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def visit(client: Any, address: str) -> float:
    """Seconds for a page; the median, after one that warms."""
    from bench.table import median, seconds

    def open_page() -> None:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        answer.getvalue()

    open_page()
    return median([seconds(open_page) for _ in range(TIMES)])


def multiply(copies: int) -> None:
    """So many copies of everything that belongs to the class, each with numbers of its own. A table is one statement."""
    from django.apps import apps
    from django.db import connection

    wanted = ["cohorts.Cohort", "applicants.Applicant", "applicants.Application"]
    models = [apps.get_model(name) for name in wanted] + in_order(list(apps.get_app_config("bootcamp").get_models()))
    copied = {model for model in models if model not in shared(models)}
    with connection.cursor() as cursor:
        for model in models:
            if model in copied:
                cursor.execute(*copy(model, copied, copies))
        cursor.execute("VACUUM ANALYZE")


def shared(models: list[Any]) -> set[Any]:
    """What all classes use together (credentials, tracks, competencies, templates): it leads to no cohort, so it is not copied."""
    from cohorts.models import Cohort

    own = {Cohort}
    while more := {
        model
        for model in models
        if model not in own
        and any(field.is_relation and field.concrete and field.related_model in own for field in model._meta.fields)
    }:
        own |= more
    named = {"Applicant", "Application"}
    return {model for model in models if model not in own and model.__name__ not in named}


def in_order(models: list[Any]) -> list[Any]:
    """Those that others point to first."""
    ordered: list[Any] = []

    def put(model: Any) -> None:
        if model in ordered:
            return
        for field in model._meta.fields:
            if field.is_relation and field.related_model in models and field.related_model is not model:
                put(field.related_model)
        ordered.append(model)

    for model in models:
        put(model)
    return ordered


def copy(model: Any, copied: set[Any], copies: int) -> tuple[str, dict[str, int]]:
    """The statement that copies a table's rows: keys among copied tables move along, what must be unique gets the copy's number.

    Class after class, as real ones are written.
    """
    from django.db import models

    names, values = [], []
    for field in model._meta.concrete_fields:
        name = f'"{field.column}"'
        if field.generated:
            continue
        if field.is_relation and field.related_model in copied:
            value = f"{name} + copy * {STEP}"
        elif field.is_relation and field.unique:
            value = "NULL"
        elif field.primary_key and isinstance(field, models.AutoField | models.BigAutoField):
            value = f"{name} + copy * {STEP}"
        elif isinstance(field, models.UUIDField) and field.unique:
            value = "gen_random_uuid()"
        elif isinstance(field, models.EmailField):
            value = f"copy || '.' || {name}"
        elif field.unique or (isinstance(field, models.SlugField) and model.__name__ == "Cohort"):
            value = f"{name} || '-' || copy"
        else:
            value = name
        names.append(name)
        values.append(value)
    table = model._meta.db_table
    return (
        f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(values)}'  # names of our own tables
        f' FROM "{table}", generate_series(1, %(copies)s) AS copy ORDER BY copy',
        {"copies": copies},
    )


if __name__ == "__main__":
    sys.exit(main())

"""An application with its cohort, its applicant and its form, as nearly every request to the form needs it.

One statement whose text is made once. Django would make the text of these four tables anew each time, which took longer than the
database needs to answer; at the deadline that is what there is most of.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from applicants.models import Applicant, Application, Document
from cohorts.models import Cohort, QuestionSet

RESUME = "_resume_read"
"""Where an application holds the resume that was read with it (or None); `forget_resume` after it has changed."""
_TABLES: tuple[tuple[str, type[Model]], ...] = (
    ("application", Application),
    ("cohort", Cohort),
    ("applicant", Applicant),
    ("question_set", QuestionSet),
    ("resume", Document),
)


def applications_where(condition: str, params: Sequence[Any]) -> list[Application]:
    """The applications for which `condition` holds, with cohort, applicant, question set and resume (`resume_of`); one statement.

    The condition is ours, never anybody's input; it names the tables application, cohort, applicant, question_set.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{_select()} WHERE {condition} ORDER BY application.id DESC", params)  # see above
        return [_application(row) for row in cursor.fetchall()]


@cache
def _select() -> str:
    columns = ", ".join(f'{name}."{field.column}"' for name, model in _TABLES for field in model._meta.concrete_fields)
    tables = {name: model._meta.db_table for name, model in _TABLES}
    return (
        f"SELECT {columns} FROM {tables['application']} AS application "  # noqa: S608  # our own names
        f"JOIN {tables['cohort']} AS cohort ON cohort.id = application.cohort_id "
        f"JOIN {tables['applicant']} AS applicant ON applicant.id = application.applicant_id "
        f"JOIN {tables['question_set']} AS question_set ON question_set.id = application.question_set_id "
        f"LEFT JOIN {tables['resume']} AS resume ON resume.application_id = application.id AND resume.kind = 'resume'"
    )


@cache
def _reading() -> list[tuple[type[Model], list[str], slice, list[tuple[int, Any]]]]:
    """For each table: the model, its fields, where they stand in a row, and what reads a value that the driver leaves as text."""
    found, start = [], 0
    for _name, model in _TABLES:
        fields = model._meta.concrete_fields
        readers = [
            (place, reader) for place, field in enumerate(fields) for reader in field.get_db_converters(connection)
        ]
        found.append((model, [field.attname for field in fields], slice(start, start + len(fields)), readers))
        start += len(fields)
    return found


def _application(row: Sequence[Any]) -> Application:
    made: list[Any] = []
    for model, names, place, readers in _reading():
        values = list(row[place])
        for position, reader in readers:
            values[position] = reader(values[position], None, connection)
        made.append(model.from_db(connection.alias, names, values) if values[0] is not None else None)
    application: Application = made[0]
    application.cohort, application.applicant, application.question_set, resume = made[1:]
    setattr(application, RESUME, resume)
    return application


def forget_resume(application: Application | None) -> None:
    """Let the resume be read again."""
    if application is not None:
        application.__dict__.pop(RESUME, None)

"""Writing one person's answers so that no log of the database repeats them."""

from typing import Final

import psycopg
from django.db import connection
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from reports.models import SelfIdentification

COLUMNS: Final = ("state", "races", "races_declined", "gender", "gender_words", "disability", "veteran")
_STORE: Final = """
INSERT INTO reports_selfidentification
       (key, state, races, races_declined, gender, gender_words, disability, veteran, changed_at)
VALUES (%(key)s, %(state)s, %(races)s::varchar[], %(races_declined)s, %(gender)s, %(gender_words)s, %(disability)s, %(veteran)s,
        %(changed_at)s)
    ON CONFLICT (key) DO UPDATE SET (state, races, races_declined, gender, gender_words, disability, veteran, changed_at)
     = (excluded.state, excluded.races, excluded.races_declined, excluded.gender, excluded.gender_words, excluded.disability,
        excluded.veteran, excluded.changed_at)
"""


@sensitive_variables()
def store(row: SelfIdentification) -> None:
    """Insert the row, or write it over the one of its key; inside the wall.

    Django puts values into the text of a statement, and PostgreSQL logs the text of one that fails (`log_min_error_statement`), be
    it for a full disk. Here the server gets text and values apart, and of the values it logs nothing unless told to. What Django
    itself logs while debugging does not see the statement at all.
    """
    row.changed_at = timezone.now()
    values = {"key": row.key, "changed_at": row.changed_at} | {name: getattr(row, name) for name in COLUMNS}
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_STORE, values)

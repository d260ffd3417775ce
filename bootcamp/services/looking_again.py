"""Whose attendance or marks changed, so that early warning looks at them again, in the worker (`bootcamp.services.warning`)."""

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

from applicants.services.bell import ring_soon
from bootcamp.lifecycle import LEARNING
from bootcamp.models import Enrolment
from cohorts.models import Cohort

TASK: Final = "bootcamp.tasks.look_again"

# Always a new moment, also where somebody is waiting already: by it the worker sees that things changed under its hands. The clock
# of the database, because a transaction's own now() may be older than what the worker read. In the order of the ids, as the worker
# takes them, so that the two never wait for each other in a ring.
_STALE: Final = """
UPDATE bootcamp_enrolment AS one SET stale_since = clock_timestamp()
  FROM (SELECT id FROM bootcamp_enrolment WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) AS wanted
 WHERE one.id = wanted.id
"""


def look_again_at(enrolment_ids: Iterable[int]) -> None:
    """Note that these people stand otherwise than before, and ring for the worker after commit; one statement."""
    ids = sorted(set(enrolment_ids))
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [ids])
    transaction.on_commit(lambda: ring_soon(TASK, ids))


def look_again_at_class(cohort: Cohort) -> None:
    """The same for everybody who is learning in a class: its programme or the rules of its warning changed."""
    look_again_at(Enrolment.objects.filter(cohort=cohort, status__in=LEARNING).values_list("pk", flat=True))

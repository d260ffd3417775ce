"""Assigning: who looks after an application."""

from django.db import connection

from applicants.models import BulkOperation
from applicants.services.assigning import assignable
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from careerpath.accounts.models import User


@register
class Assign(Handler):
    """Parameters: `to`, the ids of recruiters and reviewers. Several take turns; none takes the assignment away."""

    kind = BulkOperation.Kind.ASSIGN
    permission = "applicants.change_application"
    verb = "Assign {n}"

    def check(self, operation: BulkOperation, by: User) -> None:
        """Everybody it goes to must be a recruiter or reviewer who can sign in."""
        people, can = _people(operation), set(assignable().values_list("pk", flat=True))
        if wrong := [each.name or each.email for each in people if each.pk not in can]:
            raise OperationRefused(f"{' and '.join(wrong)} is neither a recruiter nor a reviewer.")
        if len(people) < len(operation.params["to"]):
            raise OperationRefused("Somebody it was to be assigned to is no longer here. Choose again.")

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        names = [each.name or each.email for each in _people(operation)]
        if not names:
            return "Nobody looks after them afterwards. Their status stays."
        if len(names) == 1:
            return f"{names[0]} looks after them. Their status stays."
        return (
            f"{', '.join(names[:-1])} and {names[-1]} look after them in turn, about as many each. Their status stays."
        )

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """One statement: in the order of the ids, as everything that locks many does."""
        people = list(assignable().filter(pk__in=operation.params["to"]).order_by("pk").values_list("pk", flat=True))
        if len(people) < len(operation.params["to"]):
            raise OperationRefused("Somebody it was to be assigned to is no longer a recruiter or reviewer.")
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH locked AS (
                    SELECT id FROM applicants_application WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
                ),
                placed AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM locked)
                UPDATE applicants_application AS application
                   SET assigned_to_id = (%s::bigint[])[1 + (place + %s) %% greatest(%s, 1)]
                  FROM placed WHERE application.id = placed.id
                RETURNING application.id
                """,
                # Each chunk begins with somebody else, so that nobody has the odd one of every chunk.
                [ids, people, ids[0], len(people)],
            )
            return Outcomes(sorted(pk for (pk,) in cursor.fetchall()))


def _people(operation: BulkOperation) -> list[User]:
    return list(User.objects.filter(pk__in=operation.params["to"]).order_by("pk"))

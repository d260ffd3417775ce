"""Tags: put a word on applications, or take it off."""

from django.db import connection

from applicants.models import BulkOperation, Tag
from applicants.services.operations.handlers import Handler, OperationRefused, Outcomes, register
from careerpath.accounts.models import User
from careerpath.pipeline import clock

LONGEST = 40


@register
class TagThem(Handler):
    """Parameters: `tag`, its name (a new one is made), and `do`: add or remove."""

    kind = BulkOperation.Kind.TAG
    permission = "applicants.change_application"
    verb = "Change the tag of {n}"

    def check(self, operation: BulkOperation, by: User) -> None:
        """A tag has a name; one that is to be taken off must be there."""
        name, do = operation.params.get("tag", "").strip(), operation.params.get("do")
        if not name or len(name) > LONGEST or do not in ("add", "remove"):
            raise OperationRefused(f"Name a tag, in at most {LONGEST} characters.")
        if do == "remove" and not Tag.objects.filter(name__iexact=name).exists():
            raise OperationRefused(f"There is no tag “{name}”.")

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        if operation.params["do"] == "add":
            return f"Puts the tag “{operation.params['tag']}” on them. Applicants never see tags."
        return f"Takes the tag “{operation.params['tag']}” off them."

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Three statements."""
        adds = operation.params["do"] == "add"
        with connection.cursor() as cursor:
            if adds:
                cursor.execute(
                    "INSERT INTO applicants_tag (name) VALUES (%s) ON CONFLICT (lower(name)) DO NOTHING",
                    [operation.params["tag"].strip()],
                )
            tag = Tag.objects.filter(name__iexact=operation.params["tag"].strip()).values_list("pk", flat=True).first()
            if adds:
                cursor.execute(
                    """
                    INSERT INTO applicants_applicationtag (application_id, tag_id, by_id, at)
                    SELECT id, %s, %s, %s FROM applicants_application WHERE id = ANY(%s) ORDER BY id
                        ON CONFLICT (application_id, tag_id) DO NOTHING RETURNING application_id
                    """,
                    [tag, operation.actor.pk, clock.now(), ids],
                )
            else:
                cursor.execute(
                    "DELETE FROM applicants_applicationtag WHERE tag_id = %s AND application_id = ANY(%s) RETURNING application_id",
                    [tag, ids],
                )
            done = {pk for (pk,) in cursor.fetchall()}
        why = "It has this tag already." if adds else "It does not have this tag."
        return Outcomes(sorted(done), dict.fromkeys((pk for pk in ids if pk not in done), why))

"""Looking for duplicates among the people of a cohort. It changes nothing about anybody: likely pairs come to the queue."""

from applicants.models import BulkOperation
from applicants.services.duplicates import BLOCK, look_at
from applicants.services.operations.handlers import Handler, Outcomes, register


@register
class Duplicates(Handler):
    """No parameters. What was found is kept in `params["found"]`: pairs to look at, pairs compared, keys that too many share."""

    kind = BulkOperation.Kind.DUPLICATES
    permission = "applicants.change_application"
    verb = "Look for {n}"
    chunk_size = 2000

    def words(self, operation: BulkOperation) -> str:
        """What it does, and what it has found so far."""
        said = "Compares these people with everybody who may be the same person. Nothing about anybody changes."
        found = operation.params.get("found")
        if not found:
            return f"{said} Likely pairs come to the queue of duplicates, where a person decides."
        common = found["common"]
        passed = f" {common:,} keys were passed over, because more than {BLOCK} people share each." if common else ""
        return f"{said} {found['listed']:,} likely pairs so far, of {found['compared']:,} compared.{passed}"

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Look for the people of these applications; all are done. Chunks look one at a time, so the figures add up."""
        found = look_at(ids)
        locked = BulkOperation.objects.select_for_update(no_key=True).only("params").get(pk=operation.pk)
        before = locked.params.get("found", {})
        figures = {"listed": found.listed, "compared": found.compared, "common": len(found.common)}
        locked.params = {**locked.params, "found": {name: before.get(name, 0) + n for name, n in figures.items()}}
        locked.save(update_fields=["params"])
        return Outcomes(done=ids)

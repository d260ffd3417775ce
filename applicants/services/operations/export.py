"""Exporting all that match, with chosen columns: every chunk writes a part, the end joins them into a file to be fetched."""

from applicants.models import Application, BulkOperation
from applicants.services.exporting import KEPT_DAYS, join_parts, write_chunk
from applicants.services.operations.handlers import Handler, Outcomes, register


@register
class Export(Handler):
    """Parameters: as `services.exporting.export_params` makes them (format, columns, run)."""

    kind = BulkOperation.Kind.EXPORT
    permission = "applicants.export_application"
    verb = "Export {n}"
    chunk_size = 2000

    def words(self, operation: BulkOperation) -> str:
        """What it does."""
        columns, kind = len(operation.params["columns"]), operation.params["format"].upper()
        return (
            f"Writes a {kind} file with {columns} columns, which can be fetched for {KEPT_DAYS} days. Nothing is changed. "
            "It holds what people wrote: keep it as carefully as you keep them."
        )

    def work(self, operation: BulkOperation, ids: list[int]) -> Outcomes:
        """Write the part of these applications."""
        there = list(Application.objects.filter(pk__in=ids).order_by().values_list("pk", flat=True))
        if there:
            write_chunk(operation, sorted(there))
        return Outcomes(done=there)

    def finish(self, operation: BulkOperation) -> None:
        """Join the parts into the file."""
        join_parts(operation)

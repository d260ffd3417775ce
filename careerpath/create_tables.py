"""Steps of a migration that make or change many tables at once."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """So many `CreateModel` as one step, which may name one another in any order (foreign keys are made at the end).

    After each step of a migration Django makes its picture of the models anew, and of all that lead to them: with 130 models that
    hang together that was 28 of the 32 seconds which an empty database took. This makes the picture once.
    """

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.ADDITION
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As Django writes it into a file."""
        return self.__class__.__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """All models are there; the picture of them is made when somebody asks for it."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """All tables, with their indexes and constraints."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """None of them."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For whoever runs `migrate`."""
        return f"Create {len(self.operations)} tables"


class ChangeTables(CreateTables):
    """So many changes of tables (new ones, fields, indexes, constraints) as one step, for the same reason.

    A table that is made in the step is made as it is at its end, so what the step adds to it later is there already.
    """

    def __init__(
        self, operations: Sequence[Operation]
    ) -> None:  # what a migration file lists, of any kind that is not data
        self.operations = list(operations)  # type: ignore[arg-type]

    def _to_do(self) -> list[Operation]:
        made = {each.name_lower for each in self.operations if isinstance(each, CreateModel)}
        return [
            each
            for each in self.operations
            if isinstance(each, CreateModel) or getattr(each, "model_name", "").lower() not in made
        ]

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Each change, between the picture before the step and the one after it."""
        for operation in self._to_do():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Each change taken back, the last in front."""
        for operation in reversed(self._to_do()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For whoever runs `migrate`."""
        return f"{len(self.operations)} changes of tables"

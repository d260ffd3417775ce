"""The lifecycles of all records, printed from their tables for docs/lifecycles.md."""

from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings

from careerpath.pipeline.lifecycle import Lifecycle
from careerpath.pipeline.models import Tracked

PAGE: Final = Path(settings.BASE_DIR) / "docs" / "lifecycles.md"
HEAD: Final = """\
# Lifecycles

Printed from the tables in the code by `manage.py lifecycles`; a test compares this page with them. Every move leaves a row of
history with who, when and why, and only `careerpath/pipeline/history.py` writes a status.
"""


def lifecycles() -> list[Lifecycle]:
    """The lifecycle of every tracked model, in the order in which the apps are installed; each once."""
    found = [model.LIFECYCLE for model in apps.get_models() if issubclass(model, Tracked)]
    return list({lifecycle.name: lifecycle for lifecycle in found}.values())


def section(lifecycle: Lifecycle) -> str:
    """One lifecycle: its diagram, the words people read, and the refusals that have a reason of their own."""
    name = lifecycle.name[0].upper() + lifecycle.name[1:]
    words = ", ".join(f"`{value}` “{label}”" for value, label in lifecycle.labels.items())
    lines = [f"## {name}", "", "```mermaid", lifecycle.diagram(), "```", "", f"Words: {words}."]
    if lifecycle.refusals:
        lines += ["", "| from | to | why not |", "|---|---|---|"]
        lines += [f"| `{old}` | `{new}` | {why} |" for (old, new), why in sorted(lifecycle.refusals.items())]
    return "\n".join(lines) + "\n"


def page() -> str:
    """The whole of docs/lifecycles.md."""
    return "\n".join([HEAD, *(section(lifecycle) for lifecycle in lifecycles())])

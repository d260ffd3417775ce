"""A frozen report as JSON, for programs: numbers as numbers, hidden and undefined as null, and which of the nulls are hidden."""

import json
from typing import Any

from reports.exporting.about import About
from reports.methods import METHODS
from reports.tables import HIDDEN, Report, Section, Table, records


def write_json(report: Report, about: About) -> bytes:
    """The bytes of the file: an object with `about`, `sections` (lead, tiles, tables) and `methods`, in UTF-8."""
    content = {
        "about": dict(about.lines()),
        "as_of": report.as_of,
        "rules": report.rules,
        "minimum": report.minimum,
        "inputs_digest": about.inputs_digest,
        "payload_digest": about.payload_digest,
        "sections": [_section(section) for section in report.sections],
        "methods": [
            {
                "anchor": one.anchor,
                "title": one.title,
                "paragraphs": [str(words) for words in one.paragraphs],
                "sources": one.sources,
            }
            for one in METHODS
        ],
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "method": section.method,
        "lead": section.lead,
        "tiles": [{"label": tile.label, "figure": tile.figure, "notes": tile.notes} for tile in section.tiles],
        "charts": [{"title": chart.title, "summary": chart.summary} for chart in section.charts],
        "tables": [_table(table) for table in section.tables],
        "empty": section.empty,
    }


def _table(table: Table) -> dict[str, Any]:
    hidden = [
        {"row": row, "column": column.key}
        for row, values in enumerate(table.rows)
        for column, value in zip(table.columns, values, strict=True)
        if value is HIDDEN
    ]
    columns = [
        {"key": one.key, "label": one.label, "kind": one.kind.value, "meaning": one.meaning} for one in table.columns
    ]
    return {
        "key": table.key,
        "caption": table.caption,
        "columns": columns,
        "rows": records(table),
        "hidden": hidden,
        "notes": table.notes,
    }

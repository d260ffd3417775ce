"""Nothing but careerpath/pipeline/history.py writes a status: read from the code of every app."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from careerpath.pipeline.models import Tracked

ROOT = Path(settings.BASE_DIR)
WRITER = ROOT / "careerpath" / "pipeline" / "history.py"
PACKAGES = ("careerpath", "cohorts", "applicants", "bootcamp", "placements", "mentorship", "reports")
HELD = {"status", "status_changed_at"}
SET_STATUS = re.compile(r"\bset\s+(?:[^;]*?,\s*)?[\"']?status(?:_changed_at)?[\"']?\s*=", re.IGNORECASE)
TABLES = re.compile(r"\bupdate\s+(\w+)", re.IGNORECASE)


def sources() -> list[Path]:
    """Every module of ours but the writer and the migrations."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if path != WRITER and "migrations" not in path.parts)


def tracked() -> set[str]:
    """The names of the models that have a lifecycle."""
    return {model.__name__ for model in apps.get_models() if issubclass(model, Tracked)}


def writes(tree: ast.AST, models: set[str]) -> Iterator[tuple[int, str]]:
    """Line and kind of each place that would write a status."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets) if any(
                isinstance(each, ast.Attribute) and each.attr in HELD for each in targets
            ):
                yield node.lineno, "assignment"
            case ast.AugAssign(target=ast.Attribute(attr=name)) | ast.AnnAssign(target=ast.Attribute(attr=name)) if (
                name in HELD
            ):
                yield node.lineno, "assignment"
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), _]) if name in HELD:
                yield node.lineno, "setattr"
            case ast.Call(func=ast.Attribute(attr="update" | "aupdate"), keywords=words) if {
                word.arg for word in words
            } & HELD:
                yield node.lineno, "update()"
            case ast.Call(func=ast.Attribute(attr="bulk_update"), args=[_, fields]) if HELD & constants(fields):
                yield node.lineno, "bulk_update()"
            case ast.Call(func=ast.Attribute(attr="save"), keywords=words) if any(
                HELD & constants(word.value) for word in words
            ):
                yield node.lineno, "save(update_fields=)"
            case ast.Call(func=func, keywords=words) if makes(func, models) and "status" in {
                word.arg for word in words
            }:
                yield node.lineno, "made with a status"
            case ast.Constant(value=str(text)) if SET_STATUS.search(text):
                yield node.lineno, "SQL"


def constants(node: ast.AST) -> set[object]:
    """All constants in an expression."""
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}


def makes(func: ast.expr, models: set[str]) -> bool:
    """Whether a call makes a tracked record: `Application(...)`, `Application.objects.create(...)`."""
    match func:
        case ast.Name(id=name):
            return name in models
        case ast.Attribute(
            attr="create" | "get_or_create" | "update_or_create", value=ast.Attribute(value=ast.Name(id=name))
        ):
            return name in models
    return False


def test_only_the_history_module_writes_a_status() -> None:
    models = tracked()
    found = [
        f"{path.relative_to(ROOT)}:{line} ({kind})"
        for path in sources()
        for line, kind in writes(ast.parse(path.read_text(encoding="utf-8")), models)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "application.status = 'offered'",
        "a = b.status = 'offered'",
        "application.status_changed_at = now",
        "setattr(application, 'status', 'offered')",
        "Application.objects.filter(pk=1).update(status='offered')",
        "Application.objects.bulk_update(rows, ['status'])",
        "application.save(update_fields=['status'])",
        "Application(cohort=cohort, status='offered')",
        "Application.objects.create(status='offered')",
        "cursor.execute('UPDATE applicants_application SET status = %s')",
        "cursor.execute('update x set a = 1, status = 2')",
    ],
)
def test_the_search_finds_each_way_of_writing_a_status(code: str) -> None:
    assert len([*writes(ast.parse(code), {"Application"})]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "application.status == 'offered'",
        "Application.objects.filter(status='offered').update(note='x')",
        "row = StatusChange(from_status='', to_status='x')",
        "cursor.execute('UPDATE x SET note = 1 WHERE status = 2')",
        "Response(status=404)",
    ],
)
def test_the_search_lets_reading_be(code: str) -> None:
    assert [*writes(ast.parse(code), {"Application"})] == []

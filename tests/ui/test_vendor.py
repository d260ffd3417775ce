"""What is vendored is what the lock says, comes from no named registry, and is small."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from careerpath.ui.sprite import known_icons

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
FIRST_PAGE_BYTES = 100_000


def test_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_vendored_versions_are_those_of_the_lock() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    rows = re.findall(
        r"^\| (\S+)-[\d.]+ \| (\S+) \| ([\d.]+) \|", (STATIC / "vendor/README.md").read_text(), re.MULTILINE
    )
    assert {name: version for _, name, version in rows} == {
        name: packages[f"node_modules/{name}"]["version"] for _, name, _ in rows
    }
    assert all((STATIC / "vendor" / f"{shown}-{version}" / "LICENSE").exists() for shown, _, version in rows)


def test_sprite_holds_the_icons_of_the_list() -> None:
    lines = (ROOT / "assets/icons.txt").read_text().splitlines()
    assert known_icons() == {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    named = {
        (name, str(path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }
    assert sorted((name, path) for name, path in named if name not in known_icons()) == []


def test_no_template_or_sheet_loads_from_another_host() -> None:
    pattern = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""")
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(STATIC / "css").glob("*.css"),
        *(STATIC / "vendor").rglob("*.css"),
    ]
    assert [str(path) for path in files if pattern.search(path.read_text())] == []


@pytest.mark.django_db
def test_first_page_of_a_visitor_is_under_100_kb() -> None:
    html = Client().get("/").content.decode()
    linked = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html)) | {
        str(path.relative_to(STATIC)) for path in (STATIC / "vendor").glob("*/*-latin.woff2")
    }
    sizes = {
        name: len(raw) if name.endswith("woff2") else len(gzip.compress(raw))
        for name, raw in ((name, (STATIC / name).read_bytes()) for name in linked)
    }
    assert sum(sizes.values()) + len(gzip.compress(html.encode())) < FIRST_PAGE_BYTES, sizes

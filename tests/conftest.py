"""What all tests share."""

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import Client, override_settings

from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.flushing import check_keys_by_today, flush_quickly, remember_what_migrating_made

REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "new-coders-2016-first-9500.csv"

SLOWEST = (
    "tests/faults/",
    "tests/browser/",
    "tests/ui/test_browser",
    "tests/devserver/",
    "tests/applicants/letters/test_killed_worker",
    "tests/applicants/screening/test_worker",
    "tests/applicants/importing/test_worker",
)
TOGETHER = ("tests/faults/", "tests/browser/")
"""Folders whose files share what takes long to make, servers of their own or a programme: one process does all of a folder."""

_examples = os.environ.get("HYPOTHESIS_EXAMPLES", "")
# The same examples every time, so that a change is judged by what it changed; naming a number searches for new ones, at random.
hypothesis.settings.register_profile("suite", max_examples=int(_examples or 30), derandomize=not _examples)
hypothesis.settings.load_profile("suite")
flush_quickly()
check_keys_by_today()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first: two processes share the files, and a long one must not be the last."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOWEST))


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays to the end: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # what a test leaves is small: looking for it less often is 4% of a process's time


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object | None:
    """`--dist loadfile`, where a folder of TOGETHER counts as one file."""
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrFolder(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return next((folder for folder in TOGETHER if file.startswith(folder)), file)

    return ByFileOrFolder(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="module", autouse=True)
def _connections_to_servers_that_are_gone(request: pytest.FixtureRequest) -> Iterator[None]:
    """What threads of a server that was stopped or killed had open is forgotten here, not in the middle of another file."""
    yield
    if request.node.nodeid.startswith(SLOWEST):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database; what migrating put in it is remembered, so that emptying it can keep that."""
    with django_db_blocker.unblock():
        remember_what_migrating_made()


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A test client signed in as a user, or as a fresh user with the given role(s)."""
    from tests.factories import make_user

    def sign_in(*who: User | Role) -> Client:
        user = (
            who[0] if who and isinstance(who[0], User) else make_user(*[role for role in who if isinstance(role, Role)])
        )
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session", autouse=True)
def _documents_in_a_folder_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that tests store go to a folder of the session; nothing of it lands beside a developer's own."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("documents"))):
        yield


@pytest.fixture(autouse=True)
def _outside_the_demo(settings) -> None:
    """Tests see what a deployment shows, also where the embedded servers make this the demo."""
    settings.DEMO = False


@pytest.fixture
def real_answers() -> Path:
    """The real answers beside the checkout; the test is skipped where they are absent."""
    if not REAL_DATA.exists():
        pytest.skip("the real answers are not beside this checkout")
    return REAL_DATA

"""What all tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from careerpath.accounts.models import User
from careerpath.accounts.roles import Role

REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "new-coders-2016-first-9500.csv"

SLOWEST = ("tests/faults/", "tests/browser/", "tests/applicants/letters/test_killed_worker")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first: two processes share the files, and a long one must not be the last."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOWEST))


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

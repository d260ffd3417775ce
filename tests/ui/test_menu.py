from collections.abc import Iterator

import pytest

from careerpath.accounts.roles import Role
from careerpath.ui import menu
from careerpath.ui.checks import menu_leads_somewhere
from careerpath.ui.menu import EVERYBODY, NO_ROLE, MenuItem, entries_for, register
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_menu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(menu, "_items", {})
    return


def labels(*roles: Role, path: str = "/") -> list[str]:
    return [entry.label for entry in entries_for(make_user(*roles), path)]


def test_entries_for_a_role_are_its_own_in_order() -> None:
    register(MenuItem("Second", "ui:privacy", roles=[Role.MENTOR], order=20))
    register(MenuItem("First", "ui:accommodation", roles=EVERYBODY, order=10))
    register(MenuItem("Not theirs", "account_login", roles=[Role.CLIENT]))
    assert labels(Role.MENTOR) == ["First", "Second"]


def test_entries_for_nobodys_role_are_for_people_without_one() -> None:
    register(MenuItem("Mine", "ui:privacy", roles=NO_ROLE))
    assert labels() == ["Mine"]
    assert labels(Role.MENTOR) == []


def test_registering_a_url_again_replaces_the_entry() -> None:
    register(MenuItem("Old", "ui:privacy", roles=NO_ROLE))
    register(MenuItem("New", "ui:privacy", roles=NO_ROLE))
    assert labels() == ["New"]


def test_current_entry_is_the_longest_address_the_path_begins_with() -> None:
    register(MenuItem("Account", "account_login", roles=NO_ROLE))
    register(MenuItem("Code", "account_request_login_code", roles=NO_ROLE))
    entries = entries_for(make_user(), "/accounts/login/code/")
    assert [entry.label for entry in entries if entry.current] == ["Code"]


def test_entry_is_current_on_the_pages_that_lie_elsewhere_and_are_its_own() -> None:
    register(MenuItem("Privacy", "ui:privacy", roles=NO_ROLE, also=["account_login"]))
    register(MenuItem("Code", "account_request_login_code", roles=NO_ROLE))
    pages = ["/privacy/", "/accounts/login/", "/accounts/login/code/", "/"]
    current = [[entry.label for entry in entries_for(make_user(), path) if entry.current] for path in pages]
    assert current == [["Privacy"], ["Privacy"], ["Code"], []]


def test_entry_that_leads_nowhere_is_left_out_and_reported() -> None:
    register(MenuItem("Nowhere", "no-such-name", roles=NO_ROLE))
    assert labels() == []
    assert [message.id for message in menu_leads_somewhere(None)] == ["ui.W001"]


def test_entry_may_be_for_some_of_the_people_without_a_role() -> None:
    register(MenuItem("Boot camp", "ui:privacy", roles=NO_ROLE, is_for=lambda user: user.name == "Learner"))
    assert labels() == []
    assert [entry.label for entry in entries_for(make_user(name="Learner"), "/")] == ["Boot camp"]

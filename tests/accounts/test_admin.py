"""People and groups in the admin: superusers only."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careerpath.accounts.access import roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db

USERS, GROUPS = "/admin/accounts/user/", "/admin/auth/group/"


@pytest.fixture
def root(signed_in: Any) -> Client:
    return signed_in(User.objects.create_superuser("root@example.org"))


def test_users_and_groups_are_for_superusers_only(signed_in: Any, root: Client) -> None:
    recruiter = make_user(Role.RECRUITER)
    recruiter.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user", "view_group"]))
    for path in (USERS, GROUPS, f"{USERS}{recruiter.pk}/change/"):
        assert root.get(path).status_code == 200
        assert signed_in(recruiter).get(path).status_code == 403


def test_users_are_found_by_address_and_name_with_a_constant_number_of_queries(root: Client) -> None:
    make_user(Role.MENTOR, email="ana@example.org", name="Ana")
    found = root.get(f"{USERS}?q=ana").text
    assert "ana@example.org" in found
    assert "Mentor" in found
    with CaptureQueriesContext(connection) as few:
        root.get(USERS)
    make_user(Role.MENTOR)
    make_user(Role.CLIENT)
    with CaptureQueriesContext(connection) as many:
        root.get(USERS)
    assert len(many) == len(few)


def test_a_new_user_has_no_password_and_a_role_that_works_in_the_admin_opens_it(root: Client) -> None:
    group = Group.objects.get(name=Role.RECRUITER)
    root.post(f"{USERS}add/", {"email": "Eva@Example.org", "name": "Eva", "is_active": "on", "groups": [group.pk]})
    user = User.objects.get(email="eva@example.org")
    assert (user.has_usable_password(), user.is_staff, user.is_superuser) == (False, True, False)


def test_who_loses_the_last_role_that_works_in_the_admin_does_not_open_it_any_more(root: Client) -> None:
    both, superuser = make_user(Role.RECRUITER, Role.MENTOR), User.objects.create_superuser("other@example.org")
    mentor = Group.objects.get(name=Role.MENTOR).pk
    for user, ticked in ((both, {}), (superuser, {"is_superuser": "on"})):
        data = {"name": "Eva", "is_active": "on", "is_staff": "on", "groups": [mentor], **ticked}
        assert root.post(f"{USERS}{user.pk}/change/", data).status_code == 302
    found = {user.pk: user for user in User.objects.all()}
    assert (found[both.pk].is_staff, roles_of(found[both.pk])) == (False, {Role.MENTOR})
    assert found[superuser.pk].is_staff


def test_an_address_in_use_is_refused_whatever_its_case(root: Client) -> None:
    make_user(email="eva@example.org")
    response = root.post(f"{USERS}add/", {"email": "EVA@example.org", "is_active": "on"})
    assert response.status_code == 200
    assert "This address is already in use." in response.text


def test_no_page_shows_or_takes_a_password_hash(root: Client) -> None:
    user = make_user()
    user.set_password("a long enough secret")
    user.save()
    page = root.get(f"{USERS}{user.pk}/change/").text
    assert user.password not in page
    assert 'name="password"' not in page


def test_nobody_is_deleted_here(root: Client) -> None:
    user = make_user()
    assert root.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert root.get(f"{GROUPS}add/").status_code == 403

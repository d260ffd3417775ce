"""Roles: who is sent where, who is refused, and the second factor of staff."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from careerpath.accounts.access import give_role, has_role, role_required, roles_of
from careerpath.accounts.models import User
from careerpath.accounts.roles import APPLICANT_HOME, HOME, Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_roles_are_groups_made_by_a_migration() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}


def test_roles_of_is_one_query_and_knows_groups_only(django_assert_num_queries: Any) -> None:
    user = make_user(Role.MENTOR, Role.REVIEWER)
    fresh = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        assert roles_of(fresh) == roles_of(fresh) == {Role.MENTOR, Role.REVIEWER}
    root = User.objects.create_superuser("root@example.org")
    assert roles_of(root) == frozenset()
    assert roles_of(AnonymousUser()) == frozenset()


def test_somebody_who_was_closed_holds_no_role() -> None:
    assert not has_role(make_user(Role.RECRUITER, is_active=False), Role.RECRUITER)


def test_give_role_opens_the_admin_only_for_the_roles_that_work_there() -> None:
    opened = {role: make_user(role).is_staff for role in Role}
    assert {role for role, staff in opened.items() if staff} == {Role.RECRUITER, Role.MANAGER}
    user = make_user()
    assert roles_of(user) == frozenset()
    give_role(user, Role.MENTOR)
    assert roles_of(user) == {Role.MENTOR}


def test_role_required_sends_nobody_to_sign_in_and_refuses_others_in_words(rf: RequestFactory) -> None:
    view = role_required(Role.CLIENT, Role.MENTOR)(lambda request: HttpResponse("in"))
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    assert view(request)["Location"] == "/accounts/login/?next=/somewhere/"
    request.user = make_user(Role.CLIENT)
    assert view(request).content == b"in"
    request.user = User.objects.create_superuser("root@example.org")
    with pytest.raises(PermissionDenied, match=r"This page is for: Client contact, Mentor\."):
        view(request)


def address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize("role", list(Role))
def test_home_leads_to_the_first_page_of_the_role(signed_in: Any, role: Role) -> None:
    assert signed_in(role).get("/home/")["Location"] == address(HOME[role])


def test_home_of_somebody_without_a_role_is_their_applications(signed_in: Any) -> None:
    assert signed_in().get("/home/")["Location"] == address(APPLICANT_HOME) == "/my/"
    assert Client().get("/home/")["Location"] == "/accounts/login/?next=/home/"


def test_staff_set_up_a_second_factor_before_anything_else(signed_in: Any, settings: Any) -> None:
    settings.REQUIRE_STAFF_MFA = True
    user = make_user(Role.RECRUITER)
    browser = signed_in(user)
    assert browser.get("/admin/")["Location"] == "/accounts/2fa/"
    assert browser.get("/my/")["Location"] == "/accounts/2fa/"
    page = browser.get("/accounts/2fa/")
    assert page.status_code == 200
    assert "Your role needs a second step at sign-in." in page.text
    assert browser.get("/health/").status_code == 200
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert browser.get("/admin/").status_code == 200


def test_a_second_factor_is_asked_of_every_role_and_of_superusers_but_not_of_applicants(
    signed_in: Any, settings: Any
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    for role in Role:
        assert signed_in(role).get("/my/")["Location"] == "/accounts/2fa/"
    assert signed_in(User.objects.create_superuser("root@example.org")).get("/my/")["Location"] == "/accounts/2fa/"
    assert signed_in().get("/my/").status_code == 200


def test_without_the_setting_nobody_is_asked(signed_in: Any, settings: Any) -> None:
    settings.REQUIRE_STAFF_MFA = False
    assert signed_in(Role.MENTOR).get("/my/").status_code == 200

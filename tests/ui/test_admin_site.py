import pytest
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.ui.admin_site import CareerPathAdminSite
from tests.factories import make_user
from tests.ui.markup import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser() -> User:
    return User.objects.create_superuser("root@example.org")


@pytest.fixture
def root(superuser: User) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


def test_site_is_ours() -> None:
    assert isinstance(admin.site, AdminSite)
    assert admin.site.__class__.__name__ in {"CareerPathAdminSite", "DefaultAdminSite"}
    assert hasattr(admin.site, "register_view")


def test_nobody_signed_in_is_sent_to_the_one_sign_in_page() -> None:
    response = Client().get("/admin/", follow=True)
    assert [url for url, _ in response.redirect_chain] == [
        "/admin/login/?next=/admin/",
        "/accounts/login/?next=/admin/",
    ]


def test_applicant_is_told_that_the_workbench_is_not_theirs(signed_in) -> None:
    response = signed_in(make_user()).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "The workbench is for recruiters and programme managers." in response.content.decode()


def test_recruiter_finds_a_page(signed_in) -> None:
    assert signed_in(Role.RECRUITER).get("/admin/").status_code == 200


def test_password_and_sign_out_of_the_admin_are_allauths(root: Client) -> None:
    assert root.get("/admin/password_change/").headers["Location"] == reverse("account_change_password")
    assert root.post("/admin/logout/").headers["Location"] == reverse("account_logout")


def names_of_pages() -> list[str]:
    return [
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        for model, model_admin in admin.site._registry.items()
        for page in ("changelist", "add")
    ]


@pytest.mark.parametrize("name", names_of_pages())
def test_page_of_records_has_nothing_inline(root: Client, name: str) -> None:
    response = root.get(reverse(name), follow=True)  # some lists have a workbench page in their place
    if response.status_code == 403:
        return  # nobody may add this by hand
    assert response.status_code == 200
    assert refused(response.content.decode()) == {}


def test_delete_and_history_pages_have_nothing_inline(root: Client, superuser: User) -> None:
    for page in ("change", "delete", "history"):
        if admin.site.is_registered(User):
            html = root.get(reverse(f"admin:accounts_user_{page}", args=[superuser.pk])).content.decode()
            assert refused(html) == {}


def view(request: HttpRequest, number: int = 0) -> HttpResponse:
    return HttpResponse(f"number {number}")


def site_with(**fields: object) -> CareerPathAdminSite:
    site = CareerPathAdminSite("admin")
    site.register_view("workbench/thing/", view, name="thing", label="Things", **fields)  # type: ignore[arg-type]
    return site


def ask(site: CareerPathAdminSite, user: User) -> HttpResponse:
    request = RequestFactory().get("/admin/workbench/thing/")
    request.user = user
    pattern = next(pattern for pattern in site.get_urls() if pattern.name == "thing")
    return pattern.callback(request)  # type: ignore[union-attr, return-value]


@pytest.mark.parametrize(
    "permission", [None, Role.RECRUITER, (Role.MANAGER, Role.RECRUITER), lambda request: request.user.name != ""]
)
def test_registered_view_opens_for_whoever_its_permission_names(permission: object) -> None:
    assert ask(site_with(permission=permission), make_user(Role.RECRUITER)).status_code == 200


@pytest.mark.parametrize(
    "permission", [Role.MENTOR, (Role.MENTOR, Role.CLIENT), "cohorts.no_such", lambda request: False]
)
def test_registered_view_is_refused_to_others_in_words(permission: object) -> None:
    with pytest.raises(PermissionDenied, match="Your role does not include"):
        ask(site_with(permission=permission), make_user(Role.RECRUITER))


def test_registered_view_sends_applicants_to_sign_in() -> None:
    response = ask(site_with(), make_user())
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


def test_registered_view_stands_before_the_admins_catch_all() -> None:
    assert site_with().get_urls()[0].name == "thing"  # type: ignore[union-attr]


def test_side_menu_leaves_out_what_one_may_not_open() -> None:
    site = site_with(permission=Role.MENTOR)
    request = RequestFactory().get("/admin/")
    request.user = make_user(Role.RECRUITER)
    assert site.workbench_groups(request) == []


def test_index_asks_a_constant_number_of_queries(root: Client, django_assert_max_num_queries) -> None:
    root.get("/admin/")
    with django_assert_max_num_queries(40):
        root.get("/admin/")

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_needs_neither_request_nor_database(name: str) -> None:
    html = get_template(f"{name}.html").render()
    assert html.count("<h1>") == 1
    assert "style=" not in html


def test_server_error_asks_the_database_nothing() -> None:
    assert server_error(RequestFactory().get("/")).status_code == 500


def test_bad_request_has_words() -> None:
    response = bad_request(RequestFactory().get("/"), Exception("x"))
    assert b"Nothing was changed" in response.content


@pytest.mark.django_db
def test_not_found_does_not_show_what_was_searched() -> None:
    response = Client().get("/no/such/page/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()
    assert "no/such/page" not in response.content.decode().replace('value="/no/such/page/"', "")


@pytest.mark.django_db
def test_forbidden_says_the_reason_it_was_given(rf: RequestFactory) -> None:
    response = permission_denied(rf.get("/"), Exception("This page is for: Mentor."))
    assert "This page is for: Mentor." in response.content.decode()


@pytest.mark.django_db
def test_refused_form_says_that_nothing_was_saved() -> None:
    response = Client(enforce_csrf_checks=True).post("/appearance/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Please send it once more" in response.content.decode()


def test_page_not_found_view_is_django_s_own() -> None:
    assert page_not_found(RequestFactory().get("/x"), Exception("secret")).status_code == 404

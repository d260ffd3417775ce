import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_chosen_theme_is_in_the_next_page() -> None:
    client = Client()
    response = client.post("/appearance/", {"theme": "dark", "next": "/privacy/"})
    assert response.headers["Location"] == "/privacy/"
    assert 'data-theme="dark"' in client.get("/about/privacy/").content.decode()


def test_automatic_leaves_it_to_the_device() -> None:
    client = Client()
    client.post("/appearance/", {"theme": "auto"})
    assert "data-theme" not in client.get("/about/privacy/").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "javascript:alert(1)",
        "home",
        "NaN",
        "a:b",
    ],
)
def test_theme_switch_leads_nowhere_else(target: str) -> None:
    assert Client().post("/appearance/", {"theme": "light", "next": target}).headers["Location"] == "/"


def test_unknown_theme_is_not_kept() -> None:
    assert "theme" not in Client().post("/appearance/", {"theme": "pink"}).cookies


def test_theme_cannot_be_changed_by_a_link() -> None:
    assert Client().get("/appearance/?theme=dark").status_code == 405

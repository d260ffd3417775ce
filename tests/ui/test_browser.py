"""A real browser on the pages of the look: axe in both themes, no refusal by the policy, no scrolling sideways on a phone."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections

from careerpath.accounts.models import User
from cohorts.models import Cohort
from tests.factories import make_cohort

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", e => window.refused.push(`${e.violatedDirective} ${e.sourceFile}`));
"""
SCREENS = [("light", 1280, 800), ("dark", 390, 844)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None, reason="NO BROWSER: there is no Chromium on this machine, so nothing was looked at"
    ),
]


@pytest.fixture
def chromium(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # Playwright's own event loop runs in this thread; the ORM is used beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        # While Playwright's loop runs, the ORM has a connection of its own in this thread: nobody else would close it.
        connections.close_all()


def look_at(chromium: Any, address: str, paths: list[str], session: str = "") -> dict[str, list[str]]:
    """What is wrong with each page on each screen; nothing is an empty dict."""
    from axe_playwright_python.sync_playwright import Axe

    wrong: dict[str, list[str]] = {}
    for theme, width, height in SCREENS:
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        context.add_init_script(LISTEN)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        for path in paths:
            failed: list[str] = []
            page.on(
                "response", lambda answer, failed=failed: failed.append(answer.url) if answer.status >= 400 else None
            )
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            found = [f"{url} failed" for url in failed] + page.evaluate("window.refused")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append("scrolls sideways")
            violations = Axe().run(page).response["violations"]
            found += [f"axe: {found['id']} at {found['nodes'][0]['target']}" for found in violations]
            if found:
                wrong[f"{path} {theme} {width}"] = found
        context.close()
    return wrong


def session_of(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key


def test_entrances_and_standing_pages_look_right(chromium: Any, live_server: Any) -> None:
    paths = ["/accounts/login/", "/accounts/signup/", "/privacy/"]
    assert look_at(chromium, live_server.url, paths) == {}


def test_account_and_admin_pages_look_right(chromium: Any, live_server: Any) -> None:
    user = User.objects.create_superuser("root@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    cohort: Cohort = make_cohort()
    paths = [
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/password/set/",
        "/admin/",
        f"/admin/cohorts/cohort/{cohort.pk}/delete/",
        f"/admin/cohorts/questionset/{cohort.question_set_id}/change/",
    ]
    assert look_at(chromium, live_server.url, paths, session_of(user)) == {}

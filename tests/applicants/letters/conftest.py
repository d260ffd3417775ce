"""A mail server of the test's own, which Django's SMTP speaks to."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.applicants.letters.smtp_stub import Server, serving


@pytest.fixture
def mail_server(settings: Any) -> Iterator[Server]:
    """The mail server that letters are sent to in this test."""
    with serving(Server()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.url
        settings.EMAIL_TIMEOUT = 1
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.LETTERS_PER_MINUTE = 100_000
        yield server

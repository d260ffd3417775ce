"""SMTP that remembers whether a letter was being handed over when the connection broke.

Before the server has said "go ahead" a broken connection means that nothing was sent. Between the text and the server's answer
nobody knows: it may have arrived.
"""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend as DjangoBackend


class _Watched(smtplib.SMTP):
    handing_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the text of one letter."""
        self.handing_over = True
        answer = super().data(msg)
        self.handing_over = False
        return answer


class _WatchedSSL(_Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(DjangoBackend):
    """Django's SMTP, with `handing_over`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What speaks to the server."""
        return _WatchedSSL if self.use_ssl else _Watched

    @property
    def handing_over(self) -> bool:
        """Whether a text was on its way, without an answer, when the connection was last used."""
        return bool(getattr(self.connection, "handing_over", False))

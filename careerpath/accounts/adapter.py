"""Where allauth meets our house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps the name somebody gave at sign-up; our User has one name field, not two."""

    def populate_username(self, request: Any, user: Any) -> None:
        """There is no username to fill."""

"""Where allauth meets our house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """Keeps the name somebody gave at sign-up; our User has one name field, not two."""

    def populate_username(self, request: Any, user: Any) -> None:
        """There is no username to fill."""

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """Mail knows the name of the site and where to write to; allauth renders its subject without a request."""
        known = {"site_name": settings.SITE_NAME, "contact_email": settings.CONTACT_EMAIL}
        return super().render_mail(template_prefix, email, {**known, **context}, headers)

"""`manage.py check` says when a menu entry leads nowhere."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.urls import NoReverseMatch, reverse

from careerpath.ui.menu import registered


@register("ui")
def menu_leads_somewhere(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each registered menu item whose URL name cannot be reversed."""
    found: list[CheckMessage] = []
    for item in registered():
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            found.append(
                Warning(
                    f"The menu entry “{item.label}” leads to {item.url_name!r}, which does not exist.", id="ui.W001"
                )
            )
    return found

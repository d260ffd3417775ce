"""Light, dark, or as the device says: kept in a cookie, so that the server can write it into the page and no script is needed."""

from typing import Final

from django.http import HttpRequest

COOKIE: Final = "theme"
THEMES: Final = {"auto": "Automatic", "light": "Light", "dark": "Dark"}
YEAR: Final = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """`light`, `dark` or `auto`."""
    chosen = request.COOKIES.get(COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"

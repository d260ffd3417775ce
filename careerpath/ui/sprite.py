"""The icon sprite: where it is, and which icons it holds."""

import re
from functools import cache
from typing import Final

from django.contrib.staticfiles import finders

SPRITE: Final = "vendor/lucide-1.62.0/icons.svg"


@cache
def known_icons() -> frozenset[str]:
    """The names in the sprite."""
    found = finders.find(SPRITE)
    if not isinstance(found, str):
        return frozenset()
    with open(found, encoding="utf-8") as file:
        return frozenset(re.findall(r'<symbol id="([^"]+)"', file.read()))

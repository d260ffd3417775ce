"""What templates know about accounts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from careerpath.accounts.demo import DEMO_PEOPLE


def demo(request: HttpRequest) -> dict[str, Any]:
    """The people of the demo whom one may sign in as; empty outside the demo."""
    return {
        "demo_mode": settings.DEMO,
        "demo_roles": [(key, label) for key, (label, _) in DEMO_PEOPLE.items()] if settings.DEMO else [],
    }

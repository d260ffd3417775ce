"""What `manage.py check --deploy` says of the key that signs certificates."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from bootcamp.badges.signing import read_key


@register(Tags.security, deploy=True)
def check_badge_key(**_kwargs: Any) -> list[CheckMessage]:
    """Without the key no certificate is issued; a broken one would be found by the first graduate."""
    hint = "docs/certificates.md says how to make one."
    if not settings.BADGE_SIGNING_KEY:
        why = "BADGE_SIGNING_KEY is not set: no certificate can be issued."
        return [] if settings.DEVELOPMENT else [Warning(why, hint=hint, id="bootcamp.W001")]
    try:
        read_key(settings.BADGE_SIGNING_KEY)
    except ValueError as error:
        return [Error(str(error), hint=hint, id="bootcamp.E001")]
    return []

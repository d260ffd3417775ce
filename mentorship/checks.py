"""What `manage.py check --deploy` says of the keys of private notes."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from mentorship.sealing import why_no_keys


@register(Tags.security, deploy=True)
def check_note_keys(**_kwargs: Any) -> list[CheckMessage]:
    """Without keys no mentor can keep a private note; with a broken one none opens."""
    if why := why_no_keys():
        return [Error(why, hint="docs/mentoring.md says how to make a key and how to change it.", id="mentorship.E001")]
    return []

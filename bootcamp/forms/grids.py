"""What a grid showed when it was opened, as the hidden field that comes back with it."""

import json
from collections.abc import Mapping


def dump_seen(values: Mapping[str, str]) -> str:
    """What a grid showed, for the hidden field that comes back with it."""
    return json.dumps(values, separators=(",", ":"))


def load_seen(text: str) -> dict[str, str]:
    """The hidden field again. Whatever is not what we wrote counts as "nothing was seen": then a changed cell is a conflict."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}

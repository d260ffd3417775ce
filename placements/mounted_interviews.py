"""What staff do with interviews, on the workbench."""

from collections.abc import Callable, Sequence
from typing import Any

from placements.views import interviews


def mount_interviews(mount: Callable[..., Any], staff: Sequence[str]) -> None:
    """Mount the pages (`admin.site.register_view`)."""
    mount("placing/interviews/<int:pk>/arranged/", interviews.arrange, name="placements-arrange", permission=staff)
    mount("placing/interviews/<int:pk>/call-off/", interviews.call_off, name="placements-call-off", permission=staff)

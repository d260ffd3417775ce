"""Where evaluations and documents stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_evaluations(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """For staff: which evaluations wait."""
    from placements.views import evaluations

    mount(
        "placing/evaluations/",
        evaluations.staff_list,
        name="placements-evaluations",
        label="Evaluations",
        permission=staff,
        icon="clipboard-list",
        order=65,
    )

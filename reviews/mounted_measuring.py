"""Where the figures of a round's readers stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_measuring(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """The readers of a round, measured."""
    from reviews.views import measured

    mount("reviews/rounds/<uuid:public_id>/measured/", measured.readers, name="reviews-measured", permission=staff)
    mount("reviews/rounds/<uuid:public_id>/measured/now/", measured.now, name="reviews-measure-now", permission=staff)

"""Where selection boards stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_board(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """For staff; whoever stages decisions makes and changes them."""
    from applicants.views.listing import BULK_PAGES
    from reviews.services.boards import PERMISSION
    from reviews.views import boards

    from_the_list = ("Make a selection board", "list", "admin:reviews-board-new", PERMISSION)
    if from_the_list not in BULK_PAGES:
        BULK_PAGES.append(from_the_list)
    mount(
        "boards/",
        boards.index,
        name="reviews-boards",
        label="Selection boards",
        permission=staff,
        icon="list",
        order=29,
    )
    for route, view, name in (
        ("boards/new/", boards.new, "board-new"),
        ("boards/<uuid:public_id>/", boards.board, "board"),
        ("boards/<uuid:public_id>/weights/", boards.weights, "board-weights"),
        ("boards/<uuid:public_id>/places/", boards.places, "board-places"),
        ("boards/<uuid:public_id>/figures/", boards.figures, "board-figures"),
        ("boards/<uuid:public_id>/stage/", boards.stage, "board-stage"),
        ("boards/<uuid:public_id>/compare/", boards.compared, "board-compare"),
        ("boards/<uuid:public_id>/<int:pk>/", boards.line, "board-line"),
    ):
        mount(route, view, name=f"reviews-{name}", permission=staff)

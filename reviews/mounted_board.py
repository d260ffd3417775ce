"""Where selection boards stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_board(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """For staff; whoever stages decisions makes and changes them."""
    from applicants.views.listing import BULK_PAGES
    from reviews.services.board_checks import PERMISSION
    from reviews.views import board, board_compare, board_line, boards

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
        order=31,
    )
    for route, view, name in (
        ("boards/new/", boards.new, "board-new"),
        ("boards/<uuid:public_id>/", board.board, "board"),
        ("boards/<uuid:public_id>/weights/", board.weights, "board-weights"),
        ("boards/<uuid:public_id>/places/", board.places, "board-places"),
        ("boards/<uuid:public_id>/figures/", board.figures, "board-figures"),
        ("boards/<uuid:public_id>/stage/", board.stage, "board-stage"),
        ("boards/<uuid:public_id>/compare/", board_compare.compared, "board-compare"),
        ("boards/<uuid:public_id>/<int:pk>/", board_line.line, "board-line"),
    ):
        mount(route, view, name=f"reviews-{name}", permission=staff)

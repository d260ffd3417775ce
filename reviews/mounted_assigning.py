"""Where staff see who reads what, keep pairs apart and plant calibration cases."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_assigning(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """The pages of a round's assignment."""
    from reviews.views import assigning, keeping_apart

    one = "reviews/rounds/<uuid:public_id>"
    for route, view, name in (
        (f"{one}/who-reads-what/", assigning.who, "who"),
        (f"{one}/who-reads-what/deal/", assigning.deal, "deal"),
        (f"{one}/who-reads-what/<int:pk>/", assigning.entry, "entry"),
        (f"{one}/who-reads-what/<int:pk>/give/", assigning.give, "give"),
        (f"{one}/who-reads-what/<int:pk>/move/", assigning.move, "move"),
        (f"{one}/cases/", assigning.cases, "cases"),
        (f"{one}/cases/<int:pk>/out/", assigning.case_out, "case-out"),
        (f"{one}/kept-apart/", keeping_apart.pairs, "apart"),
        (f"{one}/kept-apart/domain/", keeping_apart.domain, "apart-domain"),
        (f"{one}/kept-apart/<int:pk>/back/", keeping_apart.back, "apart-back"),
    ):
        mount(route, view, name=f"reviews-{name}", permission=staff)

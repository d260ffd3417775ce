"""Where the pages of rounds and scorecards stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_rounds(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """Rounds and scorecards, for staff."""
    from applicants.views.listing import BULK_PAGES
    from reviews.views import rounds, scorecards

    from_the_list = (
        "Make a review round",
        "clipboard-check",
        "admin:reviews-round-new",
        "applicants.change_application",
    )
    if from_the_list not in BULK_PAGES:
        BULK_PAGES.append(from_the_list)

    mount("reviews/rounds/", rounds.index, name="reviews-rounds", label="Review rounds", permission=staff,
          icon="clipboard-check", order=20)  # fmt: skip
    mount("reviews/scorecards/", scorecards.index, name="reviews-scorecards", label="Scorecards", permission=staff,
          icon="list-checks", order=21)  # fmt: skip
    for route, view, name in (
        ("reviews/rounds/new/", rounds.new, "round-new"),
        ("reviews/rounds/<uuid:public_id>/", rounds.one, "round"),
        ("reviews/rounds/<uuid:public_id>/change/", rounds.change, "round-change"),
        ("reviews/rounds/<uuid:public_id>/do/<slug:action>/", rounds.act, "round-act"),
        ("reviews/rounds/<uuid:public_id>/readers/", rounds.add_reader, "reader-add"),
        ("reviews/rounds/<uuid:public_id>/readers/<int:pk>/<slug:action>/", rounds.change_reader, "reader-change"),
        ("reviews/scorecards/new/", scorecards.new, "scorecard-new"),
        ("reviews/scorecards/<int:pk>/", scorecards.one, "scorecard"),
        ("reviews/scorecards/<int:pk>/edit/", scorecards.edit, "scorecard-edit"),
        ("reviews/scorecards/<int:pk>/next/", scorecards.next_version, "scorecard-next"),
        ("reviews/scorecards/<int:pk>/discard/", scorecards.discard, "scorecard-discard"),
    ):
        mount(route, view, name=f"reviews-{name}", permission=staff)

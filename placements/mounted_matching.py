"""Where the pages of the matching stand on the workbench, and the yearly survey in the menu."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from careerpath.accounts.roles import Role


def mount_matching(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """Matching for staff; its weights for managers alone."""
    from applicants.own_data import ERASERS, PARTS
    from careerpath.ui.menu import NO_ROLE, MenuItem, register
    from placements.selectors.own_data_yearly import own_yearly
    from placements.selectors.yearly import has_survey
    from placements.services.yearly import erase_answers
    from placements.views import matching

    if erase_answers not in ERASERS:
        ERASERS.append(erase_answers)
        PARTS.append(own_yearly)
    register(
        MenuItem(_("A year on"), "yearly:survey", roles=NO_ROLE, icon="calendar-check", order=38, is_for=has_survey)
    )
    mount("placing/matching/", matching.matching, name="placements-matching", label="Matching", permission=staff,
          icon="users", order=64)  # fmt: skip
    for route, view, name in (
        ("placing/matching/<uuid:public_id>/", matching.match, "match"),
        ("placing/matching/<uuid:public_id>/people/<uuid:enrolment>/", matching.match_line, "match-line"),
        ("placing/matching/<uuid:public_id>/change/", matching.change_match, "match-change"),
        ("placing/matching/<uuid:public_id>/present/", matching.present_match, "match-present"),
    ):
        mount(route, view, name=f"placements-{name}", permission=staff)
    mount("placing/matching/weights/", matching.weights, name="placements-match-weights", permission=Role.MANAGER)

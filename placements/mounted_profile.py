"""Where consent stands: a graduate's menu, the programme's choice of the stage, a person's own file, and erasing."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from careerpath.accounts.roles import Role


def mount_profile(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """The profile in the menu of who has one; what is shown for staff to read; the stage of the name for managers."""
    from applicants.own_data import ERASERS, PARTS
    from careerpath.ui.menu import NO_ROLE, MenuItem, register
    from placements.selectors.own_data_profile import profile_parts
    from placements.selectors.own_profile import has_profile
    from placements.services.profile import erase_profiles
    from placements.views import staff_profile

    if profile_parts not in PARTS:
        PARTS.append(profile_parts)
        ERASERS.append(erase_profiles)
    register(MenuItem(_("Your profile"), "profile:home", roles=NO_ROLE, icon="eye", order=36, is_for=has_profile))
    mount(
        "placing/names/",
        staff_profile.stages,
        name="placements-names",
        label="Names in the portal",
        permission=Role.MANAGER,
        icon="eye",
        order=66,
    )
    mount(
        "placing/<uuid:public_id>/shown/",
        staff_profile.shown,
        name="placements-shown",
        permission=staff,
    )

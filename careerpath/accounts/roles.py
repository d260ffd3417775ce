"""The roles, as data. A role is a Django group made by a migration; an applicant is a user without a role."""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from careerpath.accounts.models import User


class Role(StrEnum):
    """Who somebody is to the programme. The value is the name of the Django group."""

    RECRUITER = "Recruiter"
    REVIEWER = "Reviewer"
    INSTRUCTOR = "Instructor"
    CLIENT = "Client contact"
    MENTOR = "Mentor"
    MANAGER = "Programme manager"
    COMPLIANCE = "Compliance officer"
    PARTNER = "University contact"


HOME: Final[dict[Role, str]] = {
    Role.RECRUITER: "admin:index",
    Role.MANAGER: "reports:home",
    Role.INSTRUCTOR: "bootcamp:home",
    Role.MENTOR: "mentorship:home",
    Role.CLIENT: "placements:portal",
    Role.REVIEWER: "reviews:queue",
    Role.COMPLIANCE: "reports:home",
    Role.PARTNER: "partners:home",
}
"""Where each role starts (a URL name). Somebody with several roles starts at the first in this order."""

APPLICANT_HOME: Final = "applicants:mine"
"""Where somebody without a role starts: their own applications."""

ADMIN_SITE_ROLES: Final = frozenset({Role.RECRUITER, Role.MANAGER})
"""The roles whose people may open the admin site (`is_staff`)."""

PERSONAL_HOMES: list[tuple[str, "Callable[[User], bool]"]] = []
"""Where somebody without a role starts instead, tried in this order: an app adds (URL name, whether it is for this user) when it
is ready. A learner starts at their boot camp, not at their old application."""

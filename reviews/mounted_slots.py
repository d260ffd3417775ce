"""Where interviews stand: staff's overview on the workbench, menus, mail, and the applicant's status page."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_slots(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """Who has not chosen a time, and what is chosen and offered, of a round of interviews."""
    from applicants.models import NoticeKind
    from applicants.own_links import INTERVIEW_LINKS
    from applicants.services.interviewing import FOLLOWED
    from applicants.services.notices import FILES
    from careerpath.ui.menu import MenuItem, register
    from reviews.own_links import time_to_choose
    from reviews.selectors.interviewing import file_of_notice
    from reviews.services.interviews import follow
    from reviews.views import companions, slots

    for route, view, name in (
        ("reviews/rounds/<uuid:public_id>/slots/", slots.overview, "slots"),
        ("reviews/rounds/<uuid:public_id>/slots/ask/", slots.ask, "slots-ask"),
        ("reviews/rounds/<uuid:public_id>/slots/choose/", slots.choose, "slots-choose"),
        ("reviews/slots/<uuid:slot_id>/settle/", slots.settle, "slot-settle"),
        ("reviews/rounds/<uuid:public_id>/slots/put-in/", companions.put_in, "companion-in"),
        ("reviews/companions/<uuid:companion_id>/take-out/", companions.take_out, "companion-out"),
    ):
        mount(route, view, name=f"reviews-{name}", permission=staff)
    register(
        MenuItem(
            "Interviews",
            "interviewing:home",
            roles=[Role.REVIEWER, Role.RECRUITER],
            icon="calendar-days",
            order=14,
        )
    )
    if follow not in FOLLOWED:
        FOLLOWED.append(follow)
        INTERVIEW_LINKS.append(time_to_choose)
        FILES.setdefault(NoticeKind.INTERVIEW, []).append(file_of_notice)

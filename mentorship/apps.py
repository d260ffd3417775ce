from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from careerpath.accounts.roles import Role

if TYPE_CHECKING:
    from careerpath.accounts.models import User


class MentorshipConfig(AppConfig):
    name = "mentorship"
    verbose_name = "Mentorship"

    def ready(self) -> None:
        import mentorship.checks  # noqa: F401  # registers the check of the keys
        from applicants.own_data import ERASERS, PARTS
        from bootcamp.selectors.calendars import MORE
        from bootcamp.selectors.people import was_enrolled
        from careerpath.accounts.grants import grant
        from careerpath.accounts.roles import PERSONAL_HOMES
        from careerpath.ui.menu import NO_ROLE, MenuItem, register
        from careerpath.ui.status import tones
        from mentorship.selectors.invitations import in_feed
        from mentorship.selectors.own_data import own_parts
        from mentorship.selectors.own_data_pairing import own_pairing
        from mentorship.selectors.own_data_work import own_work
        from mentorship.selectors.own_link import mentor_link
        from mentorship.services.forgetting import erase_pairing, erase_work
        from mentorship.services.transfers import follow_transfer, why_not_supervise
        from placements.own_links import OWN_LINKS
        from placements.services.supervising import WHY_NOT
        from placements.services.transferring import FOLLOWED

        if own_parts not in PARTS:
            PARTS.append(own_parts)
            PARTS.append(own_pairing)
            PARTS.append(own_work)
            ERASERS.append(erase_pairing)
            ERASERS.append(erase_work)
            OWN_LINKS.append(mentor_link)
        if follow_transfer not in FOLLOWED:
            FOLLOWED.append(follow_transfer)
            WHY_NOT.append(why_not_supervise)
        if in_feed not in MORE:
            MORE.append(in_feed)
        grant(Role.MANAGER, *(f"mentorship.{verb}_mentor" for verb in ("view", "add", "change")))
        register(MenuItem("Mentees", "mentorship:home", roles=[Role.MENTOR], icon="heart-handshake", order=10))
        register(MenuItem("Your profile", "mentorship:profile", roles=[Role.MENTOR], icon="user", order=20))
        register(
            MenuItem(
                "Mentoring",
                "mentorship:coordinator",
                roles=[Role.MANAGER],
                icon="heart-handshake",
                order=40,
                also=["mentorship:mentors"],
            )
        )
        register(MenuItem("Concerns", "mentorship:concerns", roles=[Role.MANAGER], icon="life-buoy", order=41))

        def is_mentee(user: "User") -> bool:
            from mentorship.selectors.mentoring import of_mentee

            return was_enrolled(user) and of_mentee(user).exists()

        def may_have_a_mentor(user: "User") -> bool:
            from mentorship.selectors.wishes import own_placement

            return was_enrolled(user) and (is_mentee(user) or own_placement(user) is not None)

        PERSONAL_HOMES.insert(0, ("mentorship:mine", is_mentee))  # somebody who works is beyond the boot camp
        register(
            MenuItem(
                _("My mentor"),
                "mentorship:mine",
                roles=NO_ROLE,
                icon="heart-handshake",
                order=40,
                is_for=may_have_a_mentor,
            )
        )
        tones({"overdue": ("stop", "circle-alert"), "due_soon": ("watch", "clock"), "fine": ("good", "check")})

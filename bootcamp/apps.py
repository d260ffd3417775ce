from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from careerpath.accounts.roles import Role

EDITED_BY_MANAGERS = (
    "programme",
    "module",
    "session",
    "assessment",
    "teaching",
    "credential",
    "track",
    "credentialcomponent",
    "credentialrelease",
    "trackmodule",
    "trackintake",
    "competency",
)


class BootcampConfig(AppConfig):
    name = "bootcamp"
    verbose_name = "Boot camp and last mile"

    def ready(self) -> None:
        import bootcamp.checks  # noqa: F401  # registers the check of the key
        from applicants.own_data import NEEDED, PARTS
        from bootcamp.selectors.own_data import own_parts, stood_on
        from bootcamp.selectors.own_last_mile import last_mile_parts
        from bootcamp.selectors.own_study import study_parts
        from careerpath.accounts.grants import grant
        from careerpath.accounts.roles import PERSONAL_HOMES
        from careerpath.ui.menu import NO_ROLE, MenuItem, register
        from careerpath.ui.status import tones

        if own_parts not in PARTS:
            PARTS.append(own_parts)
            NEEDED.append(stood_on)
            PARTS.append(study_parts)
            PARTS.append(last_mile_parts)
        for model in EDITED_BY_MANAGERS:
            grant(Role.MANAGER, *(f"bootcamp.{verb}_{model}" for verb in ("view", "add", "change", "delete")))
            grant(Role.RECRUITER, f"bootcamp.view_{model}")
        for role in (Role.MANAGER, Role.RECRUITER):
            grant(role, "bootcamp.view_enrolment", "bootcamp.view_enrolmentstatuschange")
        register(
            MenuItem(
                "Boot camp", "bootcamp:home", roles=[Role.INSTRUCTOR, Role.MANAGER], icon="graduation-cap", order=30
            )
        )

        from bootcamp.selectors.people import was_enrolled

        PERSONAL_HOMES.append(("bootcamp:learner", was_enrolled))
        register(
            MenuItem(
                _("Boot camp"), "bootcamp:learner", roles=NO_ROLE, icon="graduation-cap", order=30, is_for=was_enrolled
            )
        )
        tones(
            {
                "in_training": ("info", "book-open"),
                "deferred": ("watch", "calendar-clock"),
                "dismissed": ("stop", "user-x"),
                "missing": ("stop", "circle-alert"),
                "no_show": ("watch", "user-x"),
                "left": ("muted", "log-out"),
            }
        )

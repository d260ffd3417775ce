from django.apps import AppConfig

from careerpath.accounts.roles import Role

EDITED_BY_STAFF = ("client", "clientcontact", "opening", "onboardingrequirement")


class PlacementsConfig(AppConfig):
    name = "placements"
    verbose_name = "Clients and placements"

    def ready(self) -> None:
        from django.contrib import admin

        import placements.checks  # noqa: F401  # registers them
        from applicants.own_data import PARTS
        from bootcamp.demand import BLOCKERS, DEMAND
        from careerpath.accounts.grants import grant
        from careerpath.ui.menu import MenuItem, register
        from careerpath.ui.status import tones
        from placements.mounted_demand import mount_demand
        from placements.mounted_evaluations import mount_evaluations, own_placement_pages
        from placements.mounted_interviews import mount_interviews
        from placements.mounted_matching import mount_matching
        from placements.mounted_placing import mount_placing
        from placements.mounted_profile import mount_profile
        from placements.selectors.demand import open_seats, what_holds_up
        from placements.selectors.own_data import own_parts
        from placements.views import board

        if own_parts not in PARTS:
            PARTS.append(own_parts)
            DEMAND.append(open_seats)
            BLOCKERS.append(what_holds_up)
        staff = (Role.MANAGER, Role.RECRUITER)
        for role in staff:
            for model in EDITED_BY_STAFF:
                grant(role, *(f"placements.{verb}_{model}" for verb in ("view", "add", "change")))
        register(MenuItem("People", "placements:portal", roles=[Role.CLIENT], icon="users", order=10))
        register(MenuItem("Openings", "placements:openings", roles=[Role.CLIENT], icon="briefcase", order=20))
        tones(
            {
                "converted": ("good", "building-2"),
                "ended_early": ("watch", "log-out"),
                "not_selected": ("muted", "circle-slash"),
                "verified": ("good", "shield-check"),
                "waived": ("info", "file-check"),
                "given": ("info", "file-clock"),
                "very_good": ("good", "thumbs-up"),
                "good": ("good", "check"),
                "unsure": ("watch", "circle-help"),
                "concern": ("stop", "circle-alert"),
            }
        )
        mount = admin.site.register_view  # type: ignore[attr-defined]  # our own site class
        mount_placing(mount, staff)
        mount(
            "placing/openings/",
            board.openings,
            name="placements-openings",
            label="Openings",
            permission=staff,
            icon="briefcase",
            order=61,
        )
        for route, view, name in (
            ("placing/openings/<uuid:public_id>/", board.opening, "opening"),
            ("placing/openings/<uuid:public_id>/present/<uuid:enrolment>/", board.present_graduate, "present"),
        ):
            mount(route, view, name=f"placements-{name}", permission=staff)
        mount_demand(mount, staff)
        mount_matching(mount, staff)
        mount_evaluations(mount, staff)
        own_placement_pages()
        mount_profile(mount, staff)
        mount_interviews(mount, staff)

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
        from placements.mounted_evaluations import mount_evaluations
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
                "very_good": ("good", "thumbs-up"),
                "good": ("good", "check"),
                "unsure": ("watch", "circle-help"),
                "concern": ("stop", "circle-alert"),
            }
        )
        mount = admin.site.register_view  # type: ignore[attr-defined]  # our own site class
        mount(
            "placing/",
            board.board,
            name="placements-board",
            label="Placements",
            permission=staff,
            icon="handshake",
            order=60,
        )
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
            ("placing/interviews/<int:pk>/arranged/", board.arrange, "arrange"),
            ("placing/<uuid:public_id>/", board.placement, "placement"),
            ("placing/<uuid:public_id>/advance/", board.advance_placement, "advance"),
            ("placing/<uuid:public_id>/onboarding/<int:pk>/verify/", board.verify, "verify"),
            ("placing/<uuid:public_id>/onboarding/<int:pk>/waive/", board.waive, "waive"),
        ):
            mount(route, view, name=f"placements-{name}", permission=staff)
        mount_demand(mount, staff)
        mount_evaluations(mount, staff)

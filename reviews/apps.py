from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Reviews"

    def ready(self) -> None:
        from django.contrib import admin

        import reviews.forms_rounds  # registers the form of what puts people into a round
        import reviews.operations_round  # registers what opens a round
        import reviews.services.staging  # noqa: F401  # registers what stages a board
        from applicants.templatetags.recruiting import HOME_PARTS
        from careerpath.accounts.roles import Role
        from careerpath.ui.menu import MenuItem, register
        from reviews.mounted_assigning import mount_assigning
        from reviews.mounted_board import mount_board
        from reviews.mounted_measuring import mount_measuring
        from reviews.mounted_record import mount_record
        from reviews.mounted_rounds import mount_rounds
        from reviews.mounted_slots import mount_slots
        from reviews.templatetags.review_rounds import rounds_on_home

        mount = admin.site.register_view  # type: ignore[attr-defined]  # our own site class
        staff = (Role.RECRUITER, Role.MANAGER)
        mount_rounds(mount, staff)
        if rounds_on_home not in HOME_PARTS:
            HOME_PARTS.append(rounds_on_home)
        mount_record(mount, staff)
        mount_slots(mount, staff)
        mount_measuring(mount, staff)
        mount_board(mount, staff)
        mount_assigning(mount, staff)
        register(MenuItem(_("Reading"), "reviews:queue", roles=[Role.REVIEWER], icon="book-open", order=10))

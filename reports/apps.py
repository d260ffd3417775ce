from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from applicants.own_data import ERASERS, PARTS
        from careerpath.accounts.grants import grant
        from careerpath.accounts.roles import Role
        from careerpath.ui.menu import MenuItem, register
        from cohorts.class_pages import SOURCES
        from reports import checks  # noqa: F401  # registers them
        from reports.selectors.own_data import erase_words, own_parts
        from reports.selectors.snapshots import public_classes

        if own_parts not in PARTS:
            PARTS.append(own_parts)
        if erase_words not in ERASERS:
            ERASERS.append(erase_words)
        if public_classes not in SOURCES:
            SOURCES.append(public_classes)

        for role in (Role.MANAGER, Role.COMPLIANCE):
            grant(role, "reports.view_demographics", "reports.break_glass")
        register(MenuItem("Your university", "partners:home", roles=[Role.PARTNER], icon="graduation-cap", order=10))
        register(
            MenuItem("Reports", "reports:home", roles=[Role.MANAGER, Role.COMPLIANCE], icon="chart-column", order=10)
        )

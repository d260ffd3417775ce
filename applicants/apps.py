from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicantsConfig(AppConfig):
    """Applications, screening, reviews, decisions."""

    name = "applicants"
    verbose_name = "Applicants"

    def ready(self) -> None:
        """Say which pages belong in the menu, and what each role may do in the admin."""
        self._grant()
        self._menu()
        self._listen()
        self._codes()
        self._say_what_is_assessed()

    def _grant(self) -> None:
        from careerpath.accounts.grants import grant
        from careerpath.accounts.roles import Role

        read = [
            "applicant",
            "application",
            "document",
            "rubric",
            "rubricversion",
            "screeningrun",
            "decision",
            "decisionrelease",
            "importbatch",
            "letter",
            "lettertemplate",
        ]
        for role in (Role.RECRUITER, Role.MANAGER):
            grant(role, *(f"applicants.view_{model}" for model in read), "applicants.release_decision")
        grant(
            Role.RECRUITER,
            "applicants.export_application",
            "applicants.change_application",  # to move one on: the workbench's own actions, never the status as a field
            "applicants.add_screeningrun",
            "applicants.change_screeningrun",
            "applicants.add_decision",
            "applicants.change_decision",
            "applicants.add_importbatch",
            "applicants.add_letter",
            "applicants.change_letter",
            "applicants.change_lettertemplate",
            "applicants.view_review",
        )

    def _menu(self) -> None:
        from careerpath.accounts.roles import Role
        from careerpath.ui.menu import NO_ROLE, MenuItem, register

        staff = [Role.RECRUITER, Role.MANAGER]
        register(MenuItem(_("Workbench"), "admin:index", roles=staff, icon="layout-dashboard", order=10))
        register(MenuItem(_("Applications"), "admin:applications", roles=[Role.RECRUITER], icon="inbox", order=11))
        register(MenuItem(_("Decisions"), "admin:decisions", roles=staff, icon="scale", order=13))
        register(
            MenuItem(
                _("Second readings"),
                "applicants:second-reading",
                roles=[Role.REVIEWER, Role.RECRUITER],
                icon="eye",
                order=15,
            )
        )
        register(
            MenuItem("Legal holds", "applicants:legal-holds", roles=[Role.COMPLIANCE], icon="shield-check", order=60)
        )
        register(MenuItem(_("My applications"), "applicants:mine", roles=NO_ROLE, icon="file-text", order=10))

    def _listen(self) -> None:
        from allauth.account.signals import email_changed
        from anymail.signals import tracking

        from applicants.services.bounces import on_tracking
        from applicants.services.correcting import on_email_changed

        tracking.connect(on_tracking, dispatch_uid="applicants.bounces")
        email_changed.connect(on_email_changed, dispatch_uid="applicants.email_changed")

        from applicants.services.form_changes import Applications
        from cohorts.form_changes import WATCHERS

        WATCHERS.append(Applications())

        from applicants.services.preferences import remember_language
        from careerpath.ui.languages import when_chosen

        when_chosen(remember_language)

    def _codes(self) -> None:
        from applicants.models.notices import NoticeKind
        from applicants.selectors.interviews import file_of_notice
        from applicants.services.notices import FILES, LATE_VALUES, LATE_WORDS
        from applicants.services.proving import late_code
        from applicants.services.receipt import words_of_receipt

        LATE_VALUES[NoticeKind.CODE] = late_code
        LATE_WORDS[NoticeKind.RECEIPT] = words_of_receipt
        invitations = FILES.setdefault(NoticeKind.INTERVIEW, [])
        if file_of_notice not in invitations:
            invitations.append(file_of_notice)

    def _say_what_is_assessed(self) -> None:
        from applicants.selectors.announcing import announced_by_rubric
        from cohorts.assessed import SOURCES

        if announced_by_rubric not in SOURCES:
            SOURCES.append(announced_by_rubric)

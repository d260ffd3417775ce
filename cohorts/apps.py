from django.apps import AppConfig

from careerpath.accounts.grants import grant
from careerpath.accounts.roles import Role


class CohortsConfig(AppConfig):
    name = "cohorts"
    verbose_name = "Cohorts"

    def ready(self) -> None:
        keep = ("view", "add", "change")
        for model in ("cohort", "university", "questionset", "section", "question", "referrallink"):
            grant(Role.RECRUITER, *(f"cohorts.{action}_{model}" for action in keep))
            grant(Role.MANAGER, f"cohorts.view_{model}")
        for role in (Role.RECRUITER, Role.MANAGER):
            grant(role, *(f"cohorts.{action}_partnermaterial" for action in (*keep, "delete")))
        grant(
            Role.RECRUITER,
            *(f"cohorts.delete_{model}" for model in ("section", "question", "questionset", "referrallink")),
        )

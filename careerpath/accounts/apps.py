from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "careerpath.accounts"
    verbose_name = "People and roles"

    def ready(self) -> None:
        from careerpath.accounts.grants import apply_grants

        post_migrate.connect(apply_grants, dispatch_uid="careerpath.accounts.grants")

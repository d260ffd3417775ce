from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class UiConfig(AppConfig):
    """How the site looks: base templates, tags, the menu. No models."""

    name = "careerpath.ui"
    label = "ui"
    verbose_name = "Look"

    def ready(self) -> None:
        from careerpath.ui import checks  # noqa: F401  # registers the check of the menu


class CareerPathAdminConfig(AdminConfig):
    """Django's admin on our own site class."""

    default_site = "careerpath.ui.admin_site.CareerPathAdminSite"

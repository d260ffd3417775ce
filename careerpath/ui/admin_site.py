"""Django's admin as the recruiter's workbench: sign-in by allauth (so the second factor counts), and pages of our own on it.

# applicants/admin.py
admin.site.register_view("screening/runs/", views.runs, name="screening-runs", label="Screening runs",
                         permission="applicants.view_screeningrun", icon="activity")
# -> reverse("admin:screening-runs"); the template extends "admin/base_site.html"
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import NoReverseMatch, URLPattern, URLResolver, path, reverse

from careerpath.accounts.access import has_role
from careerpath.accounts.roles import Role
from careerpath.ui.menu import Entry

View = Callable[..., HttpResponseBase]
Permission = str | Role | tuple[Role, ...] | Callable[[HttpRequest], bool] | None


HEADINGS: Final = ((0, "Applications"), (30, "Deciding"), (60, "Placing"), (80, "The programme"))
"""What the side menu is grouped by: the first `order` of each group, and its heading."""


@dataclass(frozen=True, slots=True)
class WorkbenchView:
    """A page of ours on the admin site. Without a label it is not in the side menu; its `order` says also under which heading."""

    route: str
    view: View
    name: str
    label: str
    permission: Permission
    icon: str
    order: int

    def allows(self, request: HttpRequest) -> bool:
        """Whether this person may open the page (being staff is asked before, by the site)."""
        match self.permission:
            case None:
                return True
            case Role():
                return has_role(request.user, self.permission)
            case str():
                return request.user.has_perm(self.permission)
            case tuple():
                return has_role(request.user, *self.permission)
            case _:
                return self.permission(request)


def _heading(order: int) -> str:
    return next(heading for first, heading in reversed(HEADINGS) if order >= first)


class CareerPathAdminSite(admin.AdminSite):
    """The admin site of CareerPath."""

    site_title = settings.SITE_NAME
    site_header = settings.SITE_NAME
    index_title = "Workbench"
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._workbench: dict[str, WorkbenchView] = {}

    def register_view(
        self,
        route: str,
        view: View,
        *,
        name: str,
        label: str = "",
        permission: Permission = None,
        icon: str = "",
        order: int = 100,
    ) -> None:
        """Mount a view at `/admin/<route>` as `admin:<name>`.

        `permission` is a permission's name, a Role, a tuple of roles (one is enough), or a function of the request.
        With a label (and a route without arguments) the page is listed in the side menu under "Workbench".
        """
        self._workbench[name] = WorkbenchView(route, view, name, label, permission, icon, order)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Our pages first: the admin's own addresses end in a catch-all."""
        own = [path(entry.route, self._mounted(entry), name=entry.name) for entry in self._workbench.values()]
        return [*own, *super().get_urls()]

    def _mounted(self, entry: WorkbenchView) -> View:
        @wraps(entry.view)
        def mounted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not entry.allows(request):
                raise PermissionDenied("Your role does not include this page of the workbench.")
            request.is_workbench = True  # type: ignore[attr-defined]  # ui.context.site adds each_context
            request.current_app = self.name
            return entry.view(request, *args, **kwargs)

        return self.admin_view(mounted)

    def workbench_groups(self, request: HttpRequest) -> list[tuple[str, list[Entry]]]:
        """The pages of ours that this person may open, in order, under their headings."""
        entries: list[tuple[str, WorkbenchView]] = []
        for entry in sorted(self._workbench.values(), key=lambda entry: (entry.order, entry.label)):
            if not entry.label or not entry.allows(request):
                continue
            try:
                entries.append((reverse(f"{self.name}:{entry.name}"), entry))
            except NoReverseMatch:  # a route with arguments is no place to go from a menu
                continue
        here = max((url for url, _ in entries if request.path.startswith(url)), key=len, default=None)
        return [
            (heading, [Entry(entry.label, url, entry.icon, url == here) for url, entry in group])
            for heading, group in groupby(entries, key=lambda one: _heading(one[1].order))
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the admin knows, with our side menu."""
        context = super().each_context(request)
        groups = self.workbench_groups(request) if context["has_permission"] else []
        context["workbench_groups"] = groups
        context["workbench_entries"] = [entry for _heading, entries in groups for entry in entries]
        return context

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in page, allauth's. Somebody signed in without the right is told so."""
        target = request.GET.get("next") or reverse(f"{self.name}:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(f"{self.name}:index")
        if request.user.is_authenticated:
            raise PermissionDenied("The workbench is for recruiters and programme managers.")
        return redirect_to_login(target, resolve_url(settings.LOGIN_URL))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """There is one way out, allauth's."""
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """There is one page for the password, allauth's."""
        return redirect("account_change_password")

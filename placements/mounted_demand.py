"""Where the pages around what clients look for stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_demand(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """Clients, openings and requests for staff; rates for managers alone."""
    from placements.views import clients, demand, logos

    mount("placing/clients/", clients.clients, name="placements-clients", label="Clients", permission=staff,
          icon="building-2", order=62)  # fmt: skip
    for route, view, name in (
        ("placing/clients/new/", clients.new_client, "client-new"),
        ("placing/clients/<slug:slug>/", clients.client, "client"),
        ("placing/clients/<slug:slug>/change/", clients.change_client, "client-change"),
        ("placing/clients/<slug:slug>/logo/", logos.choose_logo, "client-logo"),
        ("placing/clients/<slug:slug>/logo/file/", logos.staff_logo, "client-logo-file"),
        ("placing/clients/<slug:slug>/sites/new/", clients.site, "site-new"),
        ("placing/clients/<slug:slug>/sites/<int:pk>/", clients.site, "site"),
        ("placing/clients/<slug:slug>/contacts/new/", clients.new_contact, "contact-new"),
        ("placing/clients/<slug:slug>/contacts/<int:pk>/", clients.contact, "contact"),
        ("placing/openings/new/", demand.new_opening, "opening-new"),
        ("placing/openings/<uuid:public_id>/change/", demand.change_opening, "opening-change"),
        ("placing/openings/<uuid:public_id>/close/", demand.close_opening, "opening-close"),
        ("placing/openings/<uuid:public_id>/reopen/", demand.reopen_opening, "opening-reopen"),
        ("placing/requests/", demand.requests, "requests"),
        ("placing/requests/<uuid:public_id>/", demand.answer_request, "request"),
    ):
        mount(route, view, name=f"placements-{name}", permission=staff)
    mount("placing/openings/<uuid:public_id>/rate/", demand.rate, name="placements-rate", permission=Role.MANAGER)

"""Where evaluations and documents stand on the workbench and in the portal, and a graduate's own placement in their menu."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from careerpath.accounts.roles import PERSONAL_HOMES, Role
from careerpath.ui.menu import NO_ROLE, MenuItem, register


def mount_evaluations(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """For staff: which evaluations wait, and papers of clients and placements."""
    from placements.views import documents, evaluations

    mount(
        "placing/evaluations/",
        evaluations.staff_list,
        name="placements-evaluations",
        label="Evaluations",
        permission=staff,
        icon="clipboard-list",
        order=65,
    )
    for route, view, name in (
        ("placing/documents/<uuid:public_id>/", documents.staff_document, "document"),
        ("placing/documents/<uuid:public_id>/file/", documents.staff_file, "document-file"),
        ("placing/clients/<slug:slug>/documents/", documents.staff_client_documents, "client-documents"),
        ("placing/<uuid:public_id>/documents/", documents.staff_placement_documents, "placement-documents"),
    ):
        mount(route, view, name=f"placements-{name}", permission=staff)


def own_placement_pages() -> None:
    """The pages about their placement, for whoever was presented somewhere: where they start, and in their menu."""
    from applicants.own_data import ERASERS, PARTS
    from placements.selectors.own import has_any
    from placements.selectors.own_data_evaluations import own_parts
    from placements.services.forgetting import erase_placement_words

    if own_parts not in PARTS:
        PARTS.append(own_parts)
        ERASERS.append(erase_placement_words)
    register(MenuItem("Documents", "placements:documents", roles=[Role.CLIENT], icon="file-text", order=30))
    register(
        MenuItem(_("My placement"), "own_placement:home", roles=NO_ROLE, icon="briefcase", order=35, is_for=has_any)
    )
    PERSONAL_HOMES.insert(0, ("own_placement:home", has_any))

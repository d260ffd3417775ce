"""Where evaluations and documents stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


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

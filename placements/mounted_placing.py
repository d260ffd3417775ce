"""Where the pages around a placement and its onboarding stand on the workbench."""

from collections.abc import Callable
from typing import Any

from careerpath.accounts.roles import Role


def mount_placing(mount: Callable[..., Any], staff: tuple[Role, ...]) -> None:
    """The board, one placement, its checklist, who is ready, and the clients' checklists; for staff."""
    from placements.views import board, checklists, placing, ready, signing

    mount("placing/", board.board, name="placements-board", label="Placements", permission=staff, icon="handshake",
          order=60)  # fmt: skip
    mount("placing/ready/", ready.board, name="placements-ready", label="Who is ready", permission=staff,
          icon="list-checks", order=60)  # fmt: skip
    for route, view, name in (
        ("placing/move/", board.move_all, "move-all"),
        ("placing/ready/start/", ready.start_all, "start-all"),
        ("placing/clients/<slug:slug>/checklist/", checklists.checklist, "checklist"),
        ("placing/clients/<slug:slug>/checklist/new/", checklists.line, "checklist-new"),
        ("placing/clients/<slug:slug>/checklist/<uuid:key>/", checklists.line, "checklist-line"),
        ("placing/clients/<slug:slug>/checklist/<uuid:key>/retire/", checklists.retire, "checklist-retire"),
        ("placing/evidence/<uuid:public_id>/", signing.evidence_file, "evidence-file"),
        ("placing/<uuid:public_id>/", placing.placement, "placement"),
        ("placing/<uuid:public_id>/advance/", placing.advance_placement, "advance"),
        ("placing/<uuid:public_id>/supervisor/", placing.supervisor, "supervisor"),
        ("placing/<uuid:public_id>/dates/", placing.dates, "dates"),
        ("placing/<uuid:public_id>/transfer/", placing.move_over, "transfer"),
        ("placing/<uuid:public_id>/checklist/", signing.bring_up_to_date, "checklist-update"),
        ("placing/<uuid:public_id>/onboarding/<int:pk>/give/", signing.give, "give"),
        ("placing/<uuid:public_id>/onboarding/<int:pk>/back/", signing.back, "send-back"),
        ("placing/<uuid:public_id>/onboarding/<int:pk>/verify/", signing.verify, "verify"),
        ("placing/<uuid:public_id>/onboarding/<int:pk>/waive/", signing.waive, "waive"),
    ):
        mount(route, view, name=f"placements-{name}", permission=staff)

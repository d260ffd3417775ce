"""The board that an address names, and whether this person changes it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from careerpath.accounts.access import me
from reviews.models import SelectionBoard
from reviews.selectors.boards import shown
from reviews.services.board_checks import PERMISSION


def board_named(public_id: UUID) -> SelectionBoard:
    """A board with what its pages say of it; one query. 404 where there is none."""
    related = ("cohort", "run__rubric_version__rubric", "reading", "interview", "created_by", "operation")
    return get_object_or_404(shown().select_related(*related), public_id=public_id)


def may_change(request: HttpRequest) -> bool:
    """Whether boards are changed by people of this role."""
    return me(request).has_perm(PERMISSION)


def must_change(request: HttpRequest) -> None:
    """403 for anybody else."""
    if not may_change(request):
        raise PermissionDenied("Making and changing selection boards is for those who stage decisions.")

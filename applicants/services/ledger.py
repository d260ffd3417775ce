"""What the ledgers of screening and of bulk operations share: pieces of work that a task is told of by their ids.

The ledger is the truth and the broker only a bell: a piece not told of counts as not handed out, and is told first next time.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from applicants.services.bell import ring

HAND_OUT_AT_ONCE: Final = 1000
"""Pieces handed out again by one call: with a call every ten seconds this bounds what a slow day puts into the broker."""


def hand_out_open(pieces: QuerySet[Any, Any]) -> list[int]:
    """Mark those of the pieces that are not done as handed out now; their ids in order, for `ring_for` after commit."""
    open_ones = pieces.filter(done_at__isnull=True)
    ids = list(open_ones.order_by("number").values_list("pk", flat=True))
    open_ones.update(handed_out_at=timezone.now())
    return ids


def ring_for(task: str, pieces: QuerySet[Any, Any], ids: Sequence[int]) -> None:
    """Tell the workers of these pieces. Those that could not be told of count as not handed out."""
    told = ring(task, ([pk] for pk in ids))
    if told < len(ids):
        pieces.filter(pk__in=ids[told:], done_at__isnull=True).update(handed_out_at=None)

"""Erasing what was written about somebody at their placements, and their papers; figures stay without words."""

from collections.abc import Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from placements.models import Evaluation, EvaluationChange, OfferAnswer, PlacementDocument


def erase_placement_words(applications: Sequence[int]) -> int:
    """Empty what clients wrote about these people and what they answered, and delete their papers with the files
    (`applicants.own_data.ERASERS`); how many rows."""
    mine = Q(placement__enrolment__application__in=applications)
    with transaction.atomic():
        gone = EvaluationChange.objects.filter(evaluation__placement__enrolment__application__in=applications).delete()[
            0
        ]
        gone += Evaluation.objects.filter(mine).exclude(went_well="", to_improve="").update(went_well="", to_improve="")
        gone += OfferAnswer.objects.filter(mine).exclude(reason="").update(reason="")
        papers = PlacementDocument.objects.filter(mine)
        for name in papers.exclude(file="").values_list("file", flat=True):
            transaction.on_commit(partial(default_storage.delete, name), robust=True)
        return gone + papers.delete()[0]

"""Erasing what was written about somebody at their placements, and their papers; figures stay without words."""

from collections.abc import Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from placements.models import (
    ClientFeedback,
    Evaluation,
    EvaluationChange,
    InterviewRequest,
    OfferAnswer,
    OnboardingEvent,
    OnboardingEvidence,
    OnboardingFile,
    PlacementDocument,
)


def erase_placement_words(applications: Sequence[int]) -> int:
    """Empty what clients wrote about these people and what they answered and showed, and delete their papers with the files
    (`applicants.own_data.ERASERS`); how many rows."""
    mine = Q(placement__enrolment__application__in=applications)
    with transaction.atomic():
        gone = EvaluationChange.objects.filter(evaluation__placement__enrolment__application__in=applications).delete()[
            0
        ]
        gone += Evaluation.objects.filter(mine).exclude(went_well="", to_improve="").update(went_well="", to_improve="")
        gone += OfferAnswer.objects.filter(mine).exclude(reason="").update(reason="")
        gone += (
            ClientFeedback.objects.filter(mine).exclude(went_well="", to_improve="").update(went_well="", to_improve="")
        )
        gone += InterviewRequest.objects.filter(mine).exclude(note="").update(note="")
        items = Q(item__placement__enrolment__application__in=applications)
        shown = OnboardingEvidence.objects.filter(items)
        gone += shown.exclude(reference="", sent_back_because="").update(reference="", sent_back_because="")
        gone += OnboardingEvent.objects.filter(items).exclude(note="").update(note="")
        papers = PlacementDocument.objects.filter(mine)
        files = OnboardingFile.objects.filter(evidence__in=shown)
        for name in [
            *papers.exclude(file="").values_list("file", flat=True),
            *files.exclude(file="").values_list("file", flat=True),
        ]:
            transaction.on_commit(partial(default_storage.delete, name), robust=True)
        return gone + papers.delete()[0] + files.delete()[0]

"""Whom a recruiter's search means. Each way of asking is answered by an index."""

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from applicants.models import Applicant, Application
from cohorts.models import Cohort

FEW: Final = 1000


@dataclass(frozen=True)
class Meant:
    """A search as a condition on applications: a lookup and its value."""

    lookup: str
    value: Any


def people(text: str) -> QuerySet[Applicant]:
    """The applicants whose address begins with the text, or whose name has words that begin as its words do, in any order."""
    if "@" in text:
        return Applicant.objects.alias(address=Lower("email")).filter(address__startswith=text.lower())
    words = re.findall(r"\w+", text)
    if not words:
        return Applicant.objects.none()
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
    return Applicant.objects.alias(words=SearchVector("name", config="simple")).filter(words=query)


def meant_by(text: str, cohort: Cohort | int) -> Meant | None:
    """What a search in a cohort means: an id of ours or of the imported file, or people; None for an empty one.

    No query for an id of ours that is not a number, one for people, two where it might be a number and is none.
    """
    text = text.strip()
    if not text:
        return None
    try:
        return Meant("public_id", UUID(text))
    except ValueError:
        pass
    if "@" not in text and " " not in text and any(character.isdigit() for character in text):
        ids = Q(external_id=text) | (Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else Q(pk__in=[]))
        if found := list(Application.objects.filter(ids, cohort=cohort).values_list("pk", flat=True)[:100]):
            return Meant("pk__in", found)
    # The planner cannot tell a rare beginning from a common one. Few people: begin with them. Many: walk the list, hits come soon.
    few = list(people(text).values_list("pk", flat=True)[: FEW + 1])
    return Meant("applicant__in", few if len(few) <= FEW else people(text))


def search_condition(text: str, cohort: Cohort | int) -> Q:
    """The same as a condition on applications; an empty search asks nothing."""
    pk = cohort if isinstance(cohort, int) else cohort.pk
    meant = meant_by(text, pk)
    return Q(**{meant.lookup: meant.value}) if meant else Q()

"""Whom a recruiter's search means. Each way of asking is answered by an index."""

import re
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower

from applicants.models import Applicant, Application
from applicants.models.application import EmailDomain, NameGrams

FEW: Final = 1000
SPLIT: Final = re.compile(r"[\s!-/:-@\[-`{-~]+")
"""Where a name is split into words: as the function `applicants_name_grams` of the database does it."""


def people(text: str, *, by_letters: bool = True) -> QuerySet[Applicant]:
    """The applicants whom a text means.

    With an @ in it: whose address begins with it; beginning with an @: whose address is at a domain that begins so. Otherwise:
    whose name holds every word of it, anywhere (`ohns` finds Johnson); one or two letters at the beginning of a word.
    Without `by_letters` the index over letters is not asked: for one row, comparing the name is quicker.
    """
    if text.startswith("@"):
        return Applicant.objects.alias(domain=EmailDomain("email")).filter(domain__startswith=text[1:].lower())
    if "@" in text:
        return Applicant.objects.alias(address=Lower("email")).filter(address__startswith=text.lower())
    words = [word for word in SPLIT.split(text.lower()) if word]
    if not words:
        return Applicant.objects.none()
    grams: set[str] = set()
    held = Q()
    for word in words:
        if len(word) < 3:
            grams.add(f"  {word}"[-3:])
        else:
            if by_letters:
                grams |= {word[place : place + 3] for place in range(len(word) - 2)}
            held &= Q(small__contains=word)
    # The letters find by the index, the words make sure: letters in a row may come from two places.
    found = Applicant.objects.alias(small=Lower("name")).filter(held)
    return found.alias(grams=NameGrams("name")).filter(Q(grams__contains=sorted(grams))) if grams else found


def search_condition(text: str, cohort: int, *, rowwise: bool = False) -> Q:
    """What a search in a cohort means, as a condition on applications: an id of ours or of the imported file, or people.

    One query, except for an id of ours that is not a number; none if `rowwise` (ids are never many).
    """
    text = text.strip()
    if not text:
        return Q()
    try:
        return Q(public_id=UUID(text))
    except ValueError:
        pass
    if rowwise:
        return of_each(people(text, by_letters=False).filter(pk=OuterRef("applicant")))
    # The planner cannot tell a rare part from a common one. Few people: begin with them. Many: walk the list, hits come soon.
    found: Any = people(text).order_by().values_list(Value(False), "pk")[: FEW + 1]
    if "@" not in text and " " not in text and any(character.isdigit() for character in text):
        named = Q(external_id=text) | (Q(pk=int(text)) if text.isdecimal() and len(text) < 19 else Q(pk__in=[]))
        ours = Application.objects.filter(named, cohort=cohort).order_by().values_list(Value(True), "pk")[:100]
        found = ours.union(found, all=True)
    rows = list(found)
    if ids := [pk for is_application, pk in rows if is_application]:
        return Q(pk__in=ids)
    return Q(applicant__in=[pk for _, pk in rows] if len(rows) <= FEW else people(text))


def of_each(found: QuerySet[Any]) -> Q:
    """Whether one row is found, asked of each row: a scalar subquery, which the planner does not turn into a join."""
    return Q(Subquery(found.order_by().values_list(Value(True)), output_field=BooleanField()))

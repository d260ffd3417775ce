"""What partner universities' pages are counted from, and what they show. No demographics here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from applicants.models import UniversityConsent
from applicants.selectors.partners import NAMED
from cohorts.models import Cohort, University
from reports.models import PartnerFigures, Place, Publication, StageCount
from reports.rules import PUBLIC
from reports.stages import POOL
from reports.tables import Section
from reports.universities.figures import LABELS, ClassFigures, sections_of, stage_of
from reports.universities.protecting import ALL, REST, Counts, stages_of


@dataclass(frozen=True)
class Counted:
    """Everybody, and the named among them with how far they came, as they are counted now."""

    people: Counts
    named: Counts
    stages: Mapping[int, Sequence[tuple[int, str]]]
    """University -> (id of the application, stage)."""
    classes: Sequence[int]
    """The ids of the cohorts to which anybody applied, the newest first."""
    public: Sequence[int]
    """Those whose size stands, or ever stood, on a public page."""


@dataclass(frozen=True)
class Named:
    """Somebody who let their university know."""

    name: str
    cohort: str
    stage: str


@dataclass(frozen=True)
class PartnerPage:
    """What a partner reads of its people. `as_of` None: nothing was counted yet."""

    as_of: datetime | None
    minimum: int
    sections: tuple[Section, ...]
    named: Sequence[Named]


def partners_with_page() -> list[int]:
    """The ids of the universities that somebody signs in for, in a fixed order. One query."""
    found = University.objects.filter(is_active=True, contacts__is_active=True).order_by("pk").distinct()
    return list(found.values_list("pk", flat=True))


def counted(universities: Sequence[int]) -> Counted:
    """The counts by university (those without a page under REST) and class. Four queries."""
    masks: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = StageCount.objects.order_by().values("university_id", "cohort_id", "reached").annotate(people=Sum("n"))
    for row in rows:
        whose = row["university_id"] if row["university_id"] in universities else REST
        masks[whose, row["cohort_id"]][row["reached"]] += row["people"]
    told = _named(universities)
    masks_named: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    stages: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for university, cohort, application, reached in told:
        masks_named[university, cohort][reached] += 1
        stages[university].append((application, stage_of(reached)))
    people = {key: stages_of(found) for key, found in masks.items()}
    applied_to = {cohort for (_, cohort), stages_here in people.items() if stages_here[POOL]}
    classes = list(Cohort.objects.filter(pk__in=applied_to).order_by("-opens_at", "-pk").values_list("pk", flat=True))
    public = list(
        Publication.objects.filter(cohort__in=classes).order_by("cohort").values_list("cohort", flat=True).distinct()
    )
    return Counted(
        people,
        {key: stages_of(found) for key, found in masks_named.items()},
        stages,
        classes,
        public,
    )


def _named(universities: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """University, cohort, application and what it reached, of everybody who is named. Two queries."""
    consents = UniversityConsent.objects.filter(NAMED, university__in=universities).order_by("application")
    ids = dict(consents.values_list("application", "university"))
    places = Place.objects.filter(application_id__in=ids).order_by("cohort_id", "application_id")
    return [
        (place.university_id, place.cohort_id, place.application_id, place.reached)
        for place in places
        if place.university_id == ids[place.application_id]
    ]


def partner_page(university: University) -> PartnerPage:
    """The page of a university as it was last counted; names only of those whose consent is in force now. Three queries."""
    kept = PartnerFigures.objects.filter(university=university).first()
    if kept is None:
        return PartnerPage(None, PUBLIC.minimum, sections_of(str(university), (), None), ())
    payload: dict[str, Any] = kept.payload
    names = Cohort.objects.in_bulk([one["cohort"] for one in payload["classes"] if one["cohort"] != ALL])
    classes = [_figures(str(names[one["cohort"]]), one) for one in payload["classes"] if one["cohort"] in names]
    together = next((_figures("All classes", one) for one in payload["classes"] if one["cohort"] == ALL), None)
    return PartnerPage(
        kept.as_of,
        kept.minimum,
        sections_of(str(university), classes, together),
        _named_now(university, dict(payload["named"])),
    )


def _figures(title: str, one: Mapping[str, Any]) -> ClassFigures:
    return ClassFigures(title, one["theirs"], one["whole"])


def _named_now(university: University, stages: Mapping[int, str]) -> list[Named]:
    found = (
        UniversityConsent.objects.filter(NAMED, university=university, application__in=stages)
        .select_related("application__applicant", "application__cohort")
        .order_by("-application__cohort__opens_at", "application__applicant__name", "application")
    )
    return [
        Named(
            each.application.applicant.name,
            str(each.application.cohort),
            LABELS[stages[each.application_id]],
        )
        for each in found
    ]

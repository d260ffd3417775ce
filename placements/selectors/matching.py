"""Graduates and openings as the plain-Python matching knows them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, QuerySet

from bootcamp.models import Competency, Enrolment
from bootcamp.selectors.competencies import competencies_of_class
from bootcamp.selectors.people import graduates
from cohorts.models import Cohort
from placements.lifecycle import COMMITTED
from placements.matching import STANDARD, Candidate, Credential, Fit, Need, Weights, plain, rank
from placements.models import Client, MatchWeights, Opening, Placement
from placements.models.matching import PARTS
from placements.selectors.credentials import Held, held_by, tracks_of
from placements.selectors.openings import seats_taken
from placements.selectors.profile import ForMatching, for_matching

ANSWERS: Final = ("work_authorised", "relocate")
"""The only answers of an application that matching reads; whether they would move, a profile may say otherwise."""
_EMPTY_WORDS: Final = frozenset(
    {"a", "an", "and", "at", "for", "from", "in", "of", "on", "or", "the", "to", "with", "&", "–"}
    | {"analyst", "specialist", "associate", "junior", "senior"}
)
"""Words of a title that say nothing about the work."""


@dataclass(frozen=True, slots=True)
class Match:
    """A graduate who could be presented, with how they fit."""

    enrolment: Enrolment
    track: str
    fit: Fit


def words_of(text: str) -> frozenset[str]:
    """The words of a title or a skill that say something, lower case."""
    return frozenset(word.strip(".,;:()/") for word in plain(text).split()) - _EMPTY_WORDS - {""}


def weights_now() -> Weights:
    """What the programme gives each part of a fit; one query."""
    latest = MatchWeights.objects.order_by("-at", "-pk").values(*PARTS).first()
    return Weights(**latest) if latest else STANDARD


def free_people(cohort: Cohort | None = None) -> QuerySet[Enrolment]:
    """Graduates with no agreed placement, of one class or of all. Nothing of them is loaded that matching may not read."""
    found = graduates().exclude(pk__in=Placement.objects.filter(status__in=COMMITTED).values("enrolment"))
    return found if cohort is None else found.filter(cohort=cohort)


def open_openings(client: Client | None = None) -> QuerySet[Opening]:
    """Openings that are not closed, of one client or of all that work with us."""
    found = Opening.objects.filter(closed_on__isnull=True, client__is_active=True)
    return found if client is None else found.filter(client=client)


def candidates(people: QuerySet[Enrolment]) -> list[Candidate]:
    """What matching may know of people; a constant number of queries. Of the answers only ANSWERS leave the database."""
    rows = list(
        people.select_related(None)
        .order_by()
        .values("pk", "public_id", "status_changed_at", authorised=F("application__answers__work_authorised"))
    )
    ids = [row["pk"] for row in rows]
    held, tracks, profiles = held_by(ids), tracks_of(ids), for_matching(ids)
    levels = {
        pk: {one.competency.slug: int(one.level) for one in some} for pk, some in competencies_of_class(ids).items()
    }
    return [
        _candidate(
            row,
            held[row["pk"]],
            tracks.get(row["pk"], ""),
            profiles.get(row["pk"], ForMatching()),
            levels.get(row["pk"], {}),
        )
        for row in rows
    ]


def _candidate(
    row: Mapping[str, Any], held: Sequence[Held], track: str, profile: ForMatching, levels: dict[str, int]
) -> Candidate:
    return Candidate(
        row["pk"],
        key=str(row["public_id"]),
        graduated_on=row["status_changed_at"].date(),
        work_authorised=row["authorised"] is True or None,
        may_relocate=profile.may_relocate,
        remote_only=profile.remote_only,
        city=plain(profile.city),
        state=plain(profile.state),
        credentials=_credentials(held),
        skills=frozenset(plain(one) for one in profile.skills) | ({plain(track)} - {""}) | words_of(track),
        track=words_of(track),
        competencies=levels,
    )


def _credentials(held: Iterable[Held]) -> dict[str, Credential]:
    spans: defaultdict[str, list[tuple[date, date | None]]] = defaultdict(list)
    names: dict[str, str] = {}
    for one in held:
        spans[one.code].append((one.awarded_on, one.expires_on))
        names[one.code] = one.name
    return {code: Credential(names[code], tuple(some)) for code, some in spans.items()}


def needs(openings: Sequence[Opening]) -> list[Need]:
    """What openings ask for, with the seats nobody has agreed to take; three queries at any number."""
    taken = seats_taken([one.pk for one in openings])
    codes: defaultdict[int, set[str]] = defaultdict(set)
    through = Opening.credentials.through._default_manager.filter(opening__in=[one.pk for one in openings])
    for opening, code in through.values_list("opening_id", "credential__code"):
        codes[opening].add(code)
    catalogue = {slug: words_of(name) for slug, name in Competency.objects.values_list("slug", "name")}
    states = dict(
        Opening.objects.filter(pk__in=[one.pk for one in openings], at_site__isnull=False).values_list(
            "pk", "at_site__state"
        )
    )
    return [
        Need(
            one.pk,
            one.starts_on,
            key=str(one.public_id),
            seats=max(one.seats - taken.get(one.pk, 0), 0),
            city=one.city.strip(),
            state=plain(states.get(one.pk, "")),
            remote=one.mode == Opening.Mode.REMOTE,
            credentials=frozenset(codes[one.pk]),
            skills=frozenset(plain(skill) for skill in one.skills) - {""},
            role=words_of(one.title),
            competencies=relevant(one, catalogue),
        )
        for one in openings
    ]


def relevant(opening: Opening, catalogue: dict[str, frozenset[str]]) -> frozenset[str]:
    """The competencies whose name shares a word with the title or a skill of an opening; where none does, all of them."""
    said = words_of(" ".join([opening.title, *opening.skills]))
    return frozenset(slug for slug, words in catalogue.items() if words & said) or frozenset(catalogue)


def matches_for(opening: Opening) -> list[Match]:
    """The graduates who are free and were not presented here yet, best fit first. A constant number of queries."""
    known = Placement.objects.filter(opening=opening).values("enrolment")
    free = free_people().exclude(pk__in=known)
    ranked = rank(candidates(free), needs([opening])[0], weights_now())
    people = {
        one.pk: one
        for one in free.only("status", "cohort__name", "application__applicant__name", "application__applicant__email")
    }
    tracks = tracks_of(list(people))
    return [
        Match(people[found.candidate], tracks.get(found.candidate, ""), found)
        for found in ranked
        if found.candidate in people
    ]

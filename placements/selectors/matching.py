"""Graduates and openings as the plain-Python matching knows them."""

from dataclasses import dataclass
from datetime import date

from bootcamp.models import Enrolment
from bootcamp.selectors.people import graduates
from placements.lifecycle import COMMITTED
from placements.matching import Candidate, Fit, Need, rank
from placements.models import Opening, Placement
from placements.selectors.credentials import Held, held_by, tracks_of


@dataclass(frozen=True, slots=True)
class Match:
    """A graduate who could be presented, with how they fit."""

    enrolment: Enrolment
    track: str
    fit: Fit


def need_of(opening: Opening) -> Need:
    """What an opening asks for; one query for its credentials."""
    return Need(
        opening.pk,
        opening.starts_on,
        opening.city,
        opening.mode == Opening.Mode.REMOTE,
        frozenset(opening.credentials.values_list("code", flat=True)),
        frozenset(skill.casefold() for skill in opening.skills),
    )


def _until(awards: list[Held], day: date) -> dict[str, date | None]:
    """Code -> when it lapses; of several awards the one that covers the day, else the one that lasts longest."""
    found: dict[str, Held] = {}
    for one in sorted(awards, key=lambda held: (held.valid_on(day), held.expires_on or date.max)):
        found[one.code] = one
    return {code: one.expires_on for code, one in found.items() if one.awarded_on <= day}


def _words(track: str) -> frozenset[str]:
    """A track as skills: its name, and each word of it ("EHR go-live support" also answers to "EHR")."""
    name = track.casefold()
    return frozenset({name, *name.split()} - {""})


def matches_for(opening: Opening) -> list[Match]:
    """The graduates who are free and were not presented here yet, best fit first. Four queries at any number.

    Of the application only two answers are read: the right to work, and whether the person would move.
    """
    known = Placement.objects.filter(opening=opening).values("enrolment")
    busy = Placement.objects.filter(status__in=COMMITTED).values("enrolment")
    people = {
        one.pk: one
        for one in graduates()
        .exclude(pk__in=known)
        .exclude(pk__in=busy)
        .only(
            "status",
            "cohort__name",
            "application__answers",
            "application__applicant__name",
            "application__applicant__email",
        )
    }
    held, tracks = held_by(list(people)), tracks_of(list(people))
    candidates = [
        Candidate(
            pk,
            work_authorised=one.application.answers.get("work_authorised"),
            may_relocate=one.application.answers.get("relocate") is True,
            credentials=_until(held[pk], opening.starts_on),
            skills=frozenset(
                word.casefold()
                for award in held[pk]
                if award.valid_on(opening.starts_on)
                for word in (award.code, award.name)
            )
            | _words(tracks.get(pk, "")),
        )
        for pk, one in people.items()
    ]
    return [
        Match(people[fit.candidate], tracks.get(fit.candidate, ""), fit) for fit in rank(candidates, need_of(opening))
    ]

"""What a client reads of a person: the one place that decides it. Cards, comparisons, pages and exports of the portal and the
person's own "what a client sees" are all built on `shown_to_client`.

What nobody consented to is not in a `Shown`, so no template can show it by mistake. Without a decision that is everything but
what the programme itself says: who it is (a pseudonym before the stage that the programme chose) and where it stands.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from bootcamp.models import Enrolment
from placements.lifecycle import PlacementStatus
from placements.models import GraduateProfile, Placement, PlacementStatusChange, PortalRule, ProfilePart
from placements.selectors.credentials import tracks_of
from placements.selectors.proofs import Ability, Proof, abilities_of, proofs_of

DEFAULT_STAGE: Final = PlacementStatus.INTERVIEWING
"""From where a client reads the name while the programme chose nothing for a cohort."""
ORDER: Final = (
    PlacementStatus.PRESENTED,
    PlacementStatus.INTERVIEWING,
    PlacementStatus.OFFERED,
    PlacementStatus.ACCEPTED,
    PlacementStatus.ONBOARDING,
    PlacementStatus.ACTIVE,
    PlacementStatus.COMPLETED,
    PlacementStatus.CONVERTED,
    PlacementStatus.ENDED_EARLY,
)
"""Who stands at one has been at `accepted` or stands at or before it. Not `not_selected`: from there only the history tells."""
LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nobody reads one for another, and no code is a word."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One person as one client reads them. What is not in `parts` is empty."""

    placement_id: int
    name: str
    """The name, or before the stage a pseudonym, which is the same at all openings of one client and another at each client."""
    is_named: bool
    has_decided: bool
    """Whether the person has decided at all what is shown."""
    parts: frozenset[str] = frozenset()
    summary: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    place: str = ""
    """City and state."""
    may_relocate: bool | None = None
    """None: not shown, or not answered."""
    remote_only: bool = False
    credentials: tuple[Proof, ...] = ()
    competencies: tuple[Ability, ...] = ()
    track: str = ""

    def shows(self, part: str) -> bool:
        """Whether the person shows a part (which may still be empty)."""
        return part in self.parts


def pseudonym(enrolment: UUID, client: int) -> str:
    """What somebody is called before the name: short, and always the same for one client. Two clients cannot compare theirs."""
    number = int.from_bytes(hashlib.sha256(f"{enrolment}:{client}".encode()).digest()[:8])
    code = "".join(LETTERS[number >> 5 * place & 31] for place in range(4))
    return f"Graduate {code}"


def stages_from(stage: str) -> list[str]:
    """The stages in which a person is named, if that begins at `stage`."""
    return [str(each.value) for each in ORDER[ORDER.index(PlacementStatus(stage)) :]]


def shown_to_client(placements: Iterable[Placement]) -> dict[int, Shown]:
    """Placement id -> what its client reads of the person. At most eight queries, whatever the number of placements.

    It asks nothing about who is reading: the caller brings placements that the reader may see.
    """
    return _shown([one.pk for one in placements])


def preview(enrolment: Enrolment, *, is_named: bool) -> Shown:
    """What a client that somebody is not yet presented to would read of them, before or after the name; at most six queries."""
    return _build([_row_of(enrolment, is_named=is_named)])[0]


def everything_of(enrolment: Enrolment) -> Shown:
    """All that somebody could show, shown or not: for themself, where they choose. At most six queries."""
    row = _row_of(enrolment, is_named=True)
    profile = row.profile or GraduateProfile(enrolment=enrolment)
    profile.shown = list(ProfilePart.values)  # never saved: this one was read for it
    return _build([replace(row, profile=profile)])[0]


def _row_of(enrolment: Enrolment, *, is_named: bool) -> "_Row":
    people = Enrolment.objects.select_related("application__applicant", "application__restriction", "profile")
    person = people.get(pk=enrolment.pk)
    name = person.name if is_named else pseudonym(person.public_id, 0)
    return _Row(0, person.pk, name, is_named, _profile(person), person.application.answers.get("relocate"))


def _profile(person: Enrolment) -> GraduateProfile | None:
    """The profile, if there is one; not of somebody who asked that their application be deleted: consent ended with that."""
    return None if hasattr(person.application, "restriction") else getattr(person, "profile", None)


@dataclass(frozen=True, slots=True)
class _Row:
    placement: int
    enrolment: int
    name: str
    is_named: bool
    profile: GraduateProfile | None
    relocate: object
    """What the application says about moving."""


def _shown(ids: Collection[int]) -> dict[int, Shown]:
    found = list(
        Placement.objects.filter(pk__in=ids)
        .select_related(
            "opening",
            "enrolment__application__applicant",
            "enrolment__application__restriction",
            "enrolment__profile",
        )
        .only(
            "status",
            "opening__client",
            "enrolment__public_id",
            "enrolment__cohort",
            "enrolment__application__answers",
            "enrolment__application__applicant__name",
            "enrolment__application__restriction__application",
            *(f"enrolment__profile__{field.name}" for field in GraduateProfile._meta.concrete_fields),
        )
    )
    named = _named(found)
    rows = []
    for one in found:
        is_named = one.pk in named
        person = one.enrolment
        name = person.application.applicant.name or _("Name not given")
        rows.append(
            _Row(
                one.pk,
                person.pk,
                name if is_named else pseudonym(person.public_id, one.opening.client_id),
                is_named,
                _profile(person),
                person.application.answers.get("relocate"),
            )
        )
    return {each.placement_id: each for each in _build(rows)}


def _named(found: Collection[Placement]) -> set[int]:
    """Of these placements those whose person the client reads by name: they reached the stage there, at this or another opening."""
    rules = dict(
        PortalRule.objects.filter(cohort__in={one.enrolment.cohort_id for one in found}).values_list(
            "cohort_id", "name_from"
        )
    )
    history = PlacementStatusChange.objects.filter(subject__enrolment__in={one.enrolment_id for one in found})
    been: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for person, client, status in history.values_list(
        "subject__enrolment_id", "subject__opening__client_id", "to_status"
    ).distinct():
        been[person, client].add(status)
    for one in found:
        been[one.enrolment_id, one.opening.client_id].add(one.status)
    return {
        one.pk
        for one in found
        if been[one.enrolment_id, one.opening.client_id]
        & set(stages_from(rules.get(one.enrolment.cohort_id, DEFAULT_STAGE)))
    }


def _build(rows: Collection[_Row]) -> list[Shown]:
    parts = {
        row.placement: frozenset(row.profile.shown) if row.profile is not None else frozenset[str]() for row in rows
    }

    def who_show(part: str) -> list[int]:
        return sorted({row.enrolment for row in rows if part in parts[row.placement]})

    proofs = proofs_of(who_show(ProfilePart.CREDENTIALS))
    abilities = abilities_of(who_show(ProfilePart.COMPETENCIES))
    tracks = tracks_of(who_show(ProfilePart.TRACK))
    return [_one(row, parts[row.placement], proofs, abilities, tracks) for row in rows]


def _one(
    row: _Row,
    parts: frozenset[str],
    proofs: Mapping[int, list[Proof]],
    abilities: Mapping[int, list[Ability]],
    tracks: Mapping[int, str],
) -> Shown:
    profile = row.profile
    if profile is None or not parts:
        decided = profile is not None and profile.decided_at is not None
        return Shown(row.placement, row.name, row.is_named, decided)

    held = proofs.get(row.enrolment, ()) if ProfilePart.CREDENTIALS in parts else ()
    able = abilities.get(row.enrolment, ()) if ProfilePart.COMPETENCIES in parts else ()
    place = ProfilePart.PLACE in parts
    move = profile.may_relocate if profile.may_relocate is not None else _answered(row.relocate)
    return Shown(
        row.placement,
        row.name,
        row.is_named,
        True,
        parts,
        summary=profile.summary if ProfilePart.SUMMARY in parts else "",
        skills=tuple(profile.skills) if ProfilePart.SKILLS in parts else (),
        languages=tuple(profile.languages) if ProfilePart.LANGUAGES in parts else (),
        place=", ".join(filter(None, (profile.city, profile.state))) if place else "",
        may_relocate=move if place else None,
        remote_only=profile.remote_only and place,
        credentials=tuple(each if row.is_named else replace(each, link="") for each in held),
        competencies=tuple(able),
        track=tracks.get(row.enrolment, "") if ProfilePart.TRACK in parts else "",
    )


def _answered(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class ForMatching:
    """What matching reads of a profile, shown to clients or not: it stays in the programme."""

    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    may_relocate: bool = False
    remote_only: bool = False


def for_matching(enrolment_ids: Collection[int]) -> dict[int, ForMatching]:
    """Enrolment id -> what matching may use, for each of them, with a profile or without; one query.

    Whether they would move is what the profile says, else what the application says.
    """
    rows = Enrolment.objects.filter(pk__in=enrolment_ids).values_list(
        "pk",
        "profile__skills",
        "profile__languages",
        "profile__city",
        "profile__state",
        "profile__may_relocate",
        "profile__remote_only",
        "application__answers__relocate",
    )
    return {
        pk: ForMatching(
            tuple(skills or ()),
            tuple(languages or ()),
            city or "",
            state or "",
            (moves if moves is not None else answered) is True,
            bool(remote),
        )
        for pk, skills, languages, city, state, moves, remote, answered in rows
    }

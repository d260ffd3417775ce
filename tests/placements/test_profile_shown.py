"""What a client reads of a person, and only that."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.models import Restriction
from bootcamp.models import CredentialAward, Enrolment
from careerpath.accounts.models import User
from careerpath.pipeline.history import move
from placements.models import Placement, PortalRule, ProfilePart
from placements.selectors.profile import Shown, for_matching, preview, pseudonym, shown_to_client
from placements.services.presenting import present
from placements.services.profile import Told, decide, tell
from tests.factories import make_user
from tests.placements.factories import make_client, make_credential, make_graduate, make_opening, make_placement

pytestmark = pytest.mark.django_db

TOLD = Told(
    summary="I taught mathematics for six years.",
    skills=["SQL", "HL7 FHIR"],
    languages=["English", "Spanish"],
    city="Dayton",
    state="Ohio",
    may_relocate=True,
)


def somebody(*parts: str, **fields: Any) -> tuple[User, Enrolment]:
    """A graduate with everything told and a verified award, who shows these parts; with none they have not decided."""
    user = make_user()
    enrolment = make_graduate(user, name="Ana Quokka", **fields)
    tell(enrolment, TOLD, by=user)
    credential = make_credential(f"CODE-{user.pk}")
    CredentialAward.objects.create(
        enrolment=enrolment,
        credential=credential,
        awarded_on=date(2026, 1, 5),
        evidence_url="https://issuer.example/ana",
        verified_by=make_user(),
        verified_at=enrolment.enrolled_at,
    )
    if parts:
        decide(enrolment, shown=parts, by=user)
    return user, enrolment


def read(placement: Placement) -> Shown:
    return shown_to_client([placement])[placement.pk]


def test_without_a_decision_a_client_reads_a_pseudonym_and_nothing_else() -> None:
    _user, enrolment = somebody()
    placement = make_placement(enrolment=enrolment)
    name = pseudonym(enrolment.public_id, placement.opening.client_id)
    assert read(placement) == Shown(placement.pk, name, is_named=False, has_decided=False)
    assert len(name) == len("Graduate 7F3A")


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("summary", {"summary": TOLD.summary}),
        ("skills", {"skills": ("SQL", "HL7 FHIR")}),
        ("languages", {"languages": ("English", "Spanish")}),
        ("place", {"place": "Dayton, Ohio", "may_relocate": True}),
    ],
)
def test_a_part_that_is_shown_is_the_only_one(part: str, fields: dict[str, Any]) -> None:
    _user, enrolment = somebody(part)
    placement = make_placement(enrolment=enrolment)
    name = pseudonym(enrolment.public_id, placement.opening.client_id)
    assert read(placement) == Shown(placement.pk, name, False, True, frozenset({part}), **fields)


def test_the_link_that_proves_a_certificate_comes_with_the_name() -> None:
    _user, enrolment = somebody(ProfilePart.CREDENTIALS)
    before = read(make_placement(enrolment=enrolment))
    after = read(make_placement("interviewing", enrolment=enrolment))
    assert [proof.link for proof in before.credentials] == [""]
    assert [proof.link for proof in after.credentials] == ["https://issuer.example/ana"]
    CredentialAward.objects.update(verified_by=None, verified_at=None)
    unverified = read(make_placement("interviewing", enrolment=enrolment)).credentials[0]
    assert (unverified.link, unverified.is_verified) == ("", False)


@pytest.mark.parametrize(
    ("rule", "status", "is_named"),
    [
        (None, "presented", False),
        (None, "interviewing", True),
        ("presented", "presented", True),
        ("offered", "interviewing", False),
        ("offered", "active", True),
        ("accepted", "offered", False),
        ("accepted", "accepted", True),
    ],
)
def test_the_name_comes_at_the_stage_that_the_programme_chose(rule: str | None, status: str, is_named: bool) -> None:
    placement = make_placement(status)
    if rule:
        PortalRule.objects.create(cohort=placement.enrolment.cohort, name_from=rule)
    shown = read(placement)
    assert (shown.is_named, shown.name == placement.enrolment.name) == (is_named, is_named)


def test_who_was_not_taken_forward_stays_named_only_where_they_had_been() -> None:
    met, unmet = make_placement("interviewing"), make_placement()
    for placement in (met, unmet):
        move(placement, to="not_selected", by=None)
    assert (read(met).is_named, read(unmet).is_named) == (True, False)


def test_a_client_that_knows_the_name_reads_it_at_its_other_openings_and_no_other_client_does() -> None:
    enrolment, client = make_graduate(), make_client()
    make_placement("interviewing", enrolment=enrolment, opening=make_opening(client))
    same = present(enrolment, opening=make_opening(client), by=None)
    other = present(enrolment, opening=make_opening(), by=None)
    shown = shown_to_client([same, other])
    assert (shown[same.pk].is_named, shown[other.pk].is_named) == (True, False)


def test_a_pseudonym_is_one_at_a_client_and_another_at_the_next() -> None:
    enrolment = make_graduate()
    names = {pseudonym(enrolment.public_id, client) for client in (1, 1, 2)}
    assert len(names) == 2


def test_what_a_client_reads_costs_the_same_for_three_as_for_one() -> None:
    placements = [
        make_placement("interviewing", enrolment=somebody(*ProfilePart.values)[1], opening=opening)
        for opening in (make_opening(), make_opening(), make_opening())
    ]
    with CaptureQueriesContext(connection) as one:
        shown_to_client(placements[:1])
    with CaptureQueriesContext(connection) as three:
        shown_to_client(placements)
    assert (len(one), len(three)) == (8, 8)
    assert shown_to_client([]) == {}


def test_a_preview_is_what_a_new_client_would_read() -> None:
    _user, enrolment = somebody(*ProfilePart.values)
    placement = make_placement("interviewing", enrolment=enrolment)
    shown = preview(enrolment, is_named=True)
    assert (shown.name, shown.parts, shown.credentials) == (
        "Ana Quokka",
        read(placement).parts,
        read(placement).credentials,
    )
    hidden = preview(enrolment, is_named=False)
    assert (hidden.name, hidden.credentials[0].link) == (pseudonym(enrolment.public_id, 0), "")


def test_matching_reads_what_is_not_shown_and_asks_once(django_assert_num_queries: Any) -> None:
    _user, told = somebody()
    untold = make_graduate()
    untold.application.answers = {"relocate": True}
    untold.application.save()
    with django_assert_num_queries(1):
        found = for_matching([told.pk, untold.pk])
    assert (found[told.pk].skills, found[told.pk].city, found[told.pk].may_relocate) == (
        ("SQL", "HL7 FHIR"),
        "Dayton",
        True,
    )
    assert (found[untold.pk].skills, found[untold.pk].may_relocate) == ((), True)


def test_who_asked_for_deletion_shows_nothing_from_then_on(django_assert_num_queries: Any) -> None:
    _user, enrolment = somebody("summary", "skills")
    placement = make_placement("interviewing", enrolment=enrolment)
    assert read(placement).parts == {"summary", "skills"}
    Restriction.objects.create(
        application=enrolment.application, until=date(2030, 1, 1), rule="federal", rule_version=1
    )
    shown = read(placement)
    assert (shown.parts, shown.summary, preview(enrolment, is_named=True).parts) == (frozenset(), "", frozenset())
    with django_assert_num_queries(3):
        read(placement)

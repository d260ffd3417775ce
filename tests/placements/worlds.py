"""Clients with everything filled: what the tests of the portal's isolation try to get at."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from bootcamp.models import Credential, CredentialAward
from careerpath.accounts.models import User
from placements.models import (
    Client,
    ClientContact,
    ClientFeedback,
    ClientLogo,
    ClientSite,
    Evaluation,
    EvaluationChange,
    InterviewRequest,
    OnboardingEvidence,
    OnboardingItem,
    OnboardingRequirement,
    Opening,
    OpeningRate,
    OpeningRequest,
    Placement,
    PlacementDocument,
    ProfilePart,
    ProfileView,
)
from placements.models.evaluation import LEVELS
from placements.services.profile import Told, decide, tell
from tests.factories import a_day, make_user
from tests.placements.factories import (
    make_client,
    make_contact,
    make_credential,
    make_graduate,
    make_opening,
    make_placement,
)

STATUSES = ("presented", "active")


@dataclass
class World:
    """One client: its contact who leads, its rows, and the word that stands in every text of it and nowhere else."""

    mark: str
    client: Client
    lead: User
    opening: Opening
    people: list[Placement]
    objects: list[Any] = field(default_factory=list)

    @property
    def uuids(self) -> list[str]:
        """Every public id that belongs to this client."""
        return [str(one.public_id) for one in self.objects if hasattr(one, "public_id")]

    @property
    def pks(self) -> list[int]:
        """A few keys, for addresses that want a number."""
        return [one.pk for one in (*self.objects[:3], self.objects[-1])]


def make_world(mark: str) -> World:
    """A client with a site, contacts, openings, requests, people in three statuses and all that is said of them."""
    now = timezone.now()
    client = make_client("nda", name=f"{mark} Health", slug=mark.lower(), city=f"{mark} City")
    lead = make_contact(client)
    ClientContact.objects.filter(user=lead).update(role=ClientContact.Role.LEAD, title=f"{mark} director")
    User.objects.filter(pk=lead.pk).update(name=f"{mark} Lead")
    lead.refresh_from_db()
    ClientLogo.objects.create(
        client=client,
        content=f"{mark} picture".encode(),
        content_type="image/png",
        width=100,
        height=40,
        added_by=lead,
        added_at=now,
    )
    site = ClientSite.objects.create(client=client, name=f"{mark} Hospital", city=f"{mark} City")
    credential = Credential.objects.filter(code="CAPM").first() or make_credential("CAPM")
    opening = make_opening(
        client,
        credential,
        title=f"{mark} analyst",
        description=f"{mark} work",
        at_site=site,
        site=site.name,
        city=site.city,
        mode="remote",
        skills=[f"{mark} skill"],
    )
    rate = OpeningRate.objects.create(opening=opening, amount=80, note=f"{mark} rate")
    asked = OpeningRequest.objects.create(
        client=client,
        asked_by=lead,
        asked_at=now,
        title=f"{mark} request",
        description=f"{mark} wish",
        starts_on=a_day(),
    )
    asked.credentials.add(credential)
    people, objects = [], [client, lead, site, opening, rate, asked]
    for status in STATUSES:
        user = make_user()
        person = make_graduate(user, name=f"{mark} {status}")
        told = Told(f"{mark} summary", [f"{mark} able"], [f"{mark} tongue"], f"{mark} town", "Ohio", may_relocate=True)
        tell(person, told, by=user)
        decide(person, shown=ProfilePart.values, by=user)
        CredentialAward.objects.create(
            enrolment=person,
            credential=credential,
            awarded_on=a_day(-9),
            evidence_url=f"https://issuer.example/{mark}/{status}",
            verified_by=lead,
            verified_at=now,
        )
        placement = make_placement(status, opening=opening, enrolment=person)
        meeting = InterviewRequest.objects.create(
            placement=placement,
            asked_by=lead,
            asked_at=now,
            times=f"{mark} Tuesday",
            note=f"{mark} note",
            arranged_at=now,
            arranged_by=lead,
            starts_at=now + timedelta(days=3),
            changed_at=now,
            where=f"{mark} room",
        )
        said = ClientFeedback.objects.create(
            placement=placement, by=lead, at=now, verdict="good", went_well=f"{mark} well", to_improve=f"{mark} better"
        )
        seen = ProfileView.objects.create(
            placement=placement, by=lead, at=now.replace(minute=0, second=0, microsecond=0)
        )
        people.append(placement)
        objects += [placement, meeting, said, seen, person]
    active = people[-1]
    form = Evaluation.objects.create(
        placement=active,
        day=30,
        **dict.fromkeys((*LEVELS, "would_keep"), 4),
        went_well=f"{mark} praise",
        to_improve=f"{mark} critique",
        answered_by=lead,
        answered_at=now,
    )
    change = EvaluationChange.objects.create(evaluation=form, was={"went_well": f"{mark} before"}, by=lead, at=now)
    objects += [form, change]
    for placement, kind in ((None, "policy"), (active, "assignment")):
        objects.append(
            PlacementDocument.objects.create(
                client=client,
                placement=placement,
                kind=kind,
                title=f"{mark} paper",
                for_client=True,
                added_by=lead,
                file=f"placements/{mark}.pdf",
                original_name=f"{mark}.pdf",
                content_type="application/pdf",
                size=10,
                sha256="0" * 64,
                state="clean",
                settled_at=now,
                next_try_at=None,
            )
        )
    access = OnboardingRequirement.objects.create(client=client, kind="ehr_access", owner="client")
    item = OnboardingItem.objects.create(placement=active, requirement=access, due_on=a_day(3))
    OnboardingEvidence.objects.create(
        item=item,
        kind=item.kind,
        given_by=lead,
        reference=f"{mark} number",
        checked_at=now,
        checked_by=make_user(),
        sent_back_because=f"{mark} missing",
    )
    objects.append(item)
    return World(mark, client, lead, opening, people, objects)

"""What comes before a first day, in the demo: whose each item is, people who begin soon, and one who was transferred."""

from collections.abc import Sequence
from datetime import date, timedelta

from bootcamp.models import Enrolment
from careerpath.accounts.models import User
from placements.lifecycle import PlacementStatus
from placements.models import Client, OnboardingItem, OnboardingRequirement, Placement
from placements.services.advancing import advance_many
from placements.services.checklists import save_requirement
from placements.services.onboarding import give_evidence, verify_all, verify_item, waive_item
from placements.services.openings import make_opening
from placements.services.presenting import present_many
from reports.demo.accounts import user_of

S = PlacementStatus
Owner, Evidence = OnboardingRequirement.Owner, OnboardingRequirement.Evidence
WORDS = {
    "background": (
        Owner.PROGRAMME,
        Evidence.REFERENCE,
        "We order it. The person answers the mail of the agency within two days.",
    ),
    "exclusion": (Owner.PROGRAMME, Evidence.REFERENCE, "Look the name up at OIG and SAM, and note the day."),
    "hipaa": (
        Owner.PERSON,
        Evidence.REFERENCE,
        "Take the course in the learning portal, and note the certificate’s number.",
    ),
    "drug_screen": (
        Owner.PERSON,
        Evidence.NONE,
        "Go to one of the listed sites within three days of the invitation. Bring an ID.",
    ),
    "immunisation": (
        Owner.PERSON,
        Evidence.NONE,
        "Show your record to occupational health. Keep it: we only note the day.",
    ),
    "nda": (Owner.PERSON, Evidence.FILE, "Sign the agreement, and upload the signed copy."),
    "i9": (
        Owner.PROGRAMME,
        Evidence.NONE,
        "Section 2 is filled in with the person, documents in hand. No copy is kept.",
    ),
    "ehr_access": (
        Owner.CLIENT,
        Evidence.NONE,
        "The analysts’ team makes the account and says when the first sign-in worked.",
    ),
}


def word_checklists(clients: Sequence[Client], *, by: User) -> None:
    """Say of each line whose it is and what to do; one client asks for something of its own."""
    for kind, (owner, evidence, words) in WORDS.items():
        OnboardingRequirement.objects.filter(client__in=clients, kind=kind).update(
            owner=owner, evidence=evidence, instructions=words
        )
    save_requirement(
        clients[0], by=by, kind="other", title="Badge and parking", owner=Owner.CLIENT, is_blocking=False, days_before=3,
        instructions="Security desk, north entrance, weekdays from 7:00.",
    )  # fmt: skip


def begin_soon(graduates: Sequence[Enrolment], clients: Sequence[Client], *, staff: User, by: User) -> list[Placement]:
    """Three who begin within weeks: one ready, one on the way, one in danger."""
    today = date.today()  # noqa: DTZ011  # only to a day, for a story
    made: list[Placement] = []
    for number, person in enumerate(graduates):
        monday = today + timedelta(days=(7, 21, 2)[number % 3])
        monday += timedelta(days=-monday.weekday() % 7) if number % 3 < 2 else timedelta(0)
        opening = make_opening(
            clients[0] if number % 3 < 2 else clients[1], title=f"Activation analyst, team {number + 1}",
            starts_on=monday, by=by, site="Main campus", seats=1,
        )  # fmt: skip
        made += present_many([(person, opening)], by=by)
    for step in (S.INTERVIEWING, S.OFFERED, S.ACCEPTED, S.ONBOARDING):
        advance_many(made, to=step, by=by)
    if made:
        verify_all(made[::3], by=staff, on=today)
    for one in made[1:]:
        _half_done(one, staff=staff, by=by, today=today)
    return made


def _half_done(placement: Placement, *, staff: User, by: User, today: date) -> None:
    """Some items are done, one waits to be checked, one was waived."""
    items: dict[str, OnboardingItem] = {item.kind: item for item in placement.onboarding.select_related("requirement")}
    for kind in ("i9", "exclusion"):
        if item := items.get(kind):
            if item.requirement.evidence == Evidence.REFERENCE:
                give_evidence(item, by=by, reference="Looked up", dated_on=today)
            verify_item(item, by=staff)
    person = user_of(placement.enrolment.application)
    if hipaa := items.get("hipaa"):
        give_evidence(hipaa, by=person, reference="HIPAA-2071", dated_on=today)
    if drug := items.get("drug_screen"):
        waive_item(drug, by=staff, reason="Not asked of remote staff.", agreed_by="Director of clinical applications")


def let_some_expire(placements: Sequence[Placement]) -> None:
    """Screenings are done anew; at two people who work there something has to be renewed within a month."""
    today = date.today()  # noqa: DTZ011
    OnboardingItem.objects.filter(placement__in=placements, kind="exclusion", verified_on__isnull=False).update(
        verified_on=today - timedelta(days=2), expires_on=today + timedelta(days=40)
    )
    OnboardingItem.objects.filter(
        placement__in=placements, expires_on__lte=today + timedelta(days=60), verified_on__isnull=False
    ).exclude(kind="exclusion").update(expires_on=today + timedelta(days=200))
    items = OnboardingItem.objects.filter(placement__in=placements[:2], kind="hipaa", verified_on__isnull=False)
    for days, item in zip((12, 26), items.order_by("pk"), strict=False):
        OnboardingItem.objects.filter(pk=item.pk).update(expires_on=today + timedelta(days=days))

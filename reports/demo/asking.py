"""The demo's client asks for more people: one request waits, one was declined; managers keep the rates apart."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.models import Opening, OpeningRate
from placements.services.requests import ask_for_opening, decline_request
from placements.wall import only_clients
from reports.demo.calendar import at

RATES = (Decimal("68.00"), Decimal("72.50"), Decimal("81.00"))


def ask_for_more(openings: Sequence[Opening], *, contact: User, today: date, by: User) -> None:
    """For the first client of the openings, whose contact this is."""
    client = openings[0].client
    with clock.at(at(today - timedelta(days=40), 10)), only_clients([client.pk]):
        early = ask_for_opening(
            client, by=contact, title="Senior integration engineer", starts_on=today + timedelta(days=14), seats=2,
            description="Owns the interface engine of two hospitals.",
        )  # fmt: skip
    with clock.at(at(today - timedelta(days=39), 15)):
        why = "This role asks for years that our graduates do not have yet. An interface analyst beside your engineer is possible."
        decline_request(early, by=by, because=why)
    with clock.at(at(today - timedelta(days=1), 11)), only_clients([client.pk]):
        ask_for_opening(
            client, by=contact, title="Interface analyst", starts_on=today + timedelta(days=75), seats=2, weeks=104,
            at_site=client.sites.first(), skills=["HL7 FHIR", "interfaces"],
            description="Builds and watches interfaces with our lead engineer.",
        )  # fmt: skip
    OpeningRate.objects.bulk_create(
        OpeningRate(opening=opening, amount=RATES[place % len(RATES)], changed_by=by)
        for place, opening in enumerate(openings)
    )

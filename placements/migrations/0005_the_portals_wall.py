"""The portal's wall: row-level security on everything that belongs to a client (docs/decisions/0027-the-portals-wall.md)."""

from django.db import migrations

from placements.walled import raise_wall


class Migration(migrations.Migration):
    """Policies only; no column changes."""

    dependencies = [
        ("placements", "0004_evaluations_documents"),
    ]

    operations = [
        raise_wall(
            "placements_client",
            "placements_clientsite",
            "placements_clientcontact",
            "placements_opening",
            "placements_opening_credentials",
            "placements_openingrate",
            "placements_openingrequest",
            "placements_openingrequest_credentials",
            "placements_placement",
            "placements_placementstatuschange",
            "placements_placementdates",
            "placements_placementdocument",
            "placements_evaluation",
            "placements_evaluationchange",
            "placements_evaluationreminder",
            "placements_offeranswer",
            "placements_onboardingrequirement",
            "placements_onboardingitem",
            "placements_onboardingevidence",
            "placements_onboardingfile",
            "placements_onboardingevent",
            "placements_interviewrequest",
            "placements_clientfeedback",
            "placements_graduateprofile",
            "placements_profiledecision",
            "placements_profileview",
            "placements_portalrule",
        ),
    ]

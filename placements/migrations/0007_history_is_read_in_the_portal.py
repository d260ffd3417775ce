"""The steps of a client's own placements are read in the portal (from which one a name is shown), and never written there."""

from django.db import migrations

from placements.walled import raise_wall


class Migration(migrations.Migration):
    """Policies only; no column changes."""

    dependencies = [("placements", "0006_matching_and_yearly_survey")]

    operations = [raise_wall("placements_placementstatuschange")]

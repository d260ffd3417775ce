from django.db import migrations

from placements.walled import raise_wall

# From wherever somebody comes to work, not only along the legal steps: also a row that is written as working there.
WATCH = """
DROP TRIGGER placement_start_is_clear ON placements_placement;
CREATE TRIGGER placement_start_is_clear BEFORE UPDATE OF status ON placements_placement FOR EACH ROW
WHEN (NEW.status = 'active' AND OLD.status <> 'active') EXECUTE FUNCTION placements_start_is_clear();
CREATE TRIGGER placement_start_is_clear_new BEFORE INSERT ON placements_placement FOR EACH ROW
WHEN (NEW.status = 'active') EXECUTE FUNCTION placements_start_is_clear();
"""
AS_BEFORE = """
DROP TRIGGER placement_start_is_clear_new ON placements_placement;
DROP TRIGGER placement_start_is_clear ON placements_placement;
CREATE TRIGGER placement_start_is_clear BEFORE UPDATE OF status ON placements_placement FOR EACH ROW
WHEN (NEW.status = 'active' AND OLD.status IN ('presented', 'interviewing', 'offered', 'accepted', 'onboarding'))
EXECUTE FUNCTION placements_start_is_clear();
"""


class Migration(migrations.Migration):
    dependencies = [("placements", "0007_history_is_read_in_the_portal")]

    operations = [
        migrations.RunSQL(WATCH, AS_BEFORE),
        # Contacts only read these: `placements.walled.WALLED`.
        raise_wall(
            "placements_clientsite",
            "placements_clientcontact",
            "placements_opening",
            "placements_opening_credentials",
            "placements_onboardingrequirement",
        ),
    ]

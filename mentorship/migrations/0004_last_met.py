"""The day two last met stands with the pair: a trigger on the sessions keeps it, whoever writes them."""

from django.db import migrations

MAKE = """
CREATE FUNCTION mentorship_met() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE mentorship_mentorship AS pair
       SET last_met_on = (SELECT max(met_on) FROM mentorship_mentoringsession WHERE mentorship_id = pair.id)
     WHERE pair.id IN (SELECT mentorship_id FROM changed)
       AND pair.last_met_on IS DISTINCT FROM
           (SELECT max(met_on) FROM mentorship_mentoringsession WHERE mentorship_id = pair.id);
    RETURN NULL;
END $$;
CREATE TRIGGER session_met_insert AFTER INSERT ON mentorship_mentoringsession
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mentorship_met();
CREATE TRIGGER session_met_update AFTER UPDATE ON mentorship_mentoringsession
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mentorship_met();
CREATE TRIGGER session_met_delete AFTER DELETE ON mentorship_mentoringsession
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mentorship_met();
UPDATE mentorship_mentorship AS pair SET last_met_on = met.last
  FROM (SELECT mentorship_id, max(met_on) AS last FROM mentorship_mentoringsession GROUP BY 1) AS met
 WHERE met.mentorship_id = pair.id;
"""
UNMAKE = """
DROP TRIGGER session_met_insert ON mentorship_mentoringsession;
DROP TRIGGER session_met_update ON mentorship_mentoringsession;
DROP TRIGGER session_met_delete ON mentorship_mentoringsession;
DROP FUNCTION mentorship_met();
"""


class Migration(migrations.Migration):
    """A trigger, and what is there already."""

    dependencies = [("mentorship", "0003_mentors_and_pairing")]
    operations = [migrations.RunSQL(MAKE, UNMAKE)]

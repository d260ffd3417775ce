"""What the database itself holds: calendars follow an assessment that moves; an attempt at the examination follows a failed one."""

from django.db import migrations

# Whoever moves the day when something is due: the calendars that follow it must hear of it.
FOLLOW = """
CREATE FUNCTION bootcamp_assessment_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence := OLD.sequence;
    NEW.changed_at := OLD.changed_at;
    IF (NEW.title, NEW.due_at, NEW.module_id) IS DISTINCT FROM (OLD.title, OLD.due_at, OLD.module_id) THEN
        NEW.sequence := OLD.sequence + 1;
        NEW.changed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assessment_followed BEFORE UPDATE ON bootcamp_assessment FOR EACH ROW
EXECUTE FUNCTION bootcamp_assessment_followed();
"""
LEAVE = """
DROP TRIGGER assessment_followed ON bootcamp_assessment;
DROP FUNCTION bootcamp_assessment_followed();
"""

ATTEMPTS = """
ALTER TABLE bootcamp_examinationattempt
ADD CONSTRAINT examination_attempt_follows_a_failed_one
FOREIGN KEY (enrolment_id, assessment_id, previous, previous_passed)
REFERENCES bootcamp_examinationattempt (enrolment_id, assessment_id, number, passed)
"""
ANY_ATTEMPTS = "ALTER TABLE bootcamp_examinationattempt DROP CONSTRAINT examination_attempt_follows_a_failed_one"


class Migration(migrations.Migration):
    replaces = [
        ("bootcamp", "0008_materials_submissions_calendars_and_surveys"),
        ("bootcamp", "0010_an_attempt_follows_a_failed_one"),
    ]

    dependencies = [("bootcamp", "0001_tables")]

    operations = [
        migrations.RunSQL(FOLLOW, LEAVE),
        migrations.RunSQL(ATTEMPTS, ANY_ATTEMPTS),
    ]

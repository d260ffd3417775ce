from django.db import migrations

# The last line of defence behind `services.deciding`: whoever writes a status, by whatever way, a cohort never holds more
# offered and admitted applications than it has seats. The row of the cohort is locked before the count, so that two transactions
# cannot both take the last seat; the function is VOLATILE, so the count after the lock sees what the other one committed.
# The trigger is by row with WHEN, not by statement with a transition table: the bulk moves of screening, which never enter a held
# status, pay nothing. Row triggers run when the whole statement is through, so one count is enough for all its rows: the first
# row leaves the mark of its statement (transaction and command id) in a setting that ends with the transaction.
GUARD = """
CREATE FUNCTION applicants_guard_seats() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    seats integer;
    held integer;
    statement text;
BEGIN
    SELECT concat_ws(':', xmin, cmin, cohort_id) INTO statement FROM applicants_application WHERE id = NEW.id;
    IF current_setting('careerpath.seats_counted_for', true) = statement THEN
        RETURN NULL;
    END IF;
    SELECT capacity INTO seats FROM cohorts_cohort WHERE id = NEW.cohort_id FOR NO KEY UPDATE;
    SELECT count(*) INTO held FROM applicants_application
     WHERE cohort_id = NEW.cohort_id AND status IN ('offered', 'admitted');
    IF held > seats THEN
        RAISE EXCEPTION 'no seat left: % would be held of %', held, seats
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_seats_guard', TABLE = 'applicants_application';
    END IF;
    PERFORM set_config('careerpath.seats_counted_for', statement, true);
    RETURN NULL;
END $$;

CREATE TRIGGER application_seats_guard_update AFTER UPDATE OF status, cohort_id ON applicants_application
    FOR EACH ROW WHEN (
        NEW.status IN ('offered', 'admitted')
        AND (OLD.status NOT IN ('offered', 'admitted') OR OLD.cohort_id <> NEW.cohort_id)
    ) EXECUTE FUNCTION applicants_guard_seats();

CREATE TRIGGER application_seats_guard_insert AFTER INSERT ON applicants_application
    FOR EACH ROW WHEN (NEW.status IN ('offered', 'admitted')) EXECUTE FUNCTION applicants_guard_seats();
"""

UNGUARD = """
DROP TRIGGER application_seats_guard_insert ON applicants_application;
DROP TRIGGER application_seats_guard_update ON applicants_application;
DROP FUNCTION applicants_guard_seats();
"""


class Migration(migrations.Migration):
    dependencies = [("applicants", "0002_decisions_dropped_and_search"), ("cohorts", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]

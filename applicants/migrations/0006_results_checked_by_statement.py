import django.db.models.deletion
from django.db import migrations, models

# What three foreign keys would hold, once for each statement instead of three times for each row. A run writes thousands of rows in a
# statement, and foreign keys cost as much as scoring and writing together: 28,500 look-ups at commit, and a lock written into each of
# 9,500 wide applications. Here whoever writes results holds a shared advisory lock to the end of the transaction, and whoever deletes an
# application takes it alone before dropping its results: so a deletion sees every result written before it, and a result written after
# it is refused, because the check's statement sees the deletion.
CHECK = """
CREATE FUNCTION applicants_check_results() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared('applicants_screeningresult'::regclass::bigint);
    PERFORM FROM applicants_screeningrun WHERE id IN (SELECT run_id FROM written) FOR KEY SHARE;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT run_id, cohort_id FROM written) AS named
          LEFT JOIN applicants_screeningrun AS run ON run.id = named.run_id AND run.cohort_id = named.cohort_id
         WHERE run.id IS NULL
    ) THEN
        RAISE EXCEPTION 'a result names a run that is not there, or another cohort than that of its run'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'screening_result_run', TABLE = 'applicants_screeningresult';
    END IF;
    IF EXISTS (
        SELECT FROM written LEFT JOIN applicants_application AS application ON application.id = written.application_id
         WHERE application.id IS NULL
    ) THEN
        RAISE EXCEPTION 'a result names an application that is not there'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'screening_result_application', TABLE = 'applicants_screeningresult';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER screening_result_names_what_is_there AFTER INSERT ON applicants_screeningresult
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION applicants_check_results();
CREATE TRIGGER screening_result_still_names_what_is_there AFTER UPDATE ON applicants_screeningresult
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION applicants_check_results();

CREATE FUNCTION applicants_drop_results() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('applicants_screeningresult'::regclass::bigint);
    IF TG_TABLE_NAME = 'applicants_application' THEN
        DELETE FROM applicants_screeningresult WHERE application_id IN (SELECT id FROM gone);
    ELSE
        DELETE FROM applicants_screeningresult WHERE run_id IN (SELECT id FROM gone);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER application_takes_its_results AFTER DELETE ON applicants_application
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION applicants_drop_results();
CREATE TRIGGER screening_run_takes_its_results AFTER DELETE ON applicants_screeningrun
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION applicants_drop_results();
"""

UNCHECK = """
DROP TRIGGER screening_run_takes_its_results ON applicants_screeningrun;
DROP TRIGGER application_takes_its_results ON applicants_application;
DROP FUNCTION applicants_drop_results();
DROP TRIGGER screening_result_still_names_what_is_there ON applicants_screeningresult;
DROP TRIGGER screening_result_names_what_is_there ON applicants_screeningresult;
DROP FUNCTION applicants_check_results();
"""


def unchecked(to: str, name: str, **more: object) -> models.Field:
    """A foreign key in Django's eyes, without the per-row constraint."""
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name=name, to=to, **more
    )


class Migration(migrations.Migration):
    dependencies = [("applicants", "0005_import_preview"), ("cohorts", "0001_initial")]

    operations = [
        migrations.AlterField("screeningresult", "application", unchecked("applicants.application", "results")),
        migrations.AlterField("screeningresult", "cohort", unchecked("cohorts.cohort", "+", db_index=False)),
        migrations.AlterField(
            "screeningresult", "run", unchecked("applicants.screeningrun", "results", db_index=False)
        ),
        migrations.RunSQL(CHECK, UNCHECK),
    ]

"""What the database itself holds: seats, results of what is there, used rubrics, and rows that are added and never changed."""

from django.db import migrations

# The last line of defence behind `services.deciding`: whoever writes a status, by whatever way, a cohort never holds more
# offered and admitted applications than it has seats. The row of the cohort is locked before the count, so that two transactions
# cannot both take the last seat; the function is VOLATILE, so the count after the lock sees what the other one committed.
# The trigger is by row with WHEN, not by statement with a transition table: the bulk moves of screening, which never enter a held
# status, pay nothing. Row triggers run when the whole statement is through, so one count is enough for all its rows: the first
# row leaves the mark of its statement (transaction and command id) in a setting that ends with the transaction.
SEATS = """
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
NO_SEATS = """
DROP TRIGGER application_seats_guard_insert ON applicants_application;
DROP TRIGGER application_seats_guard_update ON applicants_application;
DROP FUNCTION applicants_guard_seats();
"""

# What three foreign keys would hold, once for each statement instead of three times for each row. A run writes thousands of rows in a
# statement, and foreign keys cost as much as scoring and writing together: 28,500 look-ups at commit, and a lock written into each of
# 9,500 wide applications. Here whoever writes results holds a shared advisory lock to the end of the transaction, and whoever deletes an
# application takes it alone before dropping its results: so a deletion sees every result written before it, and a result written after
# it is refused, because the check's statement sees the deletion.
RESULTS = """
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
        DELETE FROM applicants_screeningresult AS result USING gone, applicants_screeningrun AS run
         WHERE result.run_id = run.id AND result.application_id = gone.id;
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
NO_RESULTS = """
DROP TRIGGER screening_run_takes_its_results ON applicants_screeningrun;
DROP TRIGGER application_takes_its_results ON applicants_application;
DROP FUNCTION applicants_drop_results();
DROP TRIGGER screening_result_still_names_what_is_there ON applicants_screeningresult;
DROP TRIGGER screening_result_names_what_is_there ON applicants_screeningresult;
DROP FUNCTION applicants_check_results();
"""

# Whatever way an application comes in or its answers change, the row that says so is written with it. Inserts go by statement
# (an import writes thousands at once), updates by row, and only where the answers were among the columns: moves pay nothing.
WORDS = """
CREATE FUNCTION applicants_words_due_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO applicants_wordsdue (application_id) SELECT id FROM made WHERE submitted_at IS NOT NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION applicants_words_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO applicants_wordsdue (application_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER application_words_due_insert AFTER INSERT ON applicants_application
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION applicants_words_due_all();

CREATE TRIGGER application_words_due_update AFTER UPDATE OF answers, submitted_at, question_set_id, cohort_id
    ON applicants_application FOR EACH ROW WHEN (
        NEW.submitted_at IS NOT NULL
        AND (OLD.submitted_at IS NULL OR OLD.cohort_id <> NEW.cohort_id OR OLD.question_set_id <> NEW.question_set_id
             OR OLD.answers IS DISTINCT FROM NEW.answers)
    ) EXECUTE FUNCTION applicants_words_due();
"""
NO_WORDS = """
DROP TRIGGER application_words_due_update ON applicants_application;
DROP TRIGGER application_words_due_insert ON applicants_application;
DROP FUNCTION applicants_words_due();
DROP FUNCTION applicants_words_due_all();
"""

# A rubric version that a run has used does not change any more. Who made it (`created_by`) may be forgotten with the person.
RUBRICS = """
CREATE FUNCTION applicants_rubricversion_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'Rubric version % was used by a run, so it does not change any more.', OLD.id
              USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'Rubric version % was used by a run, so it stays.', OLD.id
          USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER rubricversion_frozen_update BEFORE UPDATE ON applicants_rubricversion FOR EACH ROW
WHEN (OLD.frozen_at IS NOT NULL AND (OLD.document, OLD.number, OLD.rubric_id, OLD.note, OLD.frozen_at)
      IS DISTINCT FROM (NEW.document, NEW.number, NEW.rubric_id, NEW.note, NEW.frozen_at))
EXECUTE FUNCTION applicants_rubricversion_frozen();

CREATE TRIGGER rubricversion_frozen_delete BEFORE DELETE ON applicants_rubricversion FOR EACH ROW
WHEN (OLD.frozen_at IS NOT NULL)
EXECUTE FUNCTION applicants_rubricversion_frozen();
"""
NO_RUBRICS = """
DROP TRIGGER rubricversion_frozen_delete ON applicants_rubricversion;
DROP TRIGGER rubricversion_frozen_update ON applicants_rubricversion;
DROP FUNCTION applicants_rubricversion_frozen();
"""

# What was told, corrected, switched or erased stays as it was written; only who wrote it may go (their account), and the row with
# the person it is about.
NEVER_CHANGED = """
CREATE FUNCTION applicants_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER answer_change_never_changed BEFORE UPDATE ON applicants_answerchange FOR EACH ROW
    WHEN ((OLD.key, OLD.old, OLD.new, OLD.at, OLD.application_id, OLD.applicant_id)
          IS DISTINCT FROM (NEW.key, NEW.old, NEW.new, NEW.at, NEW.application_id, NEW.applicant_id))
    EXECUTE FUNCTION applicants_never_changed();
CREATE TRIGGER interview_version_never_changed BEFORE UPDATE ON applicants_interviewversion FOR EACH ROW
    EXECUTE FUNCTION applicants_never_changed();
CREATE TRIGGER retention_switch_never_changed BEFORE UPDATE OR DELETE ON applicants_retentionswitch FOR EACH ROW
    EXECUTE FUNCTION applicants_never_changed();
CREATE TRIGGER erasure_never_changed BEFORE UPDATE OR DELETE ON applicants_erasure FOR EACH ROW
    EXECUTE FUNCTION applicants_never_changed();
"""
CHANGED = """
DROP TRIGGER erasure_never_changed ON applicants_erasure;
DROP TRIGGER retention_switch_never_changed ON applicants_retentionswitch;
DROP TRIGGER interview_version_never_changed ON applicants_interviewversion;
DROP TRIGGER answer_change_never_changed ON applicants_answerchange;
DROP FUNCTION applicants_never_changed();
"""

# Who had a document is written once; only who it was may be forgotten with the account.
DOWNLOADS = """
CREATE FUNCTION applicants_documentdownload_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Who had a document is written once.' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER documentdownload_kept BEFORE UPDATE ON applicants_documentdownload FOR EACH ROW
WHEN (NEW.by_id IS NOT NULL AND NEW.by_id IS DISTINCT FROM OLD.by_id
      OR (OLD.application_id, OLD.name, OLD.own, OLD.at) IS DISTINCT FROM (NEW.application_id, NEW.name, NEW.own, NEW.at))
EXECUTE FUNCTION applicants_documentdownload_kept();
"""
NO_DOWNLOADS = """
DROP TRIGGER documentdownload_kept ON applicants_documentdownload;
DROP FUNCTION applicants_documentdownload_kept();
"""


class Migration(migrations.Migration):
    replaces = [
        ("applicants", "0003_seats_guard"),
        ("applicants", "0006_results_checked_by_statement"),
        ("applicants", "0013_list_search"),
        ("applicants", "0015_results_keyed_by_run_and_application"),
        ("applicants", "0016_used_rubrics_frozen"),
        ("applicants", "0020_interviews_corrections_keeping"),
        ("applicants", "0022_documents_checked"),
    ]

    dependencies = [("applicants", "0001_tables")]

    operations = [
        migrations.RunSQL(SEATS, NO_SEATS),
        migrations.RunSQL(RESULTS, NO_RESULTS),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(RUBRICS, NO_RUBRICS),
        migrations.RunSQL(NEVER_CHANGED, CHANGED),
        migrations.RunSQL(DOWNLOADS, NO_DOWNLOADS),
    ]

"""What the database itself holds: frozen snapshots, the wall around the answers (docs/decisions/0017-the-second-wall.md), rows that are
written once."""

from typing import Final

from django.db import migrations

# What was frozen stays as it is, whoever writes to the database: a snapshot may be signed once and withdrawn once, nothing else.
FROZEN = """
CREATE FUNCTION reports_snapshot_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Snapshot % was frozen, so it stays. Withdraw it with a reason.', OLD.id
              USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'Snapshot % was frozen, so it does not change any more.', OLD.id
          USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER snapshot_frozen_update BEFORE UPDATE ON reports_snapshot FOR EACH ROW
WHEN ((OLD.id, OLD.public_id, OLD.cohort_id, OLD.name, OLD.as_of, OLD.rules, OLD.minimum, OLD.inputs_digest, OLD.payload,
       OLD.payload_digest, OLD.frozen_by_id, OLD.frozen_at)
      IS DISTINCT FROM
      (NEW.id, NEW.public_id, NEW.cohort_id, NEW.name, NEW.as_of, NEW.rules, NEW.minimum, NEW.inputs_digest, NEW.payload,
       NEW.payload_digest, NEW.frozen_by_id, NEW.frozen_at)
      OR OLD.signed_at IS NOT NULL AND (OLD.signed_by_id, OLD.signed_at, OLD.sign_note)
         IS DISTINCT FROM (NEW.signed_by_id, NEW.signed_at, NEW.sign_note)
      OR OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_by_id, OLD.withdrawn_at, OLD.withdrawn_why)
         IS DISTINCT FROM (NEW.withdrawn_by_id, NEW.withdrawn_at, NEW.withdrawn_why))
EXECUTE FUNCTION reports_snapshot_frozen();

CREATE TRIGGER snapshot_frozen_delete BEFORE DELETE ON reports_snapshot FOR EACH ROW
EXECUTE FUNCTION reports_snapshot_frozen();

CREATE FUNCTION reports_publication_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Publication % stays: what was public once is remembered. It can only be ended, once.', OLD.id
          USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER publication_kept_update BEFORE UPDATE ON reports_publication FOR EACH ROW
WHEN (OLD.ended_at IS NOT NULL
      OR (OLD.id, OLD.cohort_id, OLD.snapshot_id, OLD.published_by_id, OLD.published_at)
         IS DISTINCT FROM (NEW.id, NEW.cohort_id, NEW.snapshot_id, NEW.published_by_id, NEW.published_at))
EXECUTE FUNCTION reports_publication_kept();

CREATE TRIGGER publication_kept_delete BEFORE DELETE ON reports_publication FOR EACH ROW
EXECUTE FUNCTION reports_publication_kept();
"""
THAWED = """
DROP TRIGGER publication_kept_delete ON reports_publication;
DROP TRIGGER publication_kept_update ON reports_publication;
DROP FUNCTION reports_publication_kept();
DROP TRIGGER snapshot_frozen_delete ON reports_snapshot;
DROP TRIGGER snapshot_frozen_update ON reports_snapshot;
DROP FUNCTION reports_snapshot_frozen();
"""

WALLED: Final = (
    "reports_selfidentification",
    "reports_selfidentificationkey",
    "reports_groupcount",
    "reports_countedanswers",
)
WRITTEN_ONCE: Final = (
    "reports_demographicsread",
    "reports_breakglass",
    "reports_breakglassseen",
    "reports_programmesettingschange",
)

CLOSE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY behind_the_wall ON {table}
    USING (current_setting('careerpath.demographics', true) = 'open')
    WITH CHECK (current_setting('careerpath.demographics', true) = 'open');
"""
OPEN = """
DROP POLICY behind_the_wall ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""

# An application that is erased takes its key with it, and a key the answers. PostgreSQL follows its own foreign keys past row
# security; the trigger opens the wall for its one statement and leaves it as it found it.
FOREIGN_KEY = """
DO $$
DECLARE
    name text := (SELECT conname FROM pg_constraint WHERE contype = 'f'
                  AND conrelid = 'reports_selfidentificationkey'::regclass AND confrelid = 'applicants_application'::regclass);
BEGIN
    EXECUTE format('ALTER TABLE reports_selfidentificationkey DROP CONSTRAINT %I', name);
    EXECUTE format('ALTER TABLE reports_selfidentificationkey ADD CONSTRAINT %I FOREIGN KEY (application_id)'
                   ' REFERENCES applicants_application (id) {action} DEFERRABLE INITIALLY DEFERRED', name);
END $$;
"""
FORGET = """
CREATE FUNCTION reports_forget_answers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := coalesce(current_setting('careerpath.demographics', true), '');
BEGIN
    PERFORM set_config('careerpath.demographics', 'open', true);
    DELETE FROM reports_selfidentification WHERE key = OLD.key;
    PERFORM set_config('careerpath.demographics', before, true);
    RETURN NULL;
END $$;
CREATE TRIGGER key_takes_its_answers AFTER DELETE ON reports_selfidentificationkey
FOR EACH ROW EXECUTE FUNCTION reports_forget_answers();
"""
REMEMBER = """
DROP TRIGGER key_takes_its_answers ON reports_selfidentificationkey;
DROP FUNCTION reports_forget_answers();
"""

ONCE = """
CREATE FUNCTION reports_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What is written in % stays as it was written.', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION reports_written_once();\n"
    for table in WRITTEN_ONCE
)
MORE_THAN_ONCE = (
    "".join(f"DROP TRIGGER written_once ON {table};\n" for table in WRITTEN_ONCE)
    + "DROP FUNCTION reports_written_once();"
)


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0002_report_snapshots"),
        ("reports", "0004_second_wall"),
    ]

    dependencies = [("reports", "0001_tables")]

    operations = [
        migrations.RunSQL(FROZEN, THAWED),
        *(migrations.RunSQL(CLOSE.format(table=table), OPEN.format(table=table)) for table in WALLED),
        migrations.RunSQL(FOREIGN_KEY.replace("{action}", "ON DELETE CASCADE"), FOREIGN_KEY.replace("{action} ", "")),
        migrations.RunSQL(FORGET, REMEMBER),
        migrations.RunSQL(ONCE, MORE_THAN_ONCE),
    ]

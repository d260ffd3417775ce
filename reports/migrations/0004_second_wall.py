"""Row-level security on the answers and their keys, and rows that are never changed (docs/decisions/0017-the-second-wall.md)."""

from typing import Final

from django.db import migrations

WALLED: Final = ("reports_selfidentification", "reports_selfidentificationkey")
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
    """The wall itself, and the logs beside it."""

    dependencies = [("reports", "0003_break_glass_and_settings")]

    operations = [
        *(migrations.RunSQL(CLOSE.format(table=table), OPEN.format(table=table)) for table in WALLED),
        migrations.RunSQL(FOREIGN_KEY.replace("{action}", "ON DELETE CASCADE"), FOREIGN_KEY.replace("{action} ", "")),
        migrations.RunSQL(FORGET, REMEMBER),
        migrations.RunSQL(ONCE, MORE_THAN_ONCE),
    ]

"""A rubric version that a run has used does not change any more: the database says so, too."""

from django.db import migrations

FORWARD = """
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

BACKWARD = """
DROP TRIGGER rubricversion_frozen_delete ON applicants_rubricversion;
DROP TRIGGER rubricversion_frozen_update ON applicants_rubricversion;
DROP FUNCTION applicants_rubricversion_frozen();
"""


class Migration(migrations.Migration):
    """Two triggers. Who made it (`created_by`) may be forgotten with the person; what it says may not."""

    dependencies = [("applicants", "0015_results_keyed_by_run_and_application")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

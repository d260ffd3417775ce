from django.db import migrations


class Migration(migrations.Migration):
    """A step of its own: the unique constraint that it refers to is made at the end of the migration before."""

    dependencies = [("bootcamp", "0009_attempts_boards_and_certificates")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE bootcamp_examinationattempt
            ADD CONSTRAINT examination_attempt_follows_a_failed_one
            FOREIGN KEY (enrolment_id, assessment_id, previous, previous_passed)
            REFERENCES bootcamp_examinationattempt (enrolment_id, assessment_id, number, passed)
            """,
            "ALTER TABLE bootcamp_examinationattempt DROP CONSTRAINT examination_attempt_follows_a_failed_one",
        ),
    ]

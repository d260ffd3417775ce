from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applicants", "0006_results_checked_by_statement")]

    operations = [
        # A moment that no answers were saved at: the facts there are count as stale, and are made anew when they are next needed.
        migrations.RenameField("applicationfacts", "made_at", "answers_saved_at"),
        migrations.AlterField("applicationfacts", "answers_saved_at", models.DateTimeField()),
    ]

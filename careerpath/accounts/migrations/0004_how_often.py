"""Token buckets for limits of how often: many updates of few rows, so there is room for them in each page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_partner_role")]

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("key", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("tokens", models.FloatField()),
                ("refused", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE accounts_bucket SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)",
            migrations.RunSQL.noop,
        ),
    ]

"""The roles as groups, and room in the pages of the buckets. A role added later brings a migration of its own."""

from django.db import migrations

NAMES = [
    "Recruiter",
    "Reviewer",
    "Instructor",
    "Client contact",
    "Mentor",
    "Programme manager",
    "University contact",
]


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in NAMES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    replaces = [
        ("accounts", "0002_roles"),
        ("accounts", "0003_partner_role"),
    ]

    dependencies = [("accounts", "0001_tables"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        # Many updates of few rows.
        migrations.RunSQL(
            "ALTER TABLE accounts_bucket SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)",
            migrations.RunSQL.noop,
        ),
    ]

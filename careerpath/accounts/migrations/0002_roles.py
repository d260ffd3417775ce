"""The roles as groups. A role added later brings a migration of its own."""

from django.db import migrations

NAMES = ["Recruiter", "Reviewer", "Instructor", "Client contact", "Mentor", "Programme manager"]


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in NAMES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]

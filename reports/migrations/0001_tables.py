"""The tables of this app (`careerpath.create_tables`)."""

import careerpath.create_tables
import careerpath.pipeline.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import reports.categories
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0003_break_glass_and_settings"),
        ("reports", "0005_counts_kept_by_the_history"),
        ("reports", "0007_partner_figures"),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('applicants', '0001_tables'),
        ('cohorts', '0001_tables'),
    ]

    operations = [
        careerpath.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='CountedAnswers',
                    fields=[
                        ('cohort_id', models.BigIntegerField()),
                        ('reached', models.SmallIntegerField()),
                        ('decided', models.SmallIntegerField()),
                        ('withdrew', models.BooleanField()),
                        ('state', models.CharField(max_length=10)),
                        ('races', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None)),
                        ('gender', models.CharField(max_length=10)),
                        ('disability', models.CharField(max_length=10)),
                        ('veteran', models.CharField(max_length=10)),
                        ('key', models.UUIDField(primary_key=True, serialize=False)),
                    ],
                    options={
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='BreakGlass',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('whose', models.UUIDField(editable=False)),
                        ('ground', models.CharField(choices=[('correction', 'The person asked for a correction'), ('claim', 'A legal claim or discovery'), ('regulator', 'A regulator’s request'), ('other', 'Another ground, named in the reason')], max_length=10)),
                        ('reason', models.CharField(max_length=1000)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'permissions': [('break_glass', "Can open one person's self-identification for a reason")],
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['-at', '-id'], name='break_glass_newest')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ground__in', ['correction', 'claim', 'regulator', 'other'])), name='break_glass_ground_known'), models.CheckConstraint(condition=django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('reason'), 15), name='break_glass_reason_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='BreakGlassSeen',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seen', to='reports.breakglass')),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('opening', 'by'), name='break_glass_seen_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ChangedPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('application_id', models.BigIntegerField(null=True)),
                        ('key', models.UUIDField(null=True)),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('application_id__isnull', True), ('key__isnull', False)), models.Q(('application_id__isnull', False), ('key__isnull', True)), _connector='OR'), name='changed_place_or_answers')],
                    },
                ),
                migrations.CreateModel(
                    name='DemographicsRead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('what', models.CharField(max_length=200)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['-at'], name='demographics_read_newest')],
                    },
                ),
                migrations.CreateModel(
                    name='GroupCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cohort_id', models.BigIntegerField()),
                        ('reached', models.SmallIntegerField()),
                        ('decided', models.SmallIntegerField()),
                        ('withdrew', models.BooleanField()),
                        ('state', models.CharField(max_length=10)),
                        ('races', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), size=None)),
                        ('gender', models.CharField(max_length=10)),
                        ('disability', models.CharField(max_length=10)),
                        ('veteran', models.CharField(max_length=10)),
                        ('n', models.IntegerField()),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('cohort_id', 'state', 'races', 'gender', 'disability', 'veteran', 'reached', 'decided', 'withdrew'), name='group_count_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PartnerFigures',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('as_of', models.DateTimeField()),
                        ('minimum', models.PositiveSmallIntegerField()),
                        ('payload', models.JSONField()),
                        ('university', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='cohorts.university')),
                    ],
                    options={
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='Place',
                    fields=[
                        ('cohort_id', models.BigIntegerField()),
                        ('reached', models.SmallIntegerField()),
                        ('decided', models.SmallIntegerField()),
                        ('withdrew', models.BooleanField()),
                        ('application_id', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('university_id', models.BigIntegerField()),
                        ('source', models.CharField(max_length=10)),
                        ('days', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(null=True), size=None)),
                        ('review_on', models.DateField(null=True)),
                    ],
                    options={
                        'default_permissions': (),
                        'indexes': [models.Index(condition=models.Q(('review_on__isnull', False)), fields=['review_on'], name='place_due')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeSettings',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ('asks_disability', models.BooleanField(default=False)),
                        ('asks_veteran', models.BooleanField(default=False)),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='programme_settings_one_row')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeSettingsChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('setting', models.CharField(choices=[('asks_disability', 'Ask about disability'), ('asks_veteran', 'Ask about service in the armed forces')], max_length=20)),
                        ('to', models.BooleanField()),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'default_permissions': (),
                        'constraints': [models.CheckConstraint(condition=models.Q(('setting__in', ['asks_disability', 'asks_veteran'])), name='programme_setting_known')],
                    },
                ),
                migrations.CreateModel(
                    name='SelfIdentification',
                    fields=[
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('state', models.CharField(choices=[('answered', 'answered'), ('skipped', 'skipped'), ('declined', 'declined')], max_length=10)),
                        ('races', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
                        ('races_declined', models.BooleanField(default=False)),
                        ('gender', models.CharField(blank=True, choices=[(reports.categories.Gender['WOMAN'], 'Woman'), (reports.categories.Gender['MAN'], 'Man'), (reports.categories.Gender['ANOTHER'], 'Non-binary or another'), (reports.categories.Gender['DECLINED'], 'Prefer not to say')], max_length=10)),
                        ('gender_words', models.CharField(blank=True, max_length=100)),
                        ('disability', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('declined', 'Prefer not to say')], max_length=10)),
                        ('veteran', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('declined', 'Prefer not to say')], max_length=10)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'permissions': [('view_demographics', 'Can read demographic aggregates')],
                        'default_permissions': (),
                        'constraints': [models.CheckConstraint(condition=models.Q(('races__contained_by', ['aian', 'asian', 'black', 'hispanic', 'mena', 'nhpi', 'white'])), name='self_identification_races_known'), models.CheckConstraint(condition=models.Q(('gender__in', ['', 'woman', 'man', 'another', 'declined'])), name='self_identification_gender_known'), models.CheckConstraint(condition=models.Q(('races', []), ('races_declined', False), _connector='OR'), name='self_identification_declined_has_no_races'), models.CheckConstraint(condition=models.Q(('disability__in', ['', 'yes', 'no', 'declined'])), name='self_identification_disability_known'), models.CheckConstraint(condition=models.Q(('veteran__in', ['', 'yes', 'no', 'declined'])), name='self_identification_veteran_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'skipped'), _negated=True), models.Q(('gender_words', ''), ('races', []), ('disability', ''), ('gender', ''), ('races_declined', False), ('veteran', '')), _connector='OR'), name='self_identification_skipped_is_empty'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('gender_words', ''), ('races', []), ('disability__in', ['', 'declined']), ('gender__in', ['', 'declined']), ('veteran__in', ['', 'declined'])), _connector='OR'), name='self_identification_declined_says_nothing'), models.CheckConstraint(condition=models.Q(('state__in', ['answered', 'skipped', 'declined'])), name='self_identification_state_known'), models.CheckConstraint(condition=models.Q(('gender_words', ''), ('gender', 'another'), _connector='OR'), name='self_identification_words_with_another')],
                    },
                ),
                migrations.CreateModel(
                    name='SelfIdentificationKey',
                    fields=[
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='applicants.application')),
                        ('answers', models.OneToOneField(db_column='key', on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reports.selfidentification')),
                    ],
                    options={
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='Snapshot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('name', models.CharField(max_length=100)),
                        ('as_of', models.DateTimeField()),
                        ('rules', models.CharField(max_length=40)),
                        ('minimum', models.PositiveSmallIntegerField()),
                        ('inputs_digest', models.CharField(max_length=64)),
                        ('payload', models.JSONField()),
                        ('payload_digest', models.CharField(max_length=64)),
                        ('frozen_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('signed_at', models.DateTimeField(blank=True, null=True)),
                        ('sign_note', models.TextField(blank=True, max_length=4000)),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('withdrawn_why', models.TextField(blank=True, max_length=4000)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.cohort')),
                        ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-frozen_at', '-pk'),
                        'default_permissions': (),
                        'indexes': [models.Index(fields=['-frozen_at', '-id'], name='snapshot_newest'), models.Index(fields=['cohort', '-frozen_at', '-id'], name='snapshot_of_cohort')],
                        'constraints': [models.UniqueConstraint(models.F('cohort'), django.db.models.functions.text.Lower('name'), condition=models.Q(('withdrawn_at__isnull', True)), name='snapshot_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='snapshot_has_a_name'), models.CheckConstraint(condition=models.Q(('minimum__gte', 1)), name='snapshot_has_a_minimum'), models.CheckConstraint(condition=models.Q(('inputs_digest__regex', '^[0-9a-f]{64}$'), ('payload_digest__regex', '^[0-9a-f]{64}$')), name='snapshot_digests_are_sha256'), models.CheckConstraint(condition=models.Q(models.Q(('sign_note', ''), ('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False), models.Q(('sign_note', ''), _negated=True)), _connector='OR'), name='snapshot_signed_by_somebody'), models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), models.Q(('signed_by', models.F('frozen_by')), _negated=True), _connector='OR'), name='snapshot_signed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_why', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_why', ''), _negated=True)), _connector='OR'), name='snapshot_withdrawn_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('published_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.cohort')),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='reports.snapshot')),
                    ],
                    options={
                        'ordering': ('-published_at', '-pk'),
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(models.F('cohort'), condition=models.Q(('ended_at__isnull', True)), name='publication_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='publication_ended_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='StageCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cohort_id', models.BigIntegerField()),
                        ('reached', models.SmallIntegerField()),
                        ('decided', models.SmallIntegerField()),
                        ('withdrew', models.BooleanField()),
                        ('university_id', models.BigIntegerField()),
                        ('source', models.CharField(max_length=10)),
                        ('n', models.IntegerField()),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('cohort_id', 'university_id', 'source', 'reached', 'decided', 'withdrew'), name='stage_count_once')],
                    },
                ),
                migrations.CreateModel(
                    name='StayCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cohort_id', models.BigIntegerField()),
                        ('university_id', models.BigIntegerField()),
                        ('source', models.CharField(max_length=10)),
                        ('stay', models.CharField(max_length=12)),
                        ('days', models.SmallIntegerField()),
                        ('n', models.IntegerField()),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(fields=('cohort_id', 'stay', 'days', 'university_id', 'source'), name='stay_count_once')],
                    },
                ),
            ],
        ),
    ]

"""The tables of this app (`careerpath.create_tables`)."""

import applicants.models.application
import applicants.models.importing
import applicants.models.operations
import careerpath.create_tables
import careerpath.pipeline.clock
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


# A name is split at white space and the signs of ASCII, whatever the locale of the database takes for a letter; the search splits
# what was typed in the same way (selectors/searching.py).
GRAMS = r"""
CREATE FUNCTION applicants_name_grams(name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT coalesce(array_agg(DISTINCT substr('  ' || word, place, 3)), '{}')
      FROM regexp_split_to_table(lower(name), '[\s!-/:-@\[-`{-~]+') AS word, generate_series(1, length(word)) AS place
     WHERE word <> ''
$$;
"""


class Migration(migrations.Migration):
    replaces = [
        ("applicants", "0001_initial"),
        ("applicants", "0002_decisions_dropped_and_search"),
        ("applicants", "0004_decisions_told_time"),
        ("applicants", "0005_import_preview"),
        ("applicants", "0007_facts_know_their_answers"),
        ("applicants", "0008_bulk_letters_fairness_duplicates"),
        ("applicants", "0009_sign_off_rule_changes"),
        ("applicants", "0010_operations_confirmed_by"),
        ("applicants", "0011_duplicates_same_cohort_first"),
        ("applicants", "0012_operations_seen_change"),
        ("applicants", "0014_letters_indexed_by_what_is_left"),
        ("applicants", "0017_list_indexes_hold_the_status"),
        ("applicants", "0018_drafts_without_an_account"),
        ("applicants", "0019_notices_and_letters_by_language"),
        ("applicants", "0021_consent_to_be_named"),
        ("applicants", "0023_next_class_and_announced_rubrics"),
        ("applicants", "0024_letters_in_a_language"),
        ("applicants", "0025_notices_of_the_boot_camp"),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cohorts', '0001_tables'),
    ]

    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION applicants_name_grams(text)"),
        careerpath.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Applicant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                        ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='e-mail address')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                        ('language', models.CharField(blank=True, db_default='', default='', max_length=10, verbose_name='language')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                        ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='applicants.applicant')),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='applicant', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.GinIndex(applicants.models.application.NameGrams('name'), name='applicant_name_grams'), models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('email'), 'text_pattern_ops'), name='applicant_email_beginning'), models.Index(django.contrib.postgres.indexes.OpClass(applicants.models.application.EmailDomain('email'), 'text_pattern_ops'), name='applicant_email_domain')],
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email__isnull', False)), name='applicant_email_unique'), models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='applicant_email_absent_not_empty')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_name', models.CharField(max_length=255)),
                        ('file_sha256', models.CharField(max_length=64)),
                        ('file', models.FileField(blank=True, upload_to=applicants.models.importing.import_path)),
                        ('mapping', models.TextField()),
                        ('mapping_name', models.CharField(blank=True, max_length=200)),
                        ('preview', models.JSONField(blank=True, null=True)),
                        ('started_at', models.DateTimeField(auto_now_add=True)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('problem', models.TextField(blank=True)),
                        ('read', models.PositiveIntegerField(default=0)),
                        ('imported', models.PositiveIntegerField(default=0)),
                        ('unchanged', models.PositiveIntegerField(default=0)),
                        ('refused', models.PositiveIntegerField(default=0)),
                        ('left_blank', models.PositiveIntegerField(default=0)),
                        ('errors_file', models.FileField(blank=True, upload_to=applicants.models.importing.import_path)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='cohorts.cohort')),
                    ],
                    options={
                        'verbose_name_plural': 'import batches',
                        'ordering': ('-started_at',),
                        'indexes': [models.Index(condition=models.Q(('finished_at__isnull', True), ('problem', '')), fields=['confirmed_at'], name='import_unfinished')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('read', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('imported'), '+', models.F('unchanged')), '+', models.F('refused'))), _connector='OR'), name='import_figures_add_up'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), models.Q(('file', ''), ('preview__isnull', True), ('problem', '')), _connector='OR'), name='import_keeps_no_answers')],
                    },
                ),
                migrations.CreateModel(
                    name='Application',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('status', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('ineligible', 'ineligible'), ('screened', 'screened'), ('in_review', 'in review'), ('interview', 'interview'), ('offered', 'offered a seat'), ('admitted', 'admitted'), ('waitlisted', 'on the waitlist'), ('rejected', 'not admitted'), ('declined', 'offer declined'), ('withdrawn', 'withdrawn'), ('duplicate', 'merged into another')], default='draft', editable=False, max_length=20, verbose_name='status')),
                        ('answers', models.JSONField(blank=True, default=dict, verbose_name='answers')),
                        ('source', models.CharField(choices=[('web', 'web form'), ('import', 'imported file')], default='web', max_length=10, verbose_name='came by')),
                        ('external_id', models.CharField(blank=True, max_length=200, null=True, verbose_name='id in the imported file')),
                        ('content_digest', models.BinaryField(null=True)),
                        ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, db_default=[], default=list, editable=False, size=None)),
                        ('started_at', models.DateTimeField(verbose_name='started')),
                        ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last saved')),
                        ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='applicants.applicant')),
                        ('assigned_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                        ('cohort', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='cohorts.cohort')),
                        ('question_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.questionset', verbose_name='form answered')),
                        ('university', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='cohorts.university', verbose_name='sent by')),
                        ('imported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='applicants.importbatch', verbose_name='import')),
                    ],
                    options={
                        'permissions': [('export_application', 'Can export applications')],
                        'indexes': [models.Index(fields=['cohort', 'status', '-submitted_at', '-id'], name='application_list_status'), models.Index(fields=['cohort', '-submitted_at', '-id'], include=('status',), name='application_list'), models.Index(fields=['cohort', 'university', '-submitted_at', '-id'], include=('status',), name='application_list_university'), models.Index(fields=['cohort', 'source', '-submitted_at', '-id'], include=('status',), name='application_list_source'), models.Index(fields=['cohort', 'assigned_to'], name='application_assigned'), models.Index(fields=['cohort', '-status_changed_at'], name='application_changed'), models.Index(condition=models.Q(('status__in', ['offered', 'admitted'])), fields=['cohort', 'status'], name='application_seats')],
                        'constraints': [models.UniqueConstraint(models.F('cohort'), models.F('applicant'), name='application_once_per_cohort'), models.UniqueConstraint(models.F('cohort'), models.F('external_id'), condition=models.Q(('external_id__isnull', False)), name='application_external_id_unique'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'withdrawn', 'duplicate']), ('submitted_at__isnull', False), _connector='OR'), name='application_submitted_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('content_digest__isnull', True), ('external_id__isnull', True), ('imported_by__isnull', True)), models.Q(('content_digest__isnull', False), ('external_id__isnull', False), ('imported_by__isnull', False)), _connector='OR'), name='application_imported_fields_together'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'ineligible', 'screened', 'in_review', 'interview', 'offered', 'admitted', 'waitlisted', 'rejected', 'declined', 'withdrawn', 'duplicate'])), name='application_status_known')],
                    },
                ),
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('original_name', models.CharField(max_length=255)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                        ('state', models.CharField(choices=[('waiting', 'being checked'), ('clean', 'checked'), ('refused', 'not taken')], default='waiting', editable=False, max_length=10)),
                        ('reason', models.CharField(blank=True, editable=False, max_length=30)),
                        ('settled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('scanned', models.BooleanField(default=False, editable=False)),
                        ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                        ('next_try_at', models.DateTimeField(blank=True, default=careerpath.pipeline.clock.now, editable=False, null=True)),
                        ('kind', models.CharField(choices=[('resume', 'resume')], default='resume', max_length=20)),
                        ('file', models.FileField(blank=True, upload_to=applicants.models.application.document_path)),
                        ('application', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='applicants.application')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at', 'id'], name='document_due')],
                        'constraints': [models.UniqueConstraint(models.F('application'), models.F('kind'), name='document_one_of_each_kind'), models.CheckConstraint(condition=models.Q(models.Q(('next_try_at__isnull', False), ('reason', ''), ('settled_at__isnull', True), ('state', 'waiting')), models.Q(('next_try_at__isnull', True), ('reason', ''), ('settled_at__isnull', False), ('state', 'clean'), models.Q(('file', ''), _negated=True)), models.Q(('file', ''), ('next_try_at__isnull', True), ('settled_at__isnull', False), ('state', 'refused'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='document_state_is_whole')],
                    },
                ),
                migrations.CreateModel(
                    name='Rubric',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True, verbose_name='short name')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('description', models.TextField(blank=True, verbose_name='what it looks for')),
                    ],
                    options={
                        'ordering': ('name',),
                    },
                ),
                migrations.CreateModel(
                    name='WordsDue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('application_id', models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='ApplicationFacts',
                    fields=[
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facts', serialize=False, to='applicants.application')),
                        ('digest', models.CharField(max_length=16)),
                        ('values', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(null=True), size=None)),
                        ('problem', models.TextField(blank=True)),
                        ('answers_saved_at', models.DateTimeField()),
                        ('question_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.questionset')),
                    ],
                    options={
                        'verbose_name_plural': 'application facts',
                    },
                ),
                migrations.CreateModel(
                    name='ApplicationWords',
                    fields=[
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='applicants.application')),
                        ('words', django.contrib.postgres.search.SearchVectorField()),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='application_words_found')],
                    },
                ),
                migrations.CreateModel(
                    name='Restriction',
                    fields=[
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='restriction', serialize=False, to='applicants.application')),
                        ('asked_at', models.DateTimeField(blank=True, null=True)),
                        ('until', models.DateField(verbose_name='kept until')),
                        ('rule', models.CharField(max_length=40, verbose_name='rule')),
                        ('rule_version', models.PositiveSmallIntegerField()),
                        ('erased_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('erased_at__isnull', True)), fields=['until', 'application'], name='restriction_due')],
                    },
                ),
                migrations.CreateModel(
                    name='ApplicationStatusChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_status', models.CharField(blank=True, max_length=30)),
                        ('to_status', models.CharField(max_length=30)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('reason', models.TextField(blank=True)),
                        ('batch', models.UUIDField(blank=True, null=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='applicants.application')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'abstract': False,
                        'indexes': [models.Index(fields=['subject', 'at'], name='application_history_subject'), models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='application_history_batch')],
                    },
                ),
                migrations.CreateModel(
                    name='BulkOperation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('kind', models.CharField(choices=[('screen', 'screen'), ('sort', 'sort by a screening run'), ('review', 'move to review'), ('assign', 'assign'), ('tag', 'tag'), ('stage', 'stage a decision'), ('release', 'release decisions'), ('undo', 'undo a release'), ('mail', 'send a message'), ('export', 'export'), ('duplicates', 'look for duplicates')], max_length=20, verbose_name='what')),
                        ('status', models.CharField(choices=[('prepared', 'waiting for you'), ('running', 'running'), ('paused', 'paused'), ('finished', 'finished'), ('failed', 'not done'), ('cancelled', 'cancelled')], default='prepared', editable=False, max_length=20, verbose_name='status')),
                        ('filter', models.JSONField(default=dict, verbose_name='who is in it')),
                        ('filter_words', models.TextField(blank=True, verbose_name='who, in words')),
                        ('params', models.JSONField(default=dict, verbose_name='how')),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='applications')),
                        ('seen_change', models.BigIntegerField(db_default=0, default=0, editable=False)),
                        ('batch', models.UUIDField(default=uuid.uuid4, unique=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('problem', models.TextField(blank=True)),
                        ('file', models.FileField(blank=True, upload_to=applicants.models.operations.operation_path)),
                        ('file_name', models.CharField(blank=True, max_length=255)),
                        ('file_expires_at', models.DateTimeField(blank=True, null=True)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to='cohorts.cohort')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='operations', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-created_at',),
                        'indexes': [models.Index(fields=['cohort', '-created_at'], name='operation_list')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file', ''), ('file_expires_at__isnull', True)), models.Q(models.Q(('file', ''), _negated=True), ('file_expires_at__isnull', False), ('file_name__gt', '')), _connector='OR'), name='operation_file_has_name_and_end'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['running', 'paused']), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='operation_runs_after_confirmation'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='operation_confirmed_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='BulkChunk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('application_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                        ('size', models.PositiveIntegerField()),
                        ('handed_out_at', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('seconds', models.FloatField(blank=True, null=True)),
                        ('operation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='applicants.bulkoperation')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['handed_out_at', 'id'], name='bulk_chunk_open')],
                        'constraints': [models.UniqueConstraint(models.F('operation'), models.F('number'), name='bulk_chunk_unique'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('seconds__isnull', True)), models.Q(('done_at__isnull', False), ('seconds__isnull', False)), _connector='OR'), name='bulk_chunk_done_has_seconds')],
                    },
                ),
                migrations.CreateModel(
                    name='BulkOperationStatusChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_status', models.CharField(blank=True, max_length=30)),
                        ('to_status', models.CharField(max_length=30)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('reason', models.TextField(blank=True)),
                        ('batch', models.UUIDField(blank=True, null=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='applicants.bulkoperation')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='BulkOutcome',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outcome', models.SmallIntegerField(choices=[(1, 'done'), (2, 'skipped'), (3, 'failed')])),
                        ('why', models.TextField(blank=True)),
                        ('application', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applicants.application')),
                        ('operation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='applicants.bulkoperation')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('outcome', 1), _negated=True), fields=['operation', 'outcome', 'application'], name='bulk_outcome_left')],
                        'constraints': [models.UniqueConstraint(models.F('operation'), models.F('application'), name='bulk_outcome_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 1), ('why', '')), models.Q(('outcome__in', [2, 3]), models.Q(('why', ''), _negated=True)), _connector='OR'), name='bulk_outcome_why')],
                    },
                ),
                migrations.CreateModel(
                    name='Correction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40, verbose_name='question')),
                        ('wrong', models.TextField(max_length=2000, verbose_name='what is wrong')),
                        ('right', models.JSONField(null=True, verbose_name='what is right')),
                        ('asked_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('outcome', models.CharField(blank=True, choices=[('accepted', 'corrected'), ('refused', 'not corrected')], max_length=10, verbose_name='what came of it')),
                        ('answer', models.TextField(blank=True, max_length=2000, verbose_name='your answer, which they read')),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='applicants.application')),
                    ],
                    options={
                        'ordering': ('asked_at', 'pk'),
                        'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['asked_at', 'id'], name='correction_open')],
                        'constraints': [models.UniqueConstraint(models.F('application'), models.F('key'), condition=models.Q(('answered_at__isnull', True)), name='correction_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(('outcome__in', ['accepted', 'refused']), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='correction_answered_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='correction_refused_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='AnswerChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40)),
                        ('old', models.JSONField(null=True)),
                        ('new', models.JSONField(null=True)),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answer_changes', to='applicants.applicant')),
                        ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answer_changes', to='applicants.application')),
                        ('correction', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='change', to='applicants.correction')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='SignOff',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64)),
                        ('decisions', models.PositiveIntegerField(verbose_name='pending decisions')),
                        ('note', models.TextField(max_length=4000, verbose_name='what was considered')),
                        ('signed_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to='cohorts.cohort')),
                        ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-signed_at',),
                        'indexes': [models.Index(fields=['cohort', 'digest'], name='sign_off_digest')],
                    },
                ),
                migrations.CreateModel(
                    name='DecisionRelease',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('batch', models.UUIDField(default=uuid.uuid4, unique=True)),
                        ('released_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('hold_until', models.DateTimeField(blank=True, null=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='cohorts.cohort')),
                        ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('sign_off', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='applicants.signoff')),
                    ],
                    options={
                        'ordering': ('-released_at',),
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='release_undone_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='RubricVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('document', models.JSONField(verbose_name='criteria')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='what changed')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('frozen_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='frozen')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('rubric', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='applicants.rubric')),
                    ],
                    options={
                        'ordering': ('rubric', '-number'),
                        'constraints': [models.UniqueConstraint(models.F('rubric'), models.F('number'), name='rubric_version_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='ScreeningRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('status', models.CharField(choices=[('running', 'running'), ('paused', 'paused'), ('finished', 'finished'), ('cancelled', 'cancelled')], default='running', editable=False, max_length=20, verbose_name='status')),
                        ('is_dry', models.BooleanField(default=False, editable=False, verbose_name='trial')),
                        ('filter', models.JSONField(default=dict, verbose_name='who is in it')),
                        ('total', models.PositiveIntegerField(verbose_name='applications')),
                        ('inputs_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the inputs')),
                        ('result_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of the results')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('applied_at', models.DateTimeField(blank=True, null=True)),
                        ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screening_runs', to='cohorts.cohort')),
                        ('copy_of', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='applicants.screeningrun')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('rubric_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='applicants.rubricversion')),
                    ],
                    options={
                        'ordering': ('-created_at',),
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('result_digest__gt', ''), ('status', 'finished')), models.Q(models.Q(('status', 'finished'), _negated=True), ('finished_at__isnull', True)), _connector='OR'), name='run_finished_has_time_and_digest'), models.CheckConstraint(condition=models.Q(('applied_at__isnull', True), ('finished_at__isnull', False), _connector='OR'), name='run_applied_after_finish'), models.CheckConstraint(condition=models.Q(('is_dry', False), ('applied_at__isnull', True), _connector='OR'), name='run_trial_never_sorts')],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('offered', 'offer a seat'), ('waitlisted', 'waitlist'), ('rejected', 'do not admit')], max_length=20, verbose_name='decision')),
                        ('rank', models.PositiveIntegerField(blank=True, null=True, verbose_name='rank')),
                        ('reason', models.TextField(blank=True, verbose_name='reason')),
                        ('lottery_seed', models.CharField(blank=True, max_length=64)),
                        ('staged_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('answer_by', models.DateTimeField(blank=True, null=True, verbose_name='answer by')),
                        ('dropped_at', models.DateTimeField(blank=True, null=True)),
                        ('skipped_reason', models.TextField(blank=True)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='applicants.application')),
                        ('cohort', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cohorts.cohort')),
                        ('dropped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('promoted_from', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promotions', to='applicants.decision')),
                        ('staged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('release', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='applicants.decisionrelease')),
                        ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='applicants.screeningrun')),
                    ],
                    options={
                        'permissions': [('release_decision', 'Can release pending decisions')],
                        'indexes': [models.Index(condition=models.Q(('dropped_at__isnull', True), ('release__isnull', True)), fields=['cohort', 'kind', 'rank'], name='decision_pending'), models.Index(condition=models.Q(('answer_by__isnull', False)), fields=['answer_by', 'application'], name='decision_runs_out')],
                        'constraints': [models.UniqueConstraint(models.F('application'), condition=models.Q(('dropped_at__isnull', True), ('release__isnull', True)), name='decision_one_pending'), models.CheckConstraint(condition=models.Q(models.Q(('dropped_at__isnull', True), ('dropped_by__isnull', True)), models.Q(('dropped_at__isnull', False), ('dropped_by__isnull', False), ('release__isnull', True)), _connector='OR'), name='decision_dropped_by_somebody_before_release'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='decision_not_to_admit_has_reason'), models.CheckConstraint(condition=models.Q(('kind__in', ['offered', 'waitlisted', 'rejected'])), name='decision_kind_known'), models.CheckConstraint(condition=models.Q(('skipped_reason', ''), ('release__isnull', False), _connector='OR'), name='decision_skipped_only_in_release')],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentText',
                    fields=[
                        ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='applicants.document')),
                        ('text', models.TextField(blank=True)),
                        ('taken_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='DocumentDownload',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=255)),
                        ('own', models.BooleanField()),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('application', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='document_downloads', to='applicants.application')),
                        ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['application', '-at'], name='document_download_of')],
                    },
                ),
                migrations.CreateModel(
                    name='DraftKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.BinaryField(max_length=32, unique=True, verbose_name='SHA-256 of the secret')),
                        ('made_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('expires_at', models.DateTimeField(verbose_name='good until')),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='applicants.application')),
                    ],
                ),
                migrations.CreateModel(
                    name='DuplicatePair',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('likeness', models.PositiveSmallIntegerField(verbose_name='likeness, 0 to 100')),
                        ('reasons', models.JSONField(default=list, verbose_name='what is alike')),
                        ('same_cohort', models.BooleanField(db_default=False, default=False, verbose_name='applied to the same class')),
                        ('found_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('verdict', models.CharField(blank=True, choices=[('same', 'the same person'), ('different', 'two people')], max_length=20)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applicants.applicant')),
                        ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applicants.applicant')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('verdict', '')), fields=['-same_cohort', '-likeness', 'id'], name='duplicate_pair_queue')],
                        'constraints': [models.UniqueConstraint(models.F('first'), models.F('second'), name='duplicate_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_in_order'), models.CheckConstraint(condition=models.Q(('likeness__lte', 100)), name='duplicate_pair_likeness'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='duplicate_pair_decided_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='EmailProof',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                        ('nonce', models.BinaryField(max_length=16)),
                        ('asked_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('expires_at', models.DateTimeField()),
                        ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='wrong codes so far')),
                        ('proved_at', models.DateTimeField(blank=True, null=True)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='applicants.application')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['email', 'asked_at'], name='email_proof_asked')],
                        'constraints': [models.UniqueConstraint(models.F('application'), condition=models.Q(('proved_at__isnull', False)), name='email_proved_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('draft', 'draft'), ('application', 'application'), ('person', 'details of a person')], max_length=20)),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('asked', models.BooleanField(default=False, verbose_name='asked for by the person')),
                        ('rule', models.CharField(max_length=40)),
                        ('rule_version', models.PositiveSmallIntegerField()),
                        ('fields', models.PositiveIntegerField(default=0, verbose_name='fields emptied')),
                        ('files', models.PositiveIntegerField(default=0, verbose_name='files deleted')),
                        ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.cohort')),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'indexes': [models.Index(fields=['-at', '-id'], name='erasure_newest')],
                    },
                ),
                migrations.CreateModel(
                    name='Interview',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interviews', to='applicants.application')),
                        ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(models.F('application'), condition=models.Q(('cancelled_at__isnull', True)), name='interview_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False)), _connector='OR'), name='interview_cancelled_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='AnotherTime',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=1000, verbose_name='when you can, or why not then')),
                        ('asked_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('interview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_for_another_time', to='applicants.interview')),
                    ],
                    options={
                        'ordering': ('asked_at', 'pk'),
                        'constraints': [models.UniqueConstraint(models.F('interview'), condition=models.Q(('answered_at__isnull', True)), name='another_time_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='another_time_answered_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='InterviewVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('starts_at', models.DateTimeField(verbose_name='begins')),
                        ('minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(480)], verbose_name='minutes')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='place, or telephone number')),
                        ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                        ('note', models.TextField(blank=True, max_length=2000, verbose_name='note for the applicant')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('interview', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='applicants.interview')),
                    ],
                    options={
                        'ordering': ('interview', 'number'),
                        'constraints': [models.UniqueConstraint(models.F('interview'), models.F('number'), name='interview_version_once'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='interview_minutes_sane'), models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('link', ''), _negated=True), _connector='OR'), name='interview_is_somewhere')],
                    },
                ),
                migrations.CreateModel(
                    name='LegalHold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.TextField(max_length=1000, verbose_name='why')),
                        ('set_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('lifted_at', models.DateTimeField(blank=True, null=True)),
                        ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legal_holds', to='applicants.applicant')),
                        ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-set_at', '-pk'),
                        'constraints': [models.UniqueConstraint(models.F('applicant'), condition=models.Q(('lifted_at__isnull', True)), name='legal_hold_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='legal_hold_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='legal_hold_lifted_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to', models.EmailField(blank=True, max_length=254, verbose_name='to')),
                        ('subject', models.CharField(max_length=300, verbose_name='subject')),
                        ('body', models.TextField(verbose_name='text')),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('hold_until', models.DateTimeField(verbose_name='held until')),
                        ('next_try_at', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('claimed_at', models.DateTimeField(blank=True, null=True)),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('message_id', models.CharField(blank=True, max_length=255)),
                        ('failed_at', models.DateTimeField(blank=True, null=True)),
                        ('bounced_at', models.DateTimeField(blank=True, null=True)),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                        ('problem', models.TextField(blank=True)),
                        ('kind', models.CharField(max_length=20, verbose_name='letter')),
                        ('language', models.CharField(db_default='en', default='en', max_length=10, verbose_name='language')),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='applicants.application')),
                        ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letter', to='applicants.decision')),
                        ('operation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='applicants.bulkoperation')),
                    ],
                    options={
                        'ordering': ('-created_at', '-pk'),
                        'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at', 'id'], name='letter_due'), models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='letter_message'), models.Index(condition=models.Q(('claimed_at__isnull', False)), fields=['claimed_at'], name='letter_claimed'), models.Index(condition=models.Q(('cancelled_at__isnull', True), ('claimed_at__isnull', False), ('failed_at__isnull', True), ('next_try_at__isnull', True), ('sent_at__isnull', True)), fields=['id'], name='letter_open_claim'), models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['id'], name='letter_failed'), models.Index(condition=models.Q(('bounced_at__isnull', False)), fields=['id'], name='letter_bounced')],
                        'constraints': [models.UniqueConstraint(models.F('operation'), models.F('application'), condition=models.Q(('decision__isnull', True), ('operation__isnull', False)), name='letter_once_per_operation'), models.CheckConstraint(condition=models.Q(('decision__isnull', False), ('operation__isnull', False), _connector='OR'), name='letter_has_a_cause'), models.CheckConstraint(condition=models.Q(('next_try_at__isnull', True), models.Q(('cancelled_at__isnull', True), ('failed_at__isnull', True), ('sent_at__isnull', True)), _connector='OR'), name='letter_ended_is_not_tried'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), ('sent_at__isnull', True), _connector='OR'), name='letter_sent_or_cancelled')],
                    },
                ),
                migrations.CreateModel(
                    name='LetterTemplate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('offered', 'a seat is offered'), ('waitlisted', 'on the waitlist'), ('rejected', 'not admitted')], max_length=20, verbose_name='letter')),
                        ('language', models.CharField(db_default='en', default='en', max_length=10, verbose_name='language')),
                        ('subject', models.CharField(max_length=200, verbose_name='subject')),
                        ('body', models.TextField(max_length=20000, verbose_name='text')),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letter_templates', to='cohorts.cohort')),
                        ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(models.F('cohort'), models.F('kind'), models.F('language'), name='letter_template_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MailPreference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('receipt', 'receipt'), ('code', 'code'), ('resume_link', 'link to a draft'), ('interest_confirm', 'confirm the list'), ('interest_open', 'applications are open'), ('draft_unfinished', 'a draft waits'), ('deadline_near', 'the deadline is near'), ('offer_waiting', 'an offer waits'), ('still_reading', 'we are still reading'), ('interview', 'interview'), ('data_answer', 'answer about data'), ('partner_invite', 'invitation of a partner'), ('talent_ending', 'the talent pool ends'), ('onboarding', 'what to do before the class begins'), ('session_changed', 'a session changed'), ('marks_published', 'marks are published'), ('survey_open', 'a survey is open'), ('certificate', 'the certificate is there'), ('renewal_due', 'a certificate has to be renewed')], max_length=20, verbose_name='notice')),
                        ('wanted', models.BooleanField(verbose_name='wanted')),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('by_link', models.BooleanField(default=False, verbose_name='by the link in a mail')),
                        ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_preferences', to='applicants.applicant')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(models.F('applicant'), models.F('kind'), name='mail_preference_once')],
                    },
                ),
                migrations.CreateModel(
                    name='MatchKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.SmallIntegerField(choices=[(1, 'e-mail address'), (2, 'telephone'), (3, 'name'), (4, 'answers')])),
                        ('value', models.CharField(max_length=64)),
                        ('applicant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='match_keys', to='applicants.applicant')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['kind', 'value', 'applicant'], name='match_key_block')],
                        'constraints': [models.UniqueConstraint(models.F('applicant'), models.F('kind'), models.F('value'), name='match_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Merge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('batch', models.UUIDField(unique=True)),
                        ('record', models.JSONField(default=dict)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_kept', to='applicants.applicant')),
                        ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges_away', to='applicants.applicant')),
                        ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-at',),
                        'constraints': [models.UniqueConstraint(models.F('merged'), condition=models.Q(('undone_at__isnull', True)), name='merge_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('merged')), _negated=True), name='merge_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='merge_undone_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='NextClassInterest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                        ('language', models.CharField(max_length=10, verbose_name='language')),
                        ('asked_at', models.DateTimeField(verbose_name='asked')),
                        ('token_digest', models.CharField(max_length=64, unique=True)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                        ('unsubscribed_at', models.DateTimeField(blank=True, null=True, verbose_name='unsubscribed')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('confirmed_at__isnull', False), ('unsubscribed_at__isnull', True)), fields=['id'], name='next_class_wanted'), models.Index(condition=models.Q(('confirmed_at__isnull', True), ('unsubscribed_at__isnull', False), _connector='OR'), fields=['asked_at'], name='next_class_to_forget')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(models.F('email')))), name='next_class_email_lower'), models.CheckConstraint(condition=models.Q(('unsubscribed_at__isnull', True), ('confirmed_at__isnull', False), _connector='OR'), name='next_class_unsubscribed_was_confirmed')],
                    },
                ),
                migrations.CreateModel(
                    name='NextClassTold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('told_at', models.DateTimeField(blank=True, null=True)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.cohort')),
                        ('interest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='applicants.nextclassinterest')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(models.F('interest'), models.F('cohort'), name='next_class_told_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Notice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('to', models.EmailField(blank=True, max_length=254, verbose_name='to')),
                        ('subject', models.CharField(max_length=300, verbose_name='subject')),
                        ('body', models.TextField(verbose_name='text')),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('hold_until', models.DateTimeField(verbose_name='held until')),
                        ('next_try_at', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('claimed_at', models.DateTimeField(blank=True, null=True)),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('message_id', models.CharField(blank=True, max_length=255)),
                        ('failed_at', models.DateTimeField(blank=True, null=True)),
                        ('bounced_at', models.DateTimeField(blank=True, null=True)),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                        ('problem', models.TextField(blank=True)),
                        ('kind', models.CharField(choices=[('receipt', 'receipt'), ('code', 'code'), ('resume_link', 'link to a draft'), ('interest_confirm', 'confirm the list'), ('interest_open', 'applications are open'), ('draft_unfinished', 'a draft waits'), ('deadline_near', 'the deadline is near'), ('offer_waiting', 'an offer waits'), ('still_reading', 'we are still reading'), ('interview', 'interview'), ('data_answer', 'answer about data'), ('partner_invite', 'invitation of a partner'), ('talent_ending', 'the talent pool ends'), ('onboarding', 'what to do before the class begins'), ('session_changed', 'a session changed'), ('marks_published', 'marks are published'), ('survey_open', 'a survey is open'), ('certificate', 'the certificate is there'), ('renewal_due', 'a certificate has to be renewed')], max_length=20, verbose_name='notice')),
                        ('once', models.CharField(max_length=200, unique=True)),
                        ('language', models.CharField(max_length=10, verbose_name='language')),
                        ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'somebody waits for it on the page'), (1, 'somebody expects it'), (2, 'nobody waits for it')])),
                        ('good_until', models.DateTimeField(blank=True, null=True)),
                        ('late_from', models.BigIntegerField(blank=True, null=True)),
                        ('stop_link', models.CharField(blank=True, max_length=500)),
                        ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='applicants.application')),
                    ],
                    options={
                        'ordering': ('-created_at', '-pk'),
                        'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['urgency', 'next_try_at', 'id'], name='notice_due'), models.Index(condition=models.Q(('message_id', ''), _negated=True), fields=['message_id'], name='notice_message'), models.Index(condition=models.Q(('claimed_at__isnull', False)), fields=['claimed_at'], name='notice_claimed'), models.Index(condition=models.Q(('cancelled_at__isnull', True), ('claimed_at__isnull', False), ('failed_at__isnull', True), ('next_try_at__isnull', True), ('sent_at__isnull', True)), fields=['id'], name='notice_open_claim'), models.Index(condition=models.Q(('failed_at__isnull', False)), fields=['id'], name='notice_failed'), models.Index(condition=models.Q(('bounced_at__isnull', False)), fields=['id'], name='notice_bounced')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('next_try_at__isnull', True), models.Q(('cancelled_at__isnull', True), ('failed_at__isnull', True), ('sent_at__isnull', True)), _connector='OR'), name='notice_ended_is_not_tried'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), ('sent_at__isnull', True), _connector='OR'), name='notice_sent_or_cancelled')],
                    },
                ),
                migrations.CreateModel(
                    name='Reconsideration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('about', models.CharField(max_length=20)),
                        ('text', models.TextField(max_length=4000, verbose_name='what we should look at')),
                        ('asked_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('outcome', models.CharField(blank=True, choices=[('upheld', 'the decision stands'), ('reopened', 'opened again')], max_length=20, verbose_name='what came of it')),
                        ('answer', models.TextField(blank=True, max_length=4000, verbose_name='your answer, which they read')),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reconsiderations', to='applicants.application')),
                        ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reconsiderations', to='applicants.decision')),
                        ('first_deciders', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('asked_at', 'pk'),
                        'constraints': [models.UniqueConstraint(models.F('application'), condition=models.Q(('answered_at__isnull', True)), name='reconsideration_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='reconsideration_answered_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionSwitch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=40, verbose_name='rule')),
                        ('is_on', models.BooleanField(verbose_name='applies')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                    },
                ),
                migrations.CreateModel(
                    name='Review',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='mark, 1 to 5')),
                        ('comment', models.TextField(max_length=4000, verbose_name='what you saw')),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('application', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='applicants.application')),
                        ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(models.F('application'), models.F('reviewer'), name='review_once_per_reviewer'), models.CheckConstraint(condition=models.Q(('mark__gte', 1), ('mark__lte', 5)), name='review_mark_in_scale')],
                    },
                ),
                migrations.CreateModel(
                    name='AnnouncedRubric',
                    fields=[
                        ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='announced_rubric', serialize=False, to='cohorts.cohort')),
                        ('announced_at', models.DateTimeField()),
                        ('announced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('rubric_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applicants.rubricversion')),
                    ],
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('query', models.TextField(verbose_name='what it shows')),
                        ('is_shared', models.BooleanField(default=False, verbose_name='offered to every recruiter')),
                        ('is_default', models.BooleanField(default=False, verbose_name='shown first')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('name',),
                        'constraints': [models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('name'), name='saved_view_unique'), models.UniqueConstraint(models.F('owner'), condition=models.Q(('is_default', True)), name='saved_view_one_default')],
                    },
                ),
                migrations.CreateModel(
                    name='ScreeningResult',
                    fields=[
                        ('pk', models.CompositePrimaryKey('run', 'application', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('score', models.IntegerField(null=True)),
                        ('band', models.SmallIntegerField(choices=[(-1, 'could not be scored'), (0, 'ineligible'), (1, 'below'), (2, 'borderline'), (3, 'above')])),
                        ('points', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                        ('rule', models.SmallIntegerField(null=True)),
                        ('error', models.TextField(blank=True)),
                        ('application', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='applicants.application')),
                        ('cohort', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.cohort')),
                        ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='results', to='applicants.screeningrun')),
                    ],
                    options={
                        'indexes': [models.Index(models.F('cohort'), models.F('run'), models.OrderBy(models.F('score'), descending=True, nulls_last=True), models.F('application'), name='screening_result_best'), models.Index(condition=models.Q(('band', 0)), fields=['run', 'application'], name='screening_result_ineligible')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('band', -1), ('score__isnull', True)), models.Q(('band__gte', 0), ('score__isnull', False)), _connector='OR'), name='screening_result_error_has_no_score'), models.CheckConstraint(condition=models.Q(models.Q(('band', 0), ('rule__isnull', False)), models.Q(models.Q(('band', 0), _negated=True), ('rule__isnull', True)), _connector='OR'), name='screening_result_ineligible_has_rule')],
                    },
                ),
                migrations.CreateModel(
                    name='ScreeningBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('application_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                        ('size', models.PositiveIntegerField()),
                        ('handed_out_at', models.DateTimeField(blank=True, null=True)),
                        ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('seconds', models.FloatField(blank=True, null=True)),
                        ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='applicants.screeningrun')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['handed_out_at', 'id'], name='screening_batch_open')],
                        'constraints': [models.UniqueConstraint(models.F('run'), models.F('number'), name='screening_batch_unique'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('seconds__isnull', True)), models.Q(('done_at__isnull', False), ('seconds__isnull', False)), _connector='OR'), name='screening_batch_done_has_seconds')],
                    },
                ),
                migrations.CreateModel(
                    name='ScreeningRunStatusChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_status', models.CharField(blank=True, max_length=30)),
                        ('to_status', models.CharField(max_length=30)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('reason', models.TextField(blank=True)),
                        ('batch', models.UUIDField(blank=True, null=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='applicants.screeningrun')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SecondReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seed', models.CharField(max_length=64)),
                        ('drawn_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('verdict', models.CharField(blank=True, choices=[('upheld', 'the sorting stands'), ('overturned', 'belongs among those considered')], max_length=20, verbose_name='what you found')),
                        ('comment', models.TextField(blank=True, max_length=4000, verbose_name='why')),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_readings', to='applicants.application')),
                        ('reader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='second_readings', to='applicants.screeningrun')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('read_at__isnull', True)), fields=['run', 'id'], name='second_reading_open')],
                        'constraints': [models.UniqueConstraint(models.F('run'), models.F('application'), name='second_reading_once'), models.CheckConstraint(condition=models.Q(models.Q(('read_at__isnull', True), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), models.Q(('comment', ''), _negated=True), ('read_at__isnull', False), ('reader__isnull', False)), _connector='OR'), name='second_reading_read_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='SignOffRuleChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_on', models.BooleanField()),
                        ('why', models.TextField(max_length=4000, verbose_name='why')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_off_rule_changes', to='cohorts.cohort')),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='sign_off_rule_change_has_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='Tag',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, verbose_name='tag')),
                    ],
                    options={
                        'ordering': ('name',),
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='tag_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='ApplicationTag',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('application', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='applicants.application')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('tag', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='applicants.tag')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['tag', 'application'], name='application_tag_of')],
                        'constraints': [models.UniqueConstraint(models.F('application'), models.F('tag'), name='application_tag_once')],
                    },
                ),
                migrations.CreateModel(
                    name='UniversityConsent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('given_at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='university_consent', to='applicants.application')),
                        ('university', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='cohorts.university')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['university'], name='university_consent_in_force')],
                    },
                ),
                migrations.CreateModel(
                    name='UniversityConsentChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_given', models.BooleanField()),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='university_consent_changes', to='applicants.application')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('university', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.university')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='TalentConsent',
                    fields=[
                        ('applicant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='talent_consent', serialize=False, to='applicants.applicant')),
                        ('given_at', models.DateTimeField(default=careerpath.pipeline.clock.now)),
                        ('until', models.DateField(verbose_name='until')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('reminded_at', models.DateTimeField(blank=True, null=True)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applicants.application')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['until', 'applicant'], name='talent_in_force')],
                    },
                ),
            ],
        ),
    ]

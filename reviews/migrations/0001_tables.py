"""The tables of rounds, scorecards, scoresheets, slots and boards."""

import careerpath.pipeline.clock
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from careerpath.create_tables import ChangeTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('applicants', '0004_rounds_boards_and_their_mail'),
        ('cohorts', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeTables(
            [
                migrations.CreateModel(
                    name='Scorecard',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(unique=True, verbose_name='short name')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('use', models.CharField(choices=[('reading', 'reading'), ('interview', 'interview')], default='reading', max_length=10, verbose_name='used for')),
                        ('description', models.TextField(blank=True, max_length=2000, verbose_name='what it looks for')),
                    ],
                    options={
                        'ordering': ('name',),
                    },
                ),
                migrations.CreateModel(
                    name='ReviewRound',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('reading', 'reading'), ('interview', 'interview')], default='reading', max_length=10, verbose_name='kind')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('status', models.CharField(choices=[('draft', 'being prepared'), ('open', 'open'), ('closed', 'closed'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=20, verbose_name='status')),
                        ('filter', models.JSONField(default=dict, verbose_name='who is in it')),
                        ('filter_words', models.TextField(blank=True, verbose_name='who, in words')),
                        ('reads', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='reads for each application')),
                        ('is_blind', models.BooleanField(default=True, verbose_name='blind')),
                        ('sees', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('choices', 'answers that were chosen from a list'), ('resume', 'the text of the resume, redacted')], max_length=10), blank=True, default=list, size=None, verbose_name='what readers see')),
                        ('others', models.CharField(choices=[('never', 'never'), ('after', 'after their own'), ('always', 'always')], default='never', max_length=10, verbose_name='readers see each other’s reviews')),
                        ('self_claim', models.BooleanField(default=False, verbose_name='readers take the next one themselves')),
                        ('claim_minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(1440)], verbose_name='minutes until a checkout ends')),
                        ('third_reader_at', models.PositiveSmallIntegerField(blank=True, default=150, null=True, verbose_name='one reader more where two differ by this much')),
                        ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='opens')),
                        ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='closes')),
                        ('seed', models.CharField(editable=False, max_length=64)),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_rounds', to='cohorts.cohort')),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-created_at', '-pk'),
                    },
                ),
                migrations.CreateModel(
                    name='ReviewRoundStatusChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_status', models.CharField(blank=True, max_length=30)),
                        ('to_status', models.CharField(max_length=30)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('reason', models.TextField(blank=True)),
                        ('batch', models.UUIDField(blank=True, null=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='reviews.reviewround')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RoundEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('is_calibration', models.BooleanField(default=False)),
                        ('agreed', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, null=True, size=None)),
                        ('more_reads', models.PositiveSmallIntegerField(default=0)),
                        ('left_at', models.DateTimeField(blank=True, null=True)),
                        ('reads_done', models.PositiveSmallIntegerField(default=0)),
                        ('raw', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='mean of the readers')),
                        ('adjusted', models.SmallIntegerField(blank=True, null=True, verbose_name='mean, adjusted for severity')),
                        ('spread', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='widest difference')),
                        ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='round_entries', to='applicants.application')),
                        ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='reviews.reviewround')),
                    ],
                ),
                migrations.CreateModel(
                    name='Assignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('origin', models.CharField(choices=[('system', 'assigned'), ('calibration', 'calibration'), ('claimed', 'taken from the queue'), ('more', 'one reader more'), ('moved', 'taken over')], default='system', max_length=12)),
                        ('lot', models.BigIntegerField()),
                        ('assigned_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('held_until', models.DateTimeField(blank=True, null=True)),
                        ('skipped_at', models.DateTimeField(blank=True, null=True)),
                        ('begun_at', models.DateTimeField(blank=True, null=True)),
                        ('draft', models.JSONField(blank=True, default=dict)),
                        ('draft_saved_at', models.DateTimeField(blank=True, null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_as', models.CharField(blank=True, choices=[('recused', 'knows the person'), ('abstained', 'abstained'), ('left', 'the reader dropped out'), ('moved', 'given to somebody else'), ('expired', 'the checkout ended'), ('gone', 'the application left the round')], max_length=12)),
                        ('ended_note', models.CharField(blank=True, max_length=300, verbose_name='why')),
                        ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='reviews.reviewround')),
                        ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='reviews.roundentry')),
                    ],
                ),
                migrations.CreateModel(
                    name='RoundReader',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cap', models.PositiveIntegerField(blank=True, null=True, verbose_name='at most')),
                        ('added_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('left_at', models.DateTimeField(blank=True, null=True)),
                        ('left_because', models.CharField(blank=True, max_length=300, verbose_name='why')),
                        ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='reviews.reviewround')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('round', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='InterviewSlot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('starts_at', models.DateTimeField(verbose_name='begins')),
                        ('minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(480)], verbose_name='minutes')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='place, or telephone number')),
                        ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('taken_at', models.DateTimeField(blank=True, null=True)),
                        ('outcome', models.CharField(blank=True, choices=[('held', 'it took place'), ('no_show', 'the applicant did not come'), ('not_held', 'it could not take place on our side')], max_length=10, verbose_name='what became of it')),
                        ('outcome_at', models.DateTimeField(blank=True, null=True)),
                        ('reminded_at', models.DateTimeField(blank=True, null=True)),
                        ('assignment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='reviews.assignment')),
                        ('interview', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='applicants.interview')),
                        ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='reviews.reviewround')),
                        ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='reviews.roundentry')),
                        ('interviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='reviews.roundreader')),
                    ],
                    options={
                        'ordering': ('starts_at', 'pk'),
                    },
                ),
                migrations.AddField(
                    model_name='assignment',
                    name='reader',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='reviews.roundreader'),
                ),
                migrations.CreateModel(
                    name='ScorecardVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('document', models.JSONField(verbose_name='attributes')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='what changed')),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('frozen_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='frozen')),
                        ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('scorecard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='reviews.scorecard')),
                    ],
                    options={
                        'ordering': ('scorecard', '-number'),
                    },
                ),
                migrations.AddField(
                    model_name='reviewround',
                    name='scorecard_version',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='reviews.scorecardversion'),
                ),
                migrations.CreateModel(
                    name='Scoresheet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('sent_id', models.UUIDField(unique=True)),
                        ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                        ('notes', models.JSONField(blank=True, default=dict)),
                        ('red_flags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                        ('recommendation', models.PositiveSmallIntegerField(verbose_name='recommendation, 1 to 5')),
                        ('comment', models.TextField(max_length=4000, verbose_name='what you saw')),
                        ('raw', models.PositiveSmallIntegerField()),
                        ('nth', models.PositiveIntegerField()),
                        ('saw_others', models.BooleanField(default=False)),
                        ('begun_at', models.DateTimeField()),
                        ('sent_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('assignment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scoresheet', to='reviews.assignment')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scoresheets', to='reviews.roundentry')),
                        ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scoresheets', to='reviews.roundreader')),
                        ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scoresheets', to='reviews.reviewround')),
                    ],
                ),
                migrations.CreateModel(
                    name='ScoresheetChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('before', models.JSONField()),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('scoresheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='reviews.scoresheet')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='SelectionBoard',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('run_weight', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='weight of screening')),
                        ('reading_weight', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='weight of the reading')),
                        ('interview_weight', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='weight of the interviews')),
                        ('is_adjusted', models.BooleanField(default=True, verbose_name='marks adjusted for severity')),
                        ('seats', models.PositiveIntegerField(verbose_name='seats')),
                        ('waitlist', models.PositiveIntegerField(default=0, verbose_name='places on the waitlist')),
                        ('refusal_reason', models.TextField(blank=True, max_length=4000, verbose_name='reason for the others')),
                        ('filter', models.JSONField(default=dict, verbose_name='who is on it')),
                        ('filter_words', models.TextField(blank=True, verbose_name='who, in words')),
                        ('seed', models.CharField(editable=False, max_length=64)),
                        ('created_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('built_at', models.DateTimeField(blank=True, null=True)),
                        ('digest', models.CharField(blank=True, max_length=64)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='selection_boards', to='cohorts.cohort')),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('interview', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.reviewround', verbose_name='interviews')),
                        ('operation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='selection_boards', to='applicants.bulkoperation')),
                        ('reading', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.reviewround', verbose_name='reading')),
                        ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applicants.screeningrun', verbose_name='screening run')),
                    ],
                    options={
                        'ordering': ('-created_at', '-pk'),
                    },
                ),
                migrations.CreateModel(
                    name='BoardLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('screening', models.PositiveIntegerField(blank=True, null=True)),
                        ('reading', models.PositiveIntegerField(blank=True, null=True)),
                        ('interview', models.PositiveIntegerField(blank=True, null=True)),
                        ('total', models.PositiveIntegerField(blank=True, null=True)),
                        ('basis', models.JSONField(default=dict)),
                        ('lot', models.CharField(max_length=64)),
                        ('rank', models.PositiveIntegerField(blank=True, null=True)),
                        ('placed', models.CharField(blank=True, choices=[('offered', 'offer a seat'), ('waitlisted', 'waitlist'), ('rejected', 'do not admit')], max_length=20, verbose_name='place by rank')),
                        ('hand', models.CharField(blank=True, choices=[('offered', 'offer a seat'), ('waitlisted', 'waitlist'), ('rejected', 'do not admit'), ('none', 'undecided')], max_length=20, verbose_name='place by hand')),
                        ('hand_reason', models.TextField(blank=True, max_length=4000, verbose_name='why')),
                        ('hand_at', models.DateTimeField(blank=True, null=True)),
                        ('skipped_reason', models.TextField(blank=True)),
                        ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='board_lines', to='applicants.application')),
                        ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='board_lines', to='applicants.decision')),
                        ('hand_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('board', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='reviews.selectionboard')),
                    ],
                ),
                migrations.CreateModel(
                    name='ReaderConflict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('why', models.CharField(blank=True, max_length=300, verbose_name='how you know them')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reader_conflicts', to='applicants.applicant')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('reader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'constraints': [models.UniqueConstraint(models.F('reader'), models.F('applicant'), name='reader_conflict_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Measurement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('made_at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('scoresheets', models.PositiveIntegerField()),
                        ('digest', models.CharField(max_length=64)),
                        ('figures', models.JSONField()),
                        ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='measurements', to='reviews.reviewround')),
                    ],
                    options={
                        'ordering': ('round', '-made_at', '-pk'),
                        'indexes': [models.Index(fields=['round', '-made_at', '-id'], name='measurement_newest')],
                        'constraints': [models.UniqueConstraint(models.F('round'), models.F('digest'), name='measurement_once')],
                    },
                ),
                migrations.AddIndex(
                    model_name='roundentry',
                    index=models.Index(models.F('round'), models.OrderBy(models.F('adjusted'), descending=True, nulls_last=True), models.F('id'), name='round_entry_best'),
                ),
                migrations.AddConstraint(
                    model_name='roundentry',
                    constraint=models.UniqueConstraint(models.F('round'), models.F('application'), name='round_entry_once'),
                ),
                migrations.AddConstraint(
                    model_name='roundentry',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed__isnull', True), ('agreed_by__isnull', True), ('is_calibration', False)), models.Q(('agreed__isnull', False), ('agreed_by__isnull', False), ('is_calibration', True)), _connector='OR'), name='round_entry_calibration_is_agreed'),
                ),
                migrations.AddConstraint(
                    model_name='roundreader',
                    constraint=models.UniqueConstraint(models.F('round'), models.F('user'), name='round_reader_once'),
                ),
                migrations.AddIndex(
                    model_name='interviewslot',
                    index=models.Index(condition=models.Q(('entry__isnull', True), ('withdrawn_at__isnull', True)), fields=['round', 'starts_at'], name='interview_slot_free'),
                ),
                migrations.AddConstraint(
                    model_name='interviewslot',
                    constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 480)), name='interview_slot_minutes_sane'),
                ),
                migrations.AddConstraint(
                    model_name='interviewslot',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('link', ''), _negated=True), _connector='OR'), name='interview_slot_is_somewhere'),
                ),
                migrations.AddConstraint(
                    model_name='interviewslot',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', True), ('interview__isnull', True), ('outcome', ''), ('taken_at__isnull', True)), models.Q(('entry__isnull', False), ('interview__isnull', False), ('taken_at__isnull', False)), _connector='OR'), name='interview_slot_taken_by_somebody'),
                ),
                migrations.AddConstraint(
                    model_name='interviewslot',
                    constraint=models.UniqueConstraint(models.F('entry'), condition=models.Q(('entry__isnull', False), ('outcome', ''), ('withdrawn_at__isnull', True)), name='interview_slot_one_each'),
                ),
                migrations.AddConstraint(
                    model_name='interviewslot',
                    constraint=models.UniqueConstraint(models.F('interviewer'), models.F('starts_at'), condition=models.Q(('withdrawn_at__isnull', True)), name='interview_slot_once'),
                ),
                migrations.AddIndex(
                    model_name='assignment',
                    index=models.Index(condition=models.Q(('ended_at__isnull', True), ('finished_at__isnull', True)), fields=['reader', 'lot'], name='assignment_to_read'),
                ),
                migrations.AddIndex(
                    model_name='assignment',
                    index=models.Index(condition=models.Q(('ended_at__isnull', True), ('finished_at__isnull', True), ('held_until__isnull', False)), fields=['held_until'], name='assignment_checked_out'),
                ),
                migrations.AddIndex(
                    model_name='assignment',
                    index=models.Index(fields=['round', 'reader'], name='assignment_of_round'),
                ),
                migrations.AddConstraint(
                    model_name='assignment',
                    constraint=models.UniqueConstraint(models.F('entry'), models.F('reader'), name='assignment_once'),
                ),
                migrations.AddConstraint(
                    model_name='assignment',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_as', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('ended_as', ''), _negated=True)), _connector='OR'), name='assignment_ended_for_a_reason'),
                ),
                migrations.AddConstraint(
                    model_name='assignment',
                    constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('ended_at__isnull', True), _connector='OR'), name='assignment_ends_once'),
                ),
                migrations.AddConstraint(
                    model_name='assignment',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'claimed'), _negated=True), ('held_until__isnull', False), ('ended_at__isnull', False), _connector='OR'), name='assignment_checkout_ends'),
                ),
                migrations.AddConstraint(
                    model_name='scorecardversion',
                    constraint=models.UniqueConstraint(models.F('scorecard'), models.F('number'), name='scorecard_version_once'),
                ),
                migrations.AddConstraint(
                    model_name='scorecardversion',
                    constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='scorecard_version_from_one'),
                ),
                migrations.AddConstraint(
                    model_name='reviewround',
                    constraint=models.UniqueConstraint(models.F('cohort'), models.F('name'), name='review_round_name_once'),
                ),
                migrations.AddConstraint(
                    model_name='reviewround',
                    constraint=models.CheckConstraint(condition=models.Q(('reads__gte', 1), ('reads__lte', 5)), name='review_round_one_to_five_reads'),
                ),
                migrations.AddConstraint(
                    model_name='reviewround',
                    constraint=models.CheckConstraint(condition=models.Q(('kind', 'interview'), ('reads__gte', 2), _connector='OR'), name='review_round_reading_by_two_at_least'),
                ),
                migrations.AddConstraint(
                    model_name='reviewround',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'interview'), _negated=True), ('is_blind', False), _connector='OR'), name='review_round_interview_is_not_blind'),
                ),
                migrations.AddConstraint(
                    model_name='reviewround',
                    constraint=models.CheckConstraint(condition=models.Q(('opens_at__isnull', True), ('closes_at__isnull', True), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='review_round_closes_after_it_opens'),
                ),
                migrations.AddConstraint(
                    model_name='reviewround',
                    constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'open', 'closed', 'cancelled'])), name='review_round_status_known'),
                ),
                migrations.AddIndex(
                    model_name='scoresheet',
                    index=models.Index(fields=['round', 'reader', 'nth'], name='scoresheet_in_order'),
                ),
                migrations.AddConstraint(
                    model_name='scoresheet',
                    constraint=models.UniqueConstraint(models.F('entry'), models.F('reader'), name='scoresheet_once'),
                ),
                migrations.AddConstraint(
                    model_name='scoresheet',
                    constraint=models.CheckConstraint(condition=models.Q(('marks__contained_by', [1, 2, 3, 4, 5])), name='scoresheet_marks_in_scale'),
                ),
                migrations.AddConstraint(
                    model_name='scoresheet',
                    constraint=models.CheckConstraint(condition=models.Q(('recommendation__gte', 1), ('recommendation__lte', 5)), name='scoresheet_recommendation_in_scale'),
                ),
                migrations.AddConstraint(
                    model_name='scoresheet',
                    constraint=models.CheckConstraint(condition=models.Q(('raw__gte', 100), ('raw__lte', 500)), name='scoresheet_raw_in_scale'),
                ),
                migrations.AddConstraint(
                    model_name='scoresheet',
                    constraint=models.CheckConstraint(condition=models.Q(('nth__gte', 1)), name='scoresheet_nth_from_one'),
                ),
                migrations.AddConstraint(
                    model_name='selectionboard',
                    constraint=models.UniqueConstraint(models.F('cohort'), models.F('name'), name='selection_board_name_once'),
                ),
                migrations.AddConstraint(
                    model_name='selectionboard',
                    constraint=models.CheckConstraint(condition=models.Q(('run_weight__gt', 0), ('reading_weight__gt', 0), ('interview_weight__gt', 0), _connector='OR'), name='selection_board_weighs_something'),
                ),
                migrations.AddConstraint(
                    model_name='selectionboard',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('run_weight', 0), ('run__isnull', False), _connector='OR'), models.Q(('reading_weight', 0), ('reading__isnull', False), _connector='OR'), models.Q(('interview_weight', 0), ('interview__isnull', False), _connector='OR')), name='selection_board_weighs_what_is_there'),
                ),
                migrations.AddIndex(
                    model_name='boardline',
                    index=models.Index(models.F('board'), models.OrderBy(models.F('rank'), nulls_last=True), models.F('id'), name='board_line_ranked'),
                ),
                migrations.AddConstraint(
                    model_name='boardline',
                    constraint=models.UniqueConstraint(models.F('board'), models.F('application'), name='board_line_once'),
                ),
                migrations.AddConstraint(
                    model_name='boardline',
                    constraint=models.UniqueConstraint(models.F('board'), models.F('rank'), condition=models.Q(('rank__isnull', False)), name='board_line_rank_once'),
                ),
                migrations.AddConstraint(
                    model_name='boardline',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('hand', ''), ('hand_at__isnull', True), ('hand_by__isnull', True), ('hand_reason', '')), models.Q(models.Q(('hand', ''), _negated=True), models.Q(('hand_reason', ''), _negated=True), ('hand_at__isnull', False), ('hand_by__isnull', False)), _connector='OR'), name='board_line_by_hand_has_reason'),
                ),
            ]
        ),
    ]

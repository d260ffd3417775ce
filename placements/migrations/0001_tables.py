"""The tables of this app (`careerpath.create_tables`)."""

import careerpath.create_tables
import cohorts.models
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("placements", "0001_initial"),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('bootcamp', '0001_tables'),
    ]

    operations = [
        careerpath.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Client',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                        ('slug', models.SlugField(unique=True, verbose_name='short name in addresses')),
                        ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                        ('time_zone', models.CharField(default='America/New_York', max_length=50, validators=[cohorts.models.check_time_zone], verbose_name='time zone')),
                        ('is_active', models.BooleanField(default=True, verbose_name='works with us now')),
                    ],
                    options={
                        'ordering': ('name',),
                    },
                ),
                migrations.CreateModel(
                    name='OnboardingRequirement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('background', 'background check'), ('exclusion', 'exclusion screening (OIG, SAM)'), ('hipaa', 'HIPAA training'), ('drug_screen', 'drug screen'), ('immunisation', 'immunisations'), ('nda', 'confidentiality agreement'), ('i9', 'I-9'), ('ehr_access', 'EHR access')], max_length=20, verbose_name='requirement')),
                        ('is_blocking', models.BooleanField(default=True, verbose_name='nobody starts without it')),
                        ('days_before', models.PositiveSmallIntegerField(default=7, verbose_name='days before the first day')),
                        ('valid_for_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='valid for days')),
                        ('is_active', models.BooleanField(default=True, verbose_name='asked for now')),
                        ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='placements.client')),
                    ],
                    options={
                        'ordering': ('client', 'kind'),
                        'constraints': [models.UniqueConstraint(models.F('client'), models.F('kind'), name='onboarding_requirement_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Opening',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('title', models.CharField(max_length=150, verbose_name='role')),
                        ('description', models.TextField(blank=True, verbose_name='what the work is')),
                        ('site', models.CharField(blank=True, max_length=150, verbose_name='site')),
                        ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                        ('mode', models.CharField(choices=[('on_site', 'on site'), ('hybrid', 'partly remote'), ('remote', 'remote')], default='on_site', max_length=10, verbose_name='where')),
                        ('starts_on', models.DateField(verbose_name='first day')),
                        ('weeks', models.PositiveSmallIntegerField(default=52, validators=[django.core.validators.MinValueValidator(1)], verbose_name='weeks')),
                        ('seats', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='seats')),
                        ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, help_text='Words, separated by commas.', size=None, verbose_name='skills')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed')),
                        ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='placements.client')),
                        ('credentials', models.ManyToManyField(blank=True, help_text='Each must be valid on the first day.', related_name='openings', to='bootcamp.credential', verbose_name='credentials needed')),
                    ],
                    options={
                        'ordering': ('starts_on', 'pk'),
                        'constraints': [models.UniqueConstraint(models.F('client'), models.F('title'), models.F('site'), models.F('starts_on'), name='opening_once'), models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='opening_has_seats'), models.CheckConstraint(condition=models.Q(('weeks__gte', 1)), name='opening_lasts')],
                    },
                ),
                migrations.CreateModel(
                    name='Placement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('status', models.CharField(choices=[('presented', 'presented'), ('interviewing', 'interviewing'), ('offered', 'offered'), ('accepted', 'accepted'), ('onboarding', 'onboarding'), ('active', 'working there'), ('completed', 'completed'), ('converted', 'hired by the client'), ('ended_early', 'ended early'), ('not_selected', 'not taken forward')], default='presented', editable=False, max_length=20, verbose_name='status')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day agreed')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day planned')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('end_reason', models.CharField(blank=True, choices=[('person', 'the person chose to leave'), ('client', 'the client ended it'), ('project', 'the project ended'), ('moved', 'moved to another placement'), ('before_start', 'it fell through before the first day')], max_length=20, verbose_name='why it ended early')),
                        ('presented_at', models.DateTimeField(verbose_name='presented')),
                        ('enrolment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='bootcamp.enrolment', verbose_name='graduate')),
                        ('opening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='placements.opening')),
                        ('supervisor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='supervised_placements', to=settings.AUTH_USER_MODEL, verbose_name='supervisor at the client')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['status', 'status_changed_at', 'id'], name='placement_board')],
                        'constraints': [models.UniqueConstraint(models.F('enrolment'), condition=models.Q(('status__in', ('accepted', 'onboarding', 'active'))), name='placement_one_active_a_person', violation_error_message='This person already has a placement.'), models.UniqueConstraint(models.F('enrolment'), models.F('opening'), name='placement_once_an_opening'), models.CheckConstraint(condition=models.Q(('status__in', ['presented', 'interviewing', 'offered', 'accepted', 'onboarding', 'active', 'completed', 'converted', 'ended_early', 'not_selected'])), name='placement_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['accepted', 'onboarding', 'active', 'active', 'completed', 'converted']), _negated=True), ('starts_on__isnull', False), _connector='OR'), name='placement_agreed_has_first_day'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('completed', 'converted', 'ended_early')), _negated=True), ('ended_on__isnull', False), _connector='OR'), name='placement_ended_has_last_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'ended_early'), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='placement_early_end_has_reason'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='placement_days_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='OnboardingItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField(verbose_name='due')),
                        ('verified_on', models.DateField(blank=True, null=True, verbose_name='verified')),
                        ('expires_on', models.DateField(blank=True, null=True, verbose_name='expires')),
                        ('waived_on', models.DateField(blank=True, null=True, verbose_name='waived')),
                        ('waiver_reason', models.CharField(blank=True, max_length=200, verbose_name='why it was waived')),
                        ('subject', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('waived_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                        ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='placements.onboardingrequirement')),
                        ('placement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='onboarding', to='placements.placement')),
                    ],
                    options={
                        'ordering': ('placement', 'due_on', 'pk'),
                        'constraints': [models.UniqueConstraint(models.F('placement'), models.F('requirement'), name='onboarding_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('expires_on__isnull', True), ('verified_by__isnull', True), ('verified_on__isnull', True)), models.Q(('verified_by__isnull', False), ('verified_on__isnull', False)), _connector='OR'), name='onboarding_verified_together'), models.CheckConstraint(condition=models.Q(models.Q(('waived_by__isnull', True), ('waived_on__isnull', True), ('waiver_reason', '')), models.Q(('waived_by__isnull', False), ('waived_on__isnull', False), models.Q(('waiver_reason', ''), _negated=True)), _connector='OR'), name='onboarding_waived_together'), models.CheckConstraint(condition=models.Q(('expires_on__isnull', True), ('expires_on__gte', models.F('verified_on')), _connector='OR'), name='onboarding_expires_after'), models.CheckConstraint(condition=models.Q(('subject__isnull', True), ('verified_by__isnull', True), models.Q(('verified_by', models.F('subject')), _negated=True), _connector='OR'), name='onboarding_not_verified_by_subject'), models.CheckConstraint(condition=models.Q(('subject__isnull', True), ('waived_by__isnull', True), models.Q(('waived_by', models.F('subject')), _negated=True), _connector='OR'), name='onboarding_not_waived_by_subject')],
                    },
                ),
                migrations.CreateModel(
                    name='InterviewRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField(verbose_name='asked')),
                        ('times', models.CharField(max_length=300, verbose_name='times that suit you')),
                        ('note', models.TextField(blank=True, max_length=1000, verbose_name='what you would like to talk about')),
                        ('arranged_at', models.DateTimeField(blank=True, null=True, verbose_name='arranged')),
                        ('arranged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interview_requests', to='placements.placement')),
                    ],
                    options={
                        'ordering': ('-asked_at',),
                        'constraints': [models.UniqueConstraint(models.F('placement'), condition=models.Q(('arranged_at__isnull', True)), name='interview_request_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('arranged_at__isnull', True), ('arranged_by__isnull', True)), models.Q(('arranged_at__isnull', False), ('arranged_by__isnull', False)), _connector='OR'), name='interview_request_arranged_together')],
                    },
                ),
                migrations.CreateModel(
                    name='ClientFeedback',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='given')),
                        ('verdict', models.CharField(choices=[('very_good', 'very good'), ('good', 'good'), ('unsure', 'not sure yet'), ('concern', 'there is a problem')], max_length=10, verbose_name='how is it going')),
                        ('went_well', models.TextField(blank=True, max_length=2000, verbose_name='what goes well')),
                        ('to_improve', models.TextField(blank=True, max_length=2000, verbose_name='what should be better')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='placements.placement')),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ['very_good', 'good', 'unsure', 'concern'])), name='feedback_known')],
                    },
                ),
                migrations.CreateModel(
                    name='PlacementStatusChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_status', models.CharField(blank=True, max_length=30)),
                        ('to_status', models.CharField(max_length=30)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('reason', models.TextField(blank=True)),
                        ('batch', models.UUIDField(blank=True, null=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='placements.placement')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'abstract': False,
                        'indexes': [models.Index(fields=['subject', 'at'], name='placement_history_subject')],
                    },
                ),
                migrations.CreateModel(
                    name='ClientContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(blank=True, max_length=100, verbose_name='position')),
                        ('is_active', models.BooleanField(default=True, verbose_name='may sign in to the portal')),
                        ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='placements.client')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='client_contacts', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ],
                    options={
                        'ordering': ('client', 'user'),
                        'constraints': [models.UniqueConstraint(models.F('client'), models.F('user'), name='client_contact_once')],
                    },
                ),
            ],
        ),
    ]

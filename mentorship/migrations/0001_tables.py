"""The tables of this app (`careerpath.create_tables`)."""

import careerpath.create_tables
import cohorts.models
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("mentorship", "0001_initial"),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('placements', '0001_tables'),
    ]

    operations = [
        careerpath.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Mentor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(blank=True, max_length=100, verbose_name='position')),
                        ('about', models.TextField(blank=True, verbose_name='what mentees read first')),
                        ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, help_text='Words, separated by commas.', size=None, verbose_name='skills')),
                        ('time_zone', models.CharField(default='America/New_York', max_length=50, validators=[cohorts.models.check_time_zone], verbose_name='time zone')),
                        ('capacity', models.PositiveSmallIntegerField(default=6, verbose_name='mentees at most')),
                        ('is_paused', models.BooleanField(default=False, verbose_name='takes nobody new for now')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mentor', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ],
                    options={
                        'ordering': ('user__name', 'pk'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('capacity__lte', 50)), name='mentor_capacity_sane')],
                    },
                ),
                migrations.CreateModel(
                    name='Mentorship',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('status', models.CharField(choices=[('proposed', 'proposed'), ('active', 'active'), ('completed', 'completed'), ('ended', 'ended')], default='proposed', editable=False, max_length=20, verbose_name='status')),
                        ('proposed_at', models.DateTimeField(verbose_name='proposed')),
                        ('mentor_confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='mentor confirmed')),
                        ('mentee_confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='mentee confirmed')),
                        ('began_on', models.DateField(blank=True, null=True, verbose_name='began')),
                        ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to='mentorship.mentor')),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to='placements.placement')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['mentor', 'status'], name='mentorship_of_mentor')],
                        'constraints': [models.UniqueConstraint(models.F('placement'), condition=models.Q(('status__in', ('proposed', 'active'))), name='mentorship_one_live_a_placement', violation_error_message='This person already has a mentor.'), models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'active', 'completed', 'ended'])), name='mentorship_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['active', 'completed']), _negated=True), models.Q(('began_on__isnull', False), ('mentee_confirmed_at__isnull', False), ('mentor_confirmed_at__isnull', False)), _connector='OR'), name='mentorship_active_is_confirmed')],
                    },
                ),
                migrations.CreateModel(
                    name='MentoringSession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('met_on', models.DateField(verbose_name='day')),
                        ('minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(480)], verbose_name='minutes')),
                        ('mode', models.CharField(choices=[('video', 'video call'), ('phone', 'telephone'), ('in_person', 'in person'), ('chat', 'messages')], default='video', max_length=10, verbose_name='how')),
                        ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('role', 'the role'), ('access', 'access and tools'), ('workload', 'workload'), ('skills', 'a skill'), ('people', 'working with people'), ('certification', 'a certification'), ('career', 'career'), ('wellbeing', 'how you are')], max_length=20), blank=True, default=list, size=None, verbose_name='topics')),
                        ('actions', models.TextField(blank=True, max_length=2000, verbose_name='what happens next')),
                        ('shared_notes', models.TextField(blank=True, max_length=5000, verbose_name='notes you share')),
                        ('next_on', models.DateField(blank=True, null=True, verbose_name='next meeting')),
                        ('logged_at', models.DateTimeField(verbose_name='logged')),
                        ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('mentorship', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='mentorship.mentorship')),
                    ],
                    options={
                        'ordering': ('-met_on', '-pk'),
                        'indexes': [models.Index(fields=['mentorship', '-met_on', '-id'], name='session_of_mentorship')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 480)), name='session_minutes_sane'), models.CheckConstraint(condition=models.Q(('next_on__isnull', True), ('next_on__gt', models.F('met_on')), _connector='OR'), name='session_next_after')],
                    },
                ),
                migrations.CreateModel(
                    name='Goal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('specific', models.CharField(max_length=200, verbose_name='what you will do')),
                        ('measurable', models.CharField(max_length=200, verbose_name='how you will know it is done')),
                        ('achievable', models.CharField(blank=True, max_length=200, verbose_name='what makes it possible')),
                        ('relevant', models.CharField(blank=True, max_length=200, verbose_name='why it matters')),
                        ('due_on', models.DateField(verbose_name='by when')),
                        ('progress', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='progress in percent')),
                        ('met_on', models.DateField(blank=True, editable=False, null=True, verbose_name='reached')),
                        ('set_at', models.DateTimeField(verbose_name='set')),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('mentorship', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='mentorship.mentorship')),
                    ],
                    options={
                        'ordering': ('due_on', 'pk'),
                        'indexes': [models.Index(fields=['mentorship', 'due_on', 'id'], name='goal_of_mentorship')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('met_on__isnull', True), ('progress__lt', 100)), models.Q(('met_on__isnull', False), ('progress', 100)), _connector='OR'), name='goal_reached_has_day')],
                    },
                ),
                migrations.CreateModel(
                    name='CheckIn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.PositiveSmallIntegerField(choices=[(30, 'day 30'), (60, 'day 60'), (90, 'day 90')], verbose_name='day of the placement')),
                        ('side', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor')], max_length=10, verbose_name='answered by')),
                        ('role_clarity', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – a little'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – entirely')], verbose_name='It is clear what the role is.')),
                        ('access', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – a little'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – entirely')], verbose_name='Access and tools are there.')),
                        ('workload', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – a little'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – entirely')], verbose_name='The workload is right.')),
                        ('feedback', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – a little'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – entirely')], verbose_name='Feedback comes, and it helps.')),
                        ('intent_to_stay', models.PositiveSmallIntegerField(choices=[(1, '1 – not at all'), (2, '2 – a little'), (3, '3 – partly'), (4, '4 – mostly'), (5, '5 – entirely')], verbose_name='Staying here for another year is likely.')),
                        ('comment', models.TextField(blank=True, max_length=2000, verbose_name='anything else')),
                        ('answered_at', models.DateTimeField(verbose_name='answered')),
                        ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('mentorship', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='check_ins', to='mentorship.mentorship')),
                    ],
                    options={
                        'ordering': ('day', 'side'),
                        'constraints': [models.UniqueConstraint(models.F('mentorship'), models.F('day'), models.F('side'), name='check_in_once_a_side'), models.CheckConstraint(condition=models.Q(('day__in', [30, 60, 90])), name='check_in_day_known'), models.CheckConstraint(condition=models.Q(('access__range', (1, 5)), ('feedback__range', (1, 5)), ('intent_to_stay__range', (1, 5)), ('role_clarity__range', (1, 5)), ('workload__range', (1, 5))), name='check_in_levels_1_to_5')],
                    },
                ),
                migrations.CreateModel(
                    name='MentorshipStatusChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_status', models.CharField(blank=True, max_length=30)),
                        ('to_status', models.CharField(max_length=30)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('reason', models.TextField(blank=True)),
                        ('batch', models.UUIDField(blank=True, null=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='mentorship.mentorship')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'abstract': False,
                        'indexes': [models.Index(fields=['subject', 'at'], name='mentorship_history_subject')],
                    },
                ),
                migrations.CreateModel(
                    name='PrivateNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=5000, verbose_name='private note')),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mentorship.mentoringsession')),
                    ],
                    options={
                        'default_permissions': (),
                        'constraints': [models.UniqueConstraint(models.F('session'), models.F('author'), name='private_note_one_an_author')],
                    },
                ),
            ],
        ),
    ]

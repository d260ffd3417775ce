"""The tables of this app (`careerpath.create_tables`)."""

import careerpath.create_tables
import careerpath.pipeline.clock
import cohorts.models
import cohorts.partners.codes
import cohorts.partners.models
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("cohorts", "0001_initial"),
        ("cohorts", "0002_releasing"),
        ("cohorts", "0003_conditions_translations_grace"),
        ("cohorts", "0004_public_pages"),
        ("cohorts", "0005_partners"),
        ("cohorts", "0006_forms_in_use_and_days"),
        ("cohorts", "0007_a_later_day_when_late"),
        ("cohorts", "0008_a_referral_code_is_made_at_random"),
    ]

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        careerpath.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='University',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                        ('slug', models.SlugField(unique=True, verbose_name='short name in addresses')),
                        ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active partner')),
                    ],
                    options={
                        'verbose_name_plural': 'universities',
                        'ordering': ('name',),
                    },
                ),
                migrations.CreateModel(
                    name='PublicPage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=100, verbose_name='title')),
                        ('description', models.CharField(help_text='One or two sentences: shown where somebody shares a link to this page, and by search engines.', max_length=200, verbose_name='description')),
                        ('body', models.TextField(validators=[django.core.validators.MaxLengthValidator(40000)], verbose_name='text')),
                        ('position', models.PositiveSmallIntegerField(default=50, help_text='Small numbers first. 0 leaves it out of the menu.', verbose_name='place in the menu')),
                        ('is_published', models.BooleanField(default=True, verbose_name='anybody may read it')),
                        ('slug', models.SlugField(max_length=60, verbose_name='short name in addresses')),
                        ('language', models.CharField(choices=[('en', 'English'), ('es', 'Español')], max_length=10, verbose_name='language')),
                        ('number', models.PositiveIntegerField(default=1, verbose_name='version')),
                        ('changed_at', models.DateTimeField(verbose_name='changed')),
                    ],
                    options={
                        'ordering': ('position', 'slug', 'language'),
                        'constraints': [models.UniqueConstraint(models.F('slug'), models.F('language'), name='public_page_once'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='public_page_says_something')],
                    },
                ),
                migrations.CreateModel(
                    name='QuestionSet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                        ('published_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='published')),
                        ('resume', models.CharField(choices=[('optional', 'may be attached'), ('required', 'must be attached'), ('not_asked', 'is not asked for')], default='optional', max_length=10, verbose_name='a resume')),
                    ],
                    options={
                        'ordering': ('name', '-version'),
                        'constraints': [models.UniqueConstraint(models.F('name'), models.F('version'), name='question_set_version_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Cohort',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('translations', models.JSONField(blank=True, default=dict, verbose_name='in other languages')),
                        ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                        ('slug', models.SlugField(unique=True, verbose_name='short name in addresses')),
                        ('summary', models.TextField(blank=True, verbose_name='what applicants read first')),
                        ('opens_at', models.DateTimeField(verbose_name='applications open')),
                        ('closes_at', models.DateTimeField(verbose_name='applications close')),
                        ('grace_minutes', models.PositiveSmallIntegerField(default=30, help_text='Somebody who began before the deadline may still save and send for so long after it.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='minutes of grace')),
                        ('decisions_by', models.DateField(blank=True, null=True, verbose_name='decisions promised by')),
                        ('late_until', models.DateField(blank=True, help_text='When the promised day has passed, those who wait are told this one. Without it they are told that we do not know.', null=True, verbose_name='if late: decisions by')),
                        ('bootcamp_starts', models.DateField(verbose_name='boot camp starts')),
                        ('bootcamp_ends', models.DateField(verbose_name='boot camp ends')),
                        ('capacity', models.PositiveSmallIntegerField(default=95, validators=[django.core.validators.MinValueValidator(1)], verbose_name='seats')),
                        ('time_zone', models.CharField(default='America/New_York', max_length=50, validators=[cohorts.models.check_time_zone], verbose_name='time zone')),
                        ('undo_hours', models.PositiveSmallIntegerField(default=24, help_text='After a release nobody is told for so long, and the whole release can be undone.', validators=[django.core.validators.MaxValueValidator(336)], verbose_name='hours before letters go out')),
                        ('offer_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(90)], verbose_name='days to answer an offer')),
                        ('promotes_waitlist', models.BooleanField(default=True, verbose_name='offer a seat that becomes free to the next on the waitlist')),
                        ('sign_off_waived_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('sign_off_waived_why', models.TextField(blank=True, editable=False)),
                        ('sign_off_waived_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='cohorts.questionset', verbose_name='form')),
                    ],
                    options={
                        'ordering': ('-opens_at',),
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sign_off_waived_at__isnull', True), ('sign_off_waived_by__isnull', True), ('sign_off_waived_why', '')), models.Q(('sign_off_waived_at__isnull', False), ('sign_off_waived_by__isnull', False), models.Q(('sign_off_waived_why', ''), _negated=True)), _connector='OR'), name='cohort_sign_off_waived_by_somebody'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='cohort_closes_after_opening', violation_error_message='Applications must close after they open.'), models.CheckConstraint(condition=models.Q(('bootcamp_ends__gt', models.F('bootcamp_starts'))), name='cohort_bootcamp_in_order', violation_error_message='The boot camp must end after it starts.'), models.CheckConstraint(condition=models.Q(('capacity__gte', 1)), name='cohort_has_seats')],
                    },
                ),
                migrations.CreateModel(
                    name='Section',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('translations', models.JSONField(blank=True, default=dict, verbose_name='in other languages')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                        ('slug', models.SlugField(verbose_name='short name in addresses')),
                        ('title', models.CharField(max_length=100, verbose_name='title')),
                        ('intro', models.TextField(blank=True, verbose_name='introduction')),
                        ('show_if', models.JSONField(blank=True, default=list, verbose_name='show only if')),
                        ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='cohorts.questionset')),
                    ],
                    options={
                        'ordering': ('question_set', 'position'),
                        'constraints': [models.UniqueConstraint(models.F('question_set'), models.F('slug'), name='section_slug_unique'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('question_set', 'position'), name='section_position_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('translations', models.JSONField(blank=True, default=dict, verbose_name='in other languages')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                        ('key', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*$', 'Use small letters, digits and underscores, and begin with a letter.')], verbose_name='key')),
                        ('label', models.CharField(max_length=300, verbose_name='question')),
                        ('help', models.TextField(blank=True, verbose_name='help')),
                        ('kind', models.CharField(choices=[('short_text', 'short text'), ('long_text', 'long text'), ('whole_number', 'whole number'), ('decimal', 'decimal number'), ('yes_no', 'yes or no'), ('one_of', 'one of a list'), ('some_of', 'some of a list'), ('date', 'date')], max_length=20, verbose_name='kind')),
                        ('required', models.BooleanField(default=False, verbose_name='must be answered')),
                        ('minimum', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='smallest value')),
                        ('maximum', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='largest value')),
                        ('max_length', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most characters')),
                        ('max_words', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most words')),
                        ('earliest', models.DateField(blank=True, null=True, verbose_name='earliest day')),
                        ('latest', models.DateField(blank=True, null=True, verbose_name='latest day')),
                        ('show_if', models.JSONField(blank=True, default=list, verbose_name='show only if')),
                        ('options', models.JSONField(blank=True, default=list, help_text='A list of [value, label] pairs, in order.', verbose_name='options')),
                        ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='cohorts.questionset')),
                        ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='cohorts.section')),
                    ],
                    options={
                        'ordering': ('question_set', 'section__position', 'position'),
                        'constraints': [models.UniqueConstraint(models.F('question_set'), models.F('key'), name='question_key_unique'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('section', 'position'), name='question_position_unique'), models.CheckConstraint(condition=models.Q(('minimum__isnull', True), ('maximum__isnull', True), ('minimum__lte', models.F('maximum')), _connector='OR'), name='question_bounds_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['one_of', 'some_of']), _negated=True), models.Q(('options', []), _negated=True), _connector='OR'), name='question_choices_have_options'), models.CheckConstraint(condition=models.Q(('earliest__isnull', True), ('latest__isnull', True), ('earliest__lte', models.F('latest')), _connector='OR'), name='question_days_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='ReferralLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(default=cohorts.partners.codes.new_code, max_length=110, unique=True, verbose_name='code')),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referral_links', to='cohorts.cohort')),
                        ('university', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referral_links', to='cohorts.university')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(models.F('cohort'), models.F('university'), name='referral_link_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PartnerMaterial',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('title', models.CharField(max_length=150, verbose_name='title')),
                        ('language', models.CharField(choices=[('en', 'English'), ('es', 'Español')], default='en', max_length=10, verbose_name='language')),
                        ('description', models.TextField(blank=True, max_length=1000, verbose_name='what it is for')),
                        ('file', models.FileField(upload_to=cohorts.partners.models.material_path, verbose_name='file')),
                        ('file_name', models.CharField(editable=False, max_length=120)),
                        ('content_type', models.CharField(editable=False, max_length=100)),
                        ('size', models.PositiveIntegerField(editable=False)),
                        ('is_active', models.BooleanField(default=True, verbose_name='can be downloaded')),
                        ('uploaded_at', models.DateTimeField(default=cohorts.partners.models._now, editable=False)),
                        ('uploaded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('universities', models.ManyToManyField(blank=True, help_text='Nobody chosen: for all partner universities.', related_name='materials', to='cohorts.university', verbose_name='for')),
                    ],
                    options={
                        'verbose_name': 'partner material',
                        'ordering': ('title', 'language', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='UniversityContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(blank=True, max_length=100, verbose_name='position')),
                        ('is_active', models.BooleanField(default=True, verbose_name='may open the university’s pages')),
                        ('added_at', models.DateTimeField(default=cohorts.partners.models._now, editable=False)),
                        ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('added_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('removed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('university', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='cohorts.university')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='university_contacts', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ],
                    options={
                        'ordering': ('university', 'user'),
                        'constraints': [models.UniqueConstraint(models.F('university'), models.F('user'), name='university_contact_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_active', True), ('removed_at__isnull', True)), models.Q(('is_active', False), ('removed_at__isnull', False)), _connector='OR'), name='university_contact_removed_has_time')],
                    },
                ),
                migrations.CreateModel(
                    name='PublicPageVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=100, verbose_name='title')),
                        ('description', models.CharField(help_text='One or two sentences: shown where somebody shares a link to this page, and by search engines.', max_length=200, verbose_name='description')),
                        ('body', models.TextField(validators=[django.core.validators.MaxLengthValidator(40000)], verbose_name='text')),
                        ('position', models.PositiveSmallIntegerField(default=50, help_text='Small numbers first. 0 leaves it out of the menu.', verbose_name='place in the menu')),
                        ('is_published', models.BooleanField(default=True, verbose_name='anybody may read it')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='what changed')),
                        ('changed_at', models.DateTimeField(verbose_name='changed')),
                        ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='cohorts.publicpage')),
                    ],
                    options={
                        'ordering': ('page', '-number'),
                        'constraints': [models.UniqueConstraint(models.F('page'), models.F('number'), name='public_page_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FormUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=careerpath.pipeline.clock.now, editable=False)),
                        ('drafts_moved', models.PositiveIntegerField(default=0)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_uses', to='cohorts.cohort')),
                        ('before', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.questionset')),
                        ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.questionset')),
                    ],
                    options={
                        'ordering': ('-at', '-pk'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('question_set', models.F('before')), _negated=True), name='form_use_changes_form')],
                    },
                ),
            ],
        ),
    ]

"""Planned meetings, actions, history, goals followed, concerns; private notes are encrypted.

The notes go into a table of their own, and the one that had them in the clear is dropped with its files; an update would have left
the old rows on the disk. Backups from before still have them. There is no way back: nothing puts notes into the clear again.
"""

import django.contrib.postgres.functions
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from careerpath.create_tables import ChangeTables
from django.db import migrations, models


from mentorship.sealing import mark_now, seal

BATCH = 1000


def seal_notes(apps, schema_editor):
    """Encrypt what stands there. Without keys it stops, and says so, before anything is lost."""
    sealed_note = apps.get_model("mentorship", "SealedNote")
    batch = []
    for note in apps.get_model("mentorship", "PrivateNote").objects.order_by("pk").iterator(BATCH):
        sealed = seal(note.text, author=note.author_id, session=note.session_id)
        batch.append(
            sealed_note(session_id=note.session_id, author_id=note.author_id, sealed=sealed, sealed_with=mark_now())
        )
        if len(batch) == BATCH:
            sealed_note.objects.bulk_create(batch)
            batch = []
    sealed_note.objects.bulk_create(batch)


def split_actions(apps, schema_editor):
    """Each line of what happens next is an action of the mentee."""
    action = apps.get_model("mentorship", "SessionAction")
    sessions = apps.get_model("mentorship", "MentoringSession").objects.exclude(actions="").order_by("pk")
    action.objects.bulk_create(
        (
            action(mentorship_id=one.mentorship_id, session_id=one.pk, what=line.strip()[:300])
            for one in sessions.iterator(BATCH)
            for line in one.actions.splitlines()
            if line.strip()
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('mentorship', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        ChangeTables(
            [
                migrations.CreateModel(
                    name='Escalation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('side', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor')], max_length=10, verbose_name='raised by')),
                        ('category', models.CharField(choices=[('safety', 'somebody’s safety'), ('harassment', 'harassment or discrimination'), ('workload', 'too much or too little work'), ('access', 'access or tools that do not come'), ('leaving', 'thinking of leaving'), ('other', 'something else')], max_length=12, verbose_name='what it is about')),
                        ('words', models.TextField(max_length=4000, verbose_name='in your words')),
                        ('other_may_know', models.BooleanField(default=False, verbose_name='the other side may read it')),
                        ('urgent', models.BooleanField(default=False, verbose_name='it cannot wait')),
                        ('raised_at', models.DateTimeField(verbose_name='raised')),
                        ('answer_by', models.DateTimeField(verbose_name='answer by')),
                        ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='first answered')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                    ],
                    options={
                        'ordering': ('-raised_at', '-pk'),
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='EscalationAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_programme', models.BooleanField(verbose_name='from the programme')),
                        ('text', models.TextField(max_length=4000, verbose_name='answer')),
                        ('at', models.DateTimeField(verbose_name='said')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='GoalStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('progress', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(100)], verbose_name='progress in percent')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                        ('at', models.DateTimeField(verbose_name='said')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('starts_at', models.DateTimeField(verbose_name='when')),
                        ('minutes', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(480)], verbose_name='minutes')),
                        ('mode', models.CharField(choices=[('video', 'video call'), ('phone', 'telephone'), ('in_person', 'in person'), ('chat', 'messages')], default='video', max_length=10, verbose_name='how')),
                        ('where', models.CharField(blank=True, max_length=300, verbose_name='where, or the link')),
                        ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                        ('arranged_at', models.DateTimeField(verbose_name='arranged')),
                        ('changed_at', models.DateTimeField(verbose_name='changed')),
                        ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='called off')),
                        ('cancelled_because', models.CharField(blank=True, max_length=300, verbose_name='why it was called off')),
                    ],
                    options={
                        'ordering': ('starts_at', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='SealedNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sealed', models.BinaryField()),
                        ('sealed_with', models.CharField(max_length=16)),
                    ],
                    options={
                        'default_permissions': (),
                    },
                ),
                migrations.CreateModel(
                    name='SessionAction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('what', models.CharField(max_length=300, verbose_name='what')),
                        ('who', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor')], default='mentee', max_length=10, verbose_name='who')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                        ('done_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='done')),
                    ],
                    options={
                        'ordering': ('session', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='SessionChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('was', models.JSONField(verbose_name='stood there before')),
                        ('at', models.DateTimeField(verbose_name='changed')),
                    ],
                    options={
                        'ordering': ('at', 'pk'),
                    },
                ),
                migrations.AddField(
                    model_name='goal',
                    name='dropped_because',
                    field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='why you dropped it'),
                ),
                migrations.AddField(
                    model_name='goal',
                    name='dropped_on',
                    field=models.DateField(blank=True, editable=False, null=True, verbose_name='dropped'),
                ),
                migrations.AddField(
                    model_name='mentoringsession',
                    name='sent_id',
                    field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True),
                ),
                migrations.AddConstraint(
                    model_name='goal',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_because', ''), ('dropped_on__isnull', True)), models.Q(('dropped_on__isnull', False), ('met_on__isnull', True), models.Q(('dropped_because', ''), _negated=True)), _connector='OR'), name='goal_dropped_has_reason'),
                ),
                migrations.AddField(
                    model_name='escalation',
                    name='closed_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='escalation',
                    name='mentorship',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='mentorship.mentorship'),
                ),
                migrations.AddField(
                    model_name='escalation',
                    name='raised_by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='escalation',
                    name='taken_by',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='escalationanswer',
                    name='by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='escalationanswer',
                    name='escalation',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='mentorship.escalation'),
                ),
                migrations.AddField(
                    model_name='goalstep',
                    name='by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='goalstep',
                    name='goal',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='mentorship.goal'),
                ),
                migrations.AddField(
                    model_name='goalstep',
                    name='session',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='goal_steps', to='mentorship.mentoringsession'),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='arranged_by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='meeting',
                    name='mentorship',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='mentorship.mentorship'),
                ),
                migrations.AddField(
                    model_name='mentoringsession',
                    name='meeting',
                    field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='session', to='mentorship.meeting', verbose_name='planned as'),
                ),
                migrations.AddField(
                    model_name='sealednote',
                    name='author',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='sealednote',
                    name='session',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mentorship.mentoringsession'),
                ),
                migrations.AddField(
                    model_name='sessionaction',
                    name='done_by',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='sessionaction',
                    name='mentorship',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='mentorship.mentorship'),
                ),
                migrations.AddField(
                    model_name='sessionaction',
                    name='session',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='mentorship.mentoringsession'),
                ),
                migrations.AddField(
                    model_name='sessionchange',
                    name='by',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='sessionchange',
                    name='session',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='mentorship.mentoringsession'),
                ),
                migrations.AddIndex(
                    model_name='escalation',
                    index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['answer_by', 'id'], name='escalation_open'),
                ),
                migrations.AddIndex(
                    model_name='escalation',
                    index=models.Index(fields=['-raised_at', '-id'], name='escalation_newest'),
                ),
                migrations.AddConstraint(
                    model_name='escalation',
                    constraint=models.CheckConstraint(condition=models.Q(('category__in', ['safety', 'harassment', 'workload', 'access', 'leaving', 'other'])), name='escalation_category_known'),
                ),
                migrations.AddConstraint(
                    model_name='escalation',
                    constraint=models.CheckConstraint(condition=models.Q(('side__in', ['mentee', 'mentor'])), name='escalation_side_known'),
                ),
                migrations.AddConstraint(
                    model_name='escalation',
                    constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='escalation_has_words'),
                ),
                migrations.AddConstraint(
                    model_name='escalation',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_at__isnull', True), ('taken_by__isnull', True)), models.Q(('taken_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='escalation_taken_by_somebody'),
                ),
                migrations.AddConstraint(
                    model_name='escalation',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('answered_at__isnull', False), ('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='escalation_closed_was_answered'),
                ),
                migrations.AddConstraint(
                    model_name='escalation',
                    constraint=models.CheckConstraint(condition=models.Q(('taken_by__isnull', True), models.Q(('taken_by', models.F('raised_by')), _negated=True), _connector='OR'), name='escalation_taken_by_another'),
                ),
                migrations.AddConstraint(
                    model_name='escalationanswer',
                    constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='escalation_answer_has_words'),
                ),
                migrations.AddIndex(
                    model_name='goalstep',
                    index=models.Index(fields=['goal', 'at'], name='goal_step_of'),
                ),
                migrations.AddConstraint(
                    model_name='goalstep',
                    constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='goal_step_sane'),
                ),
                migrations.AddIndex(
                    model_name='meeting',
                    index=models.Index(fields=['mentorship', 'starts_at'], name='meeting_of_mentorship'),
                ),
                migrations.AddConstraint(
                    model_name='meeting',
                    constraint=models.UniqueConstraint(models.F('mentorship'), models.F('starts_at'), condition=models.Q(('cancelled_at__isnull', True)), name='meeting_once_a_moment'),
                ),
                migrations.AddConstraint(
                    model_name='meeting',
                    constraint=models.CheckConstraint(condition=models.Q(('minutes__range', (5, 480))), name='meeting_minutes_sane'),
                ),
                migrations.AddIndex(
                    model_name='sealednote',
                    index=models.Index(fields=['sealed_with', 'id'], name='sealed_note_key'),
                ),
                migrations.AddConstraint(
                    model_name='sealednote',
                    constraint=models.UniqueConstraint(models.F('session'), models.F('author'), name='sealed_note_one_an_author'),
                ),
                migrations.AddIndex(
                    model_name='sessionaction',
                    index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['mentorship', 'due_on'], name='action_open'),
                ),
                migrations.AddConstraint(
                    model_name='sessionaction',
                    constraint=models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='action_has_words'),
                ),
                migrations.AddConstraint(
                    model_name='sessionaction',
                    constraint=models.CheckConstraint(condition=models.Q(('who__in', ['mentee', 'mentor'])), name='action_has_somebody'),
                ),
                migrations.AddConstraint(
                    model_name='sessionaction',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='action_done_by_somebody'),
                ),
                migrations.AddIndex(
                    model_name='sessionchange',
                    index=models.Index(fields=['session', 'at'], name='session_change_of'),
                ),
            ]
        ),
        migrations.RunPython(seal_notes),
        migrations.RunPython(split_actions),
        ChangeTables(
            [
                migrations.DeleteModel(
                    name='PrivateNote',
                ),
                migrations.RemoveField(
                    model_name='mentoringsession',
                    name='actions',
                ),
            ]
        ),
    ]

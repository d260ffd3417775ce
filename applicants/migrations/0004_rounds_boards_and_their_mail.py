"""Two kinds of bulk operation more, and three kinds of notice: choices only."""

from django.db import migrations, models

from careerpath.create_tables import ChangeTables


class Migration(migrations.Migration):

    dependencies = [
        ('applicants', '0003_clients_profiles_evaluations'),
    ]

    operations = [
        ChangeTables(
            [
                migrations.AlterField(
                    model_name='bulkoperation',
                    name='kind',
                    field=models.CharField(choices=[('screen', 'screen'), ('sort', 'sort by a screening run'), ('review', 'move to review'), ('assign', 'assign'), ('tag', 'tag'), ('stage', 'stage a decision'), ('release', 'release decisions'), ('undo', 'undo a release'), ('mail', 'send a message'), ('export', 'export'), ('duplicates', 'look for duplicates'), ('round', 'put into a review round'), ('board', 'stage a selection board')], max_length=20, verbose_name='what'),
                ),
                migrations.AlterField(
                    model_name='mailpreference',
                    name='kind',
                    field=models.CharField(choices=[('receipt', 'receipt'), ('code', 'code'), ('resume_link', 'link to a draft'), ('interest_confirm', 'confirm the list'), ('interest_open', 'applications are open'), ('draft_unfinished', 'a draft waits'), ('deadline_near', 'the deadline is near'), ('offer_waiting', 'an offer waits'), ('still_reading', 'we are still reading'), ('interview', 'interview'), ('data_answer', 'answer about data'), ('partner_invite', 'invitation of a partner'), ('talent_ending', 'the talent pool ends'), ('onboarding', 'what to do before the class begins'), ('session_changed', 'a session changed'), ('marks_published', 'marks are published'), ('survey_open', 'a survey is open'), ('certificate', 'the certificate is there'), ('renewal_due', 'a certificate has to be renewed'), ('presented', 'you are presented to a client'), ('client_interview', 'interview with a client'), ('placement', 'your placement'), ('first_day', 'what to do before the first day'), ('portal', 'news in the client portal'), ('evaluation_due', 'an evaluation is due'), ('opening_answer', 'answer to an opening asked for'), ('pair', 'a mentor or mentee is proposed'), ('meeting', 'a mentoring meeting'), ('check_in_due', 'a check-in is due'), ('nudge', 'it has been a while'), ('escalation', 'somebody asks for help'), ('yearly_survey', 'the yearly survey'), ('to_read', 'applications wait for a reader'), ('choose_time', 'choose a time for the interview'), ('interview_near', 'the interview is near')], max_length=20, verbose_name='notice'),
                ),
                migrations.AlterField(
                    model_name='notice',
                    name='kind',
                    field=models.CharField(choices=[('receipt', 'receipt'), ('code', 'code'), ('resume_link', 'link to a draft'), ('interest_confirm', 'confirm the list'), ('interest_open', 'applications are open'), ('draft_unfinished', 'a draft waits'), ('deadline_near', 'the deadline is near'), ('offer_waiting', 'an offer waits'), ('still_reading', 'we are still reading'), ('interview', 'interview'), ('data_answer', 'answer about data'), ('partner_invite', 'invitation of a partner'), ('talent_ending', 'the talent pool ends'), ('onboarding', 'what to do before the class begins'), ('session_changed', 'a session changed'), ('marks_published', 'marks are published'), ('survey_open', 'a survey is open'), ('certificate', 'the certificate is there'), ('renewal_due', 'a certificate has to be renewed'), ('presented', 'you are presented to a client'), ('client_interview', 'interview with a client'), ('placement', 'your placement'), ('first_day', 'what to do before the first day'), ('portal', 'news in the client portal'), ('evaluation_due', 'an evaluation is due'), ('opening_answer', 'answer to an opening asked for'), ('pair', 'a mentor or mentee is proposed'), ('meeting', 'a mentoring meeting'), ('check_in_due', 'a check-in is due'), ('nudge', 'it has been a while'), ('escalation', 'somebody asks for help'), ('yearly_survey', 'the yearly survey'), ('to_read', 'applications wait for a reader'), ('choose_time', 'choose a time for the interview'), ('interview_near', 'the interview is near')], max_length=20, verbose_name='notice'),
                ),
            ]
        ),
    ]

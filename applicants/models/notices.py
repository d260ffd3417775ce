"""Notices: mail that the programme sends by itself (a code, a receipt, a reminder), and who does not want which."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Applicant, Application
from applicants.models.outgoing import ENDED_IS_NOT_TRIED, OPEN_CLAIM, SENT_OR_CANCELLED, Outgoing


class NoticeKind(models.TextChoices):
    """What a notice says. Its words: `templates/applicants/mail/<kind>.txt`."""

    RECEIPT = "receipt", _("receipt")
    CODE = "code", _("code")
    RESUME_LINK = "resume_link", _("link to a draft")
    INTEREST_CONFIRM = "interest_confirm", _("confirm the list")
    INTEREST_OPEN = "interest_open", _("applications are open")
    DRAFT_UNFINISHED = "draft_unfinished", _("a draft waits")
    DEADLINE_NEAR = "deadline_near", _("the deadline is near")
    OFFER_WAITING = "offer_waiting", _("an offer waits")
    STILL_READING = "still_reading", _("we are still reading")
    INTERVIEW = "interview", _("interview")
    DATA_ANSWER = "data_answer", _("answer about data")
    PARTNER_INVITE = "partner_invite", _("invitation of a partner")
    TALENT_ENDING = "talent_ending", _("the talent pool ends")
    ONBOARDING = "onboarding", _("what to do before the class begins")
    SESSION_CHANGED = "session_changed", _("a session changed")
    MARKS_PUBLISHED = "marks_published", _("marks are published")
    SURVEY_OPEN = "survey_open", _("a survey is open")
    CERTIFICATE = "certificate", _("the certificate is there")
    RENEWAL_DUE = "renewal_due", _("a certificate has to be renewed")
    PRESENTED = "presented", _("you are presented to a client")
    CLIENT_INTERVIEW = "client_interview", _("interview with a client")
    PLACEMENT = "placement", _("your placement")
    FIRST_DAY = "first_day", _("what to do before the first day")
    PORTAL = "portal", _("news in the client portal")
    EVALUATION_DUE = "evaluation_due", _("an evaluation is due")
    OPENING_ANSWER = "opening_answer", _("answer to an opening asked for")
    PAIR = "pair", _("a mentor or mentee is proposed")
    MEETING = "meeting", _("a mentoring meeting")
    CHECK_IN_DUE = "check_in_due", _("a check-in is due")
    NUDGE = "nudge", _("it has been a while")
    ESCALATION = "escalation", _("somebody asks for help")
    YEARLY_SURVEY = "yearly_survey", _("the yearly survey")
    TO_READ = "to_read", _("applications wait for a reader")
    CHOOSE_TIME = "choose_time", _("choose a time for the interview")
    INTERVIEW_NEAR = "interview_near", _("the interview is near")


class Notice(Outgoing):
    """One notice in the outbox, in the recipient's language. What must not stand here (a code) is put in when it is sent."""

    class Urgency(models.IntegerChoices):
        """What goes first."""

        NOW = 0, _("somebody waits for it on the page")
        SOON = 1, _("somebody expects it")
        SOMETIME = 2, _("nobody waits for it")

    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("notice"), max_length=20, choices=NoticeKind.choices)
    once = models.CharField(max_length=200, unique=True)
    """What it is about: two notices never have the same, so asking for one twice writes one."""
    language = models.CharField(_("language"), max_length=10)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    good_until = models.DateTimeField(null=True, blank=True)
    """After this moment it is not sent any more: a code is good for minutes, a reminder until what it reminds of."""
    late_from = models.BigIntegerField(null=True, blank=True)
    """The row that what is put in at sending follows from (`services.notices.LATE`)."""
    stop_link = models.CharField(max_length=500, blank=True)
    """The page that stops such mail with one click; empty for what must be told."""

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=ENDED_IS_NOT_TRIED, name="notice_ended_is_not_tried"),
            models.CheckConstraint(condition=SENT_OR_CANCELLED, name="notice_sent_or_cancelled"),
        ]
        indexes = [
            models.Index(
                fields=["urgency", "next_try_at", "id"], name="notice_due", condition=Q(next_try_at__isnull=False)
            ),
            models.Index(fields=["message_id"], name="notice_message", condition=~Q(message_id="")),
            models.Index(fields=["claimed_at"], name="notice_claimed", condition=Q(claimed_at__isnull=False)),
            models.Index(fields=["id"], name="notice_open_claim", condition=OPEN_CLAIM),
            models.Index(fields=["id"], name="notice_failed", condition=Q(failed_at__isnull=False)),
            models.Index(fields=["id"], name="notice_bounced", condition=Q(bounced_at__isnull=False)),
        ]


class MailPreference(models.Model):
    """Whether somebody wants one kind of notice. Where there is no row, they get it."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(_("notice"), max_length=20, choices=NoticeKind.choices)
    wanted = models.BooleanField(_("wanted"))
    changed_at = models.DateTimeField(auto_now=True)
    by_link = models.BooleanField(_("by the link in a mail"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint("applicant", "kind", name="mail_preference_once")]

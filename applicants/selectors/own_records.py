"""What was written, asked, handed on and chosen about one person's applications, as parts of their file (`own_data`)."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from applicants.models import (
    AnswerChange,
    Application,
    Correction,
    Document,
    DocumentDownload,
    EmailProof,
    Interview,
    Letter,
    MailPreference,
    NextClassInterest,
    Notice,
    Reconsideration,
    TalentConsent,
    UniversityConsentChange,
)
from applicants.own_data import Field, Part
from applicants.selectors.applying import records_of, verified_addresses
from careerpath.accounts.models import User


def number_of(application: Application) -> Field:
    return Field("application", _("Application"), str(application.public_id), application.cohort.name)


def written(user: User, applications: Sequence[Application], ids: Sequence[int]) -> list[Part]:
    by_pk = {each.pk: each for each in applications}

    def mails(rows: Sequence[Letter] | Sequence[Notice]) -> list[list[Field]]:
        return [
            [
                *([number_of(by_pk[row.application_id])] if row.application_id else []),
                Field("sent_at", _("Sent"), row.sent_at),
                Field("to", _("To"), row.to),
                Field("subject", _("Subject"), row.subject),
                Field("text", _("Text"), row.body),
            ]
            for row in rows
        ]

    letters = list(Letter.objects.filter(application__in=ids, sent_at__isnull=False).order_by("sent_at"))
    about_none = Q(application=None, address__in=verified_addresses(user))
    notices = list(
        Notice.objects.annotate(address=Lower("to"))
        .filter(Q(application__in=ids) | about_none, sent_at__isnull=False)
        .order_by("sent_at")
    )
    documents = [
        [
            number_of(by_pk[each.application_id]),
            Field("id", _("Number"), str(each.public_id)),
            Field("name", _("Name of the file"), each.original_name),
            Field("bytes", _("Bytes"), each.size),
            Field("sha256", "SHA-256", each.sha256),
            Field("sent_at", _("Sent"), each.uploaded_at),
        ]
        for each in documents_of(ids)
    ]
    return [
        Part("documents", _("Your documents"), _("The files themselves are in the ZIP."), documents),
        Part("letters", _("Letters we sent you"), "", mails(letters)),
        Part("notices", _("Notices we sent you"), "", mails(notices)),
    ]


def documents_of(ids: Sequence[int]) -> list[Document]:
    """The documents of these applications, the oldest first; one query."""
    return list(Document.objects.filter(application__in=ids).order_by("uploaded_at", "pk"))


def asked(applications: Sequence[Application], ids: Sequence[int]) -> list[Part]:
    by_pk = {each.pk: each for each in applications}
    looks = [
        [
            number_of(by_pk[each.application_id]),
            Field("asked_at", _("Asked"), each.asked_at),
            Field("text", _("What you asked"), each.text),
            Field("answered_at", _("Answered"), each.answered_at),
            Field("outcome", _("What came of it"), each.outcome, each.get_outcome_display()),
            Field("answer", _("Answer"), each.answer),
        ]
        for each in Reconsideration.objects.filter(application__in=ids).order_by("asked_at")
    ]
    corrections = [
        [
            number_of(by_pk[each.application_id]),
            Field("question", _("Question"), each.key),
            Field("wrong", _("What is wrong"), each.wrong),
            Field("right", _("What is right"), each.right),
            Field("asked_at", _("Asked"), each.asked_at),
            Field("outcome", _("What came of it"), each.outcome, each.get_outcome_display()),
            Field("answer", _("Answer"), each.answer),
            Field("answered_at", _("Answered"), each.answered_at),
        ]
        for each in Correction.objects.filter(application__in=ids).order_by("asked_at")
    ]
    changes = [
        [
            Field("what", _("What"), each.key),
            Field("before", _("Before"), each.old),
            Field("after", _("After"), each.new),
            Field("at", _("When"), each.at),
        ]
        for each in AnswerChange.objects.filter(applicant__applications__in=ids).distinct().order_by("at", "pk")
    ]
    interviews = [
        [
            number_of(by_pk[each.application_id]),
            Field("starts_at", _("Begins"), version.starts_at),
            Field("minutes", _("Minutes"), version.minutes),
            Field("place", _("Place"), version.place),
            Field("link", _("Link"), version.link),
            Field("note", _("Note"), version.note),
            Field("told_at", _("Told"), version.at),
            Field("cancelled_at", _("Called off"), each.cancelled_at),
        ]
        for each in Interview.objects.filter(application__in=ids).prefetch_related(Prefetch("versions")).order_by("pk")
        for version in each.versions.all()
    ]
    return [
        Part("reconsiderations", _("Where you asked for another look"), "", looks),
        Part("corrections", _("Corrections that you asked for"), "", corrections),
        Part(
            "changes",
            _("What was corrected"),
            _("The old values, kept so that everybody can see what changed."),
            changes,
        ),
        Part("interviews", _("Interviews"), "", interviews),
    ]


def passed_on(applications: Sequence[Application], ids: Sequence[int]) -> list[Part]:
    """Who was told: each time a document was had (whether by them, not by which of us), and what their university may know."""
    by_pk = {each.pk: each for each in applications}
    downloads = [
        [
            number_of(by_pk[each.application_id]),
            Field("name", _("Name of the file"), each.name),
            Field("at", _("When"), each.at),
            Field(
                "by", _("By"), "you" if each.own else "staff", _("you") if each.own else _("somebody who works here")
            ),
        ]
        for each in DocumentDownload.objects.filter(application__in=ids).order_by("at", "pk")
    ]
    consents = [
        [
            number_of(by_pk[each.application_id]),
            Field("university", _("University"), each.university.name),
            Field("allowed", _("May see your name and how far you came"), each.is_given),
            Field("at", _("Since"), each.at),
        ]
        for each in UniversityConsentChange.objects.filter(application__in=ids)
        .select_related("university")
        .order_by("at", "pk")
    ]
    return [
        Part("downloads", _("Who had your documents"), "", downloads),
        Part("university_consents", _("What your university may know"), "", consents),
    ]


def addresses(applications: Sequence[Application], ids: Sequence[int]) -> Part:
    by_pk = {each.pk: each for each in applications}
    return Part(
        "proved_addresses",
        _("Addresses that a code was sent to"),
        "",
        [
            [
                number_of(by_pk[each.application_id]),
                Field("email", _("E-mail address"), each.email),
                Field("asked_at", _("Asked"), each.asked_at),
                Field("proved_at", _("Confirmed"), each.proved_at),
            ]
            for each in EmailProof.objects.filter(application__in=ids).order_by("asked_at", "pk")
        ],
    )


def next_class(user: User) -> Part:
    return Part(
        "next_class",
        _("The list for the next class"),
        "",
        [
            [
                Field("email", _("E-mail address"), each.email),
                Field("language", _("Language"), each.language),
                Field("asked_at", _("Asked"), each.asked_at),
                Field("confirmed_at", _("Confirmed"), each.confirmed_at),
                Field("stopped_at", _("Stopped"), each.unsubscribed_at),
            ]
            for each in NextClassInterest.objects.filter(email__in=verified_addresses(user)).order_by("pk")
        ],
    )


def choices(user: User) -> Part:
    records = [
        [
            Field("kind", _("Mail"), each.kind, each.get_kind_display()),
            Field("wanted", _("Wanted"), each.wanted),
            Field("at", _("Since"), each.changed_at),
        ]
        for each in MailPreference.objects.filter(applicant__in=records_of(user)).order_by("kind")
    ]
    records += [
        [
            Field("kind", _("Mail"), "talent_pool", _("Asked for later classes")),
            Field("wanted", _("Wanted"), each.withdrawn_at is None),
            Field("at", _("Since"), each.withdrawn_at or each.given_at),
            Field("until", _("Until"), each.until),
        ]
        for each in TalentConsent.objects.filter(applicant__in=records_of(user))
    ]
    return Part("choices", _("What you chose"), "", records)

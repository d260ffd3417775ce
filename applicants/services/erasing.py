"""Erasing: what was a person's goes, what is counted stays.

A draft goes as a whole. Of an application that was sent, the row, its status history and its points stay, without a word that
somebody wrote and without anybody they could lead to: so every count in the reports is the same before and after. Each erasure is
logged with how much and by which rule, never with what or whose.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.db.models.functions import Lower

from applicants.models import (
    AnswerChange,
    Applicant,
    Application,
    ApplicationFacts,
    ApplicationStatusChange,
    ApplicationTag,
    ApplicationWords,
    Correction,
    Decision,
    Document,
    DocumentDownload,
    DraftKey,
    DuplicatePair,
    EmailProof,
    Erasure,
    Interview,
    Letter,
    MailPreference,
    MatchKey,
    Merge,
    NextClassInterest,
    Notice,
    Reconsideration,
    Restriction,
    Review,
    SecondReading,
    TalentConsent,
    UniversityConsent,
    UniversityConsentChange,
)
from applicants.own_data import ERASERS, needed
from applicants.retention import DRAFT_RULE, Rule
from applicants.selectors.applying import verified_addresses
from applicants.selectors.retaining import due_drafts, due_restrictions, kept_until, on_hold, past_their_date, rule_now
from careerpath.accounts.models import User
from careerpath.pipeline import clock

LOT: Final = 50
"""Applications that are erased in one transaction."""
GONE: Final = "erased"
"""Stands where the database asks for words."""


_GONE_WITH_IT: Final = (
    AnswerChange,
    ApplicationTag,
    Correction,
    DocumentDownload,  # holds the names of files
    DraftKey,
    EmailProof,
    Interview,
    UniversityConsent,
    UniversityConsentChange,
)
"""What no report counts, and goes as a whole."""


def erase_draft(application: Application, *, asked: bool) -> None:
    """Delete a draft, its files and all that hangs on it; its applicant too, where nothing else is theirs. Call it under lock."""
    files = _delete_files([application.pk])
    fields = len(application.answers) + 1
    person, cohort = application.applicant, application.cohort
    _log(Erasure.Kind.DRAFT, cohort_id=cohort.pk, asked=asked, rule=DRAFT_RULE, fields=fields, files=files)
    application.delete()
    if person.user_id is None and not _stands_on(person):
        person.delete()
    elif Restriction.objects.filter(application__applicant=person, erased_at__isnull=False).exists():
        _erase_person(person, asked=asked, rule=DRAFT_RULE)  # the draft was all that was left of them


def _stands_on(person: Applicant) -> bool:
    merged = Merge.objects.filter(Q(kept=person) | Q(merged=person)).exists()
    return merged or Application.objects.filter(applicant=person).exists() or person.merged_from.exists()


@transaction.atomic
def erase_application(application: Application, *, asked: bool, rule: Rule) -> bool:
    """Erase a sent application; whether it was done. Not while a hold stands, nor while another app stands on it, nor twice."""
    locked = (
        Application.objects.select_for_update(of=("self",)).select_related("cohort", "applicant").get(pk=application.pk)
    )
    if Restriction.objects.filter(application=locked, erased_at__isnull=False).exists():
        return False
    if Application.objects.filter(on_hold(), pk=locked.pk).exists() or needed([locked.pk]):
        return False
    files = _delete_files([locked.pk])
    fields = len(locked.answers) + _empty_what_hangs_on(locked) + sum(erase([locked.pk]) for erase in ERASERS)
    Application.objects.filter(pk=locked.pk).update(
        answers={}, flags=[], external_id=None, imported_by=None, content_digest=None, assigned_to=None
    )
    ApplicationFacts.objects.filter(application=locked).delete()
    ApplicationWords.objects.filter(application=locked).delete()
    now = clock.now()
    Restriction.objects.update_or_create(
        application=locked,
        defaults={"erased_at": now},
        create_defaults={
            "asked_at": now if asked else None,
            "until": now.date(),
            "rule": rule.key,
            "rule_version": rule.version,
            "erased_at": now,
        },
    )
    _log(Erasure.Kind.APPLICATION, cohort_id=locked.cohort_id, asked=asked, rule=rule, fields=fields, files=files)
    _erase_person(locked.applicant, asked=asked, rule=rule)
    return True


def _empty_what_hangs_on(application: Application) -> int:
    """The words beside the application; how many fields. What is counted (marks, verdicts, outcomes, times) stays."""
    of = {"application": application}
    emptied = 0
    for each in (Letter, Notice):
        emptied += each.objects.filter(**of).update(
            subject="", body="", to="", message_id="", problem="", next_try_at=None
        )
    Letter.objects.filter(sent_at=None, cancelled_at=None, failed_at=None, **of).update(cancelled_at=clock.now())
    Notice.objects.filter(sent_at=None, cancelled_at=None, failed_at=None, **of).update(cancelled_at=clock.now())
    emptied += Decision.objects.filter(**of).exclude(reason="").update(reason=GONE)
    emptied += Review.objects.filter(**of).update(comment=GONE)
    emptied += SecondReading.objects.filter(**of).exclude(comment="").update(comment=GONE)
    asked = Reconsideration.objects.filter(**of)
    emptied += asked.update(text=GONE) + asked.exclude(answer="").update(answer=GONE)
    emptied += ApplicationStatusChange.objects.filter(subject=application).exclude(reason="").update(reason="")
    Notice.objects.filter(**of).update(stop_link="", late_from=None)
    for gone in _GONE_WITH_IT:
        emptied += gone.objects.filter(**of).delete()[0]
    return emptied


def _erase_person(person: Applicant, *, asked: bool, rule: Rule) -> None:
    """Name, address, telephone and account, once nothing of theirs is left that is not erased."""
    left = Application.objects.filter(applicant=person).exclude(restriction__erased_at__isnull=False)
    if left.exists() or person.merged_from.exclude(name="", email=None, phone="").exists():
        return
    user = person.user
    fields = sum(bool(value) for value in (person.name, person.email, person.phone, user))
    Applicant.objects.filter(pk=person.pk).update(name="", email=None, phone="", language="", user=None)
    for gone in (AnswerChange, MatchKey, MailPreference, TalentConsent):
        gone.objects.filter(applicant=person).delete()
    DuplicatePair.objects.filter(Q(first=person) | Q(second=person)).delete()
    if user is not None:
        _erase_account(user)
    if fields:
        _log(Erasure.Kind.PERSON, cohort_id=None, asked=asked, rule=rule, fields=fields, files=0)
    if person.merged_into is not None:  # it may have waited for this one
        _erase_person(person.merged_into, asked=asked, rule=rule)


def _forget_addresses(user: User) -> None:
    """Take the addresses of an account off the list for the next class, and delete what was mailed to them about no application."""
    addresses = verified_addresses(user) | {user.email.lower()}
    NextClassInterest.objects.filter(email__in=addresses).delete()
    Notice.objects.annotate(address=Lower("to")).filter(application=None, address__in=addresses).delete()


def _erase_account(user: User) -> None:
    """Delete the account of somebody without a role. Where something stands on it, it is emptied and shut instead."""
    if user.is_staff or user.is_superuser or user.groups.exists():
        return
    _forget_addresses(user)
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        user.email, user.name, user.is_active = f"erased-{user.pk}@erased.invalid", "", False
        user.set_unusable_password()
        user.save()


def _delete_files(ids: Sequence[int]) -> int:
    """Delete the documents of these applications: the rows now, the files after commit."""
    documents = list(Document.objects.filter(application__in=ids))
    for name in {each.file.name or "" for each in documents if each.file}:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    Document.objects.filter(pk__in=[each.pk for each in documents]).delete()
    return len(documents)


def _log(kind: str, *, cohort_id: int | None, asked: bool, rule: Rule, fields: int, files: int) -> None:
    Erasure.objects.create(
        kind=kind,
        cohort_id=cohort_id,
        at=clock.now(),
        asked=asked,
        rule=rule.key,
        rule_version=rule.version,
        fields=fields,
        files=files,
    )


def erase_due(*, not_asked: bool = False, most: int = 100_000) -> dict[str, int]:
    """Erase everything that is due, lot by lot, each in a transaction of its own; how many of each kind.

    Rows that somebody else holds at the moment are left for the next time, so two workers at once do each once. `not_asked` also
    erases sent applications that no rule keeps any more and about which nobody asked: that a person starts, after the preview.
    """
    done = {"drafts": 0, "asked": 0, "past": 0}
    while done["drafts"] < most and (lot := _erase_drafts()):
        done["drafts"] += lot
    done["asked"] = _erase_asked(most)
    if not_asked:
        rule = rule_now()
        for application in past_their_date(rule).order_by("pk")[:most]:
            done["past"] += erase_application(application, asked=False, rule=rule)
    return done


@transaction.atomic
def _erase_drafts() -> int:
    lot = list(
        due_drafts()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("applicant", "cohort")
        .order_by("pk")[:LOT]
    )
    for application in lot:
        erase_draft(application, asked=False)
    return len(lot)


def _erase_asked(most: int) -> int:
    """What people asked for and is due. A longer rule that was switched on meanwhile moves the day, as the page says then."""
    rule, today, done = rule_now(), clock.now().date(), 0
    for restriction in due_restrictions().select_related("application__cohort", "application__applicant")[:most]:
        until = kept_until(restriction.application, rule)
        if until >= today:
            Restriction.objects.filter(pk=restriction.pk, erased_at=None).update(
                until=until, rule=rule.key, rule_version=rule.version
            )
            continue
        done += erase_application(restriction.application, asked=True, rule=rule)
    return done

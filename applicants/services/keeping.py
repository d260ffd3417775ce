"""What an applicant asks of their data: have it deleted, be in the talent pool; and what staff set: rules, holds."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.leaving import tell_ended
from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, LegalHold, Restriction, RetentionSwitch, TalentConsent
from applicants.own_data import needed
from applicants.retention import ALWAYS, BY_KEY
from applicants.selectors.retaining import kept_until, rule_now
from applicants.selectors.telling import told
from applicants.services.erasing import erase_draft
from applicants.services.notices import cancel_notices
from applicants.services.withdrawing import can_withdraw, withdraw
from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline import clock

POOL_AFTER = (S.REJECTED, S.INELIGIBLE, S.DECLINED, S.WITHDRAWN)
"""Where somebody may consent to be asked for later classes."""
POOL_DAYS = 366
"""The longest that a consent holds."""


class KeepingRefused(ValueError):
    """Why something about kept data cannot be done, in words."""


def is_unsent(application: Application) -> bool:
    """Whether the application is a draft, or a draft that was withdrawn."""
    return application.submitted_at is None or application.status == S.DRAFT


def check_can_delete(application: Application) -> None:
    """Raise KeepingRefused where deletion cannot be asked for here."""
    if Restriction.objects.filter(application=application).exists():
        raise KeepingRefused(_("You asked for this already."))
    if application.status == S.ADMITTED or needed([application.pk]):
        raise KeepingRefused(
            _("You are in a class with this application. Write to us, and a person goes through it with you.")
        )


def delete(application: Application, *, by: User) -> Restriction | None:
    """Delete a draft at once (None), or take a sent application out of sight until the law lets it go. Raises KeepingRefused.

    One that is still being considered is withdrawn with it: nobody decides about what they may not look at.
    """
    with transaction.atomic():
        locked = (
            Application.objects.select_for_update(of=("self",))
            .select_related("cohort", "applicant")
            .get(pk=application.pk)
        )
        if locked.applicant.user_id != by.pk:
            raise KeepingRefused(_("Only the applicant can ask for this."))
        check_can_delete(locked)
        held = LegalHold.objects.filter(applicant=locked.applicant_id, lifted_at__isnull=True).exists()
        if is_unsent(locked) and not held:
            erase_draft(locked, asked=True)
            return None
        if can_withdraw(locked):
            withdraw(locked, by=by, reason="Deletion asked for by the applicant.")
        cancel_notices(locked, why="The applicant asked for deletion.")
        TalentConsent.objects.filter(application=locked).delete()
        rule = rule_now()
        until = clock.now().date() if is_unsent(locked) else kept_until(locked, rule)  # a draft comes here only on hold
        made = Restriction.objects.create(
            application=locked, asked_at=clock.now(), until=until, rule=rule.key, rule_version=rule.version
        )
        tell_ended([locked.pk])
        return made


def can_join_pool(application: Application) -> bool:
    """Whether they may consent to be asked for later classes: after a no, or after they declined or withdrew."""
    if application.submitted_at is None or told(application).status not in POOL_AFTER:
        return False
    return not Restriction.objects.filter(application=application).exists()


def in_pool(application: Application) -> bool:
    """Whether a consent of the applicant is in force."""
    return TalentConsent.objects.filter(
        applicant=application.applicant_id, withdrawn_at__isnull=True, until__gte=clock.now().date()
    ).exists()


def join_pool(application: Application, *, until: date, by: User) -> TalentConsent:
    """Consent to be asked for later classes until a day, at most a year from now. Given again, it is renewed. KeepingRefused."""
    today = clock.now().astimezone(application.cohort.tz).date()
    if application.applicant.user_id != by.pk or not can_join_pool(application):
        raise KeepingRefused(_("This is not possible for this application."))
    if not today < until <= today + timedelta(days=POOL_DAYS):
        raise KeepingRefused(_("Choose a day between tomorrow and a year from now."))
    consent, _made = TalentConsent.objects.update_or_create(
        applicant=application.applicant,
        defaults={
            "application": application,
            "given_at": clock.now(),
            "until": until,
            "withdrawn_at": None,
            "reminded_at": None,
        },
    )
    return consent


def leave_pool(applicant: Applicant, *, by: User) -> bool:
    """Take the consent back; whether one was there. Twice is once."""
    if applicant.user_id != by.pk:
        raise KeepingRefused(_("Only the applicant can ask for this."))
    open_one = TalentConsent.objects.filter(applicant=applicant, withdrawn_at__isnull=True)
    return bool(open_one.update(withdrawn_at=clock.now()))


def switch_rule(key: str, *, is_on: bool, by: User) -> None:
    """Say that a retention rule applies to the programme, or no longer. Raises KeepingRefused."""
    if not has_role(by, Role.MANAGER):
        raise KeepingRefused("The programme manager says which rules apply.")
    if key not in BY_KEY or (key == ALWAYS and not is_on):
        raise KeepingRefused("This rule cannot be switched off.")
    RetentionSwitch.objects.create(rule=key, is_on=is_on, by=by, at=clock.now())


def set_hold(applicant: Applicant, *, reason: str, by: User) -> LegalHold:
    """Keep everything of a person until it is lifted. Raises KeepingRefused."""
    if not has_role(by, Role.COMPLIANCE):
        raise KeepingRefused("A compliance officer sets a hold.")
    if not reason.strip():
        raise KeepingRefused("Say why: a claim, a charge, a request of an agency.")
    try:
        with transaction.atomic():
            return LegalHold.objects.create(applicant=applicant, reason=reason.strip(), set_by=by, set_at=clock.now())
    except IntegrityError:
        raise KeepingRefused("A hold stands on this person already.") from None


def lift_hold(hold: LegalHold, *, by: User) -> None:
    """Let the rules hold again. Lifting twice lifts once."""
    if not has_role(by, Role.COMPLIANCE):
        raise KeepingRefused("A compliance officer lifts a hold.")
    LegalHold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(lifted_at=clock.now(), lifted_by=by)

"""Whether the university that sent somebody may see their name and how far they came: asked, given, taken back at any time."""

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models import Application, Restriction, UniversityConsent, UniversityConsentChange
from applicants.selectors.partners import NOT_NAMED
from applicants.selectors.telling import told
from careerpath.accounts.models import User
from careerpath.pipeline import clock


class ConsentRefused(ValueError):
    """Why somebody is not asked, in words."""


def check_can_give(application: Application) -> None:
    """Raise ConsentRefused where there is no university to tell, or nothing to tell it."""
    if application.university_id is None:
        raise ConsentRefused(_("No university sent you, so there is nobody to tell."))
    if told(application).status in NOT_NAMED:
        raise ConsentRefused(_("Send your application first. Then you can say whether we may tell your university."))
    if Restriction.objects.filter(application=application).exists():
        raise ConsentRefused(_("You asked us to delete this application, so nobody works with it any more."))


def can_give(application: Application) -> bool:
    """Whether the applicant is asked now."""
    try:
        check_can_give(application)
    except ConsentRefused:
        return False
    return True


@transaction.atomic
def give(application: Application, *, by: User) -> UniversityConsent:
    """Let the university that sent the applicant see their name and stage. Given twice, it is one. Raises ConsentRefused."""
    locked = _locked(application)
    check_can_give(locked)
    assert locked.university_id is not None
    consent = UniversityConsent.objects.filter(application=locked).first()
    if consent and consent.withdrawn_at is None and consent.university_id == locked.university_id:
        return consent
    consent = consent or UniversityConsent(application=locked)
    consent.university_id, consent.given_at, consent.withdrawn_at = locked.university_id, clock.now(), None
    consent.save()
    _note(consent, is_given=True, by=by)
    return consent


@transaction.atomic
def take_back(application: Application, *, by: User) -> None:
    """The name disappears from the university's page at once. Where nothing was given nothing happens."""
    locked = _locked(application)
    consent = UniversityConsent.objects.filter(application=locked, withdrawn_at__isnull=True).first()
    if consent:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        _note(consent, is_given=False, by=by)


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)


def _note(consent: UniversityConsent, *, is_given: bool, by: User) -> None:
    UniversityConsentChange.objects.create(
        application_id=consent.application_id, university_id=consent.university_id, is_given=is_given, by=by
    )

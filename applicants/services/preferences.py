"""What somebody wants to hear from us, and in which language."""

from collections.abc import Mapping
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from applicants.models import Applicant, MailPreference, NoticeKind
from applicants.services.notices import spoken
from careerpath.ui.links import site_link

K = NoticeKind
CHOSEN: Final = (K.DRAFT_UNFINISHED, K.DEADLINE_NEAR, K.OFFER_WAITING, K.STILL_READING)
"""What can be done without. Decisions, receipts and what somebody asked for cannot be stopped."""
SALT: Final = "applicants.mail.stop"


class PreferenceRefused(ValueError):
    """Something that cannot be chosen, in words."""


def preferences_of(applicant: Applicant) -> dict[str, bool]:
    """Kind of notice -> whether they want it, of those that can be stopped. One query."""
    said = dict(MailPreference.objects.filter(applicant=applicant).values_list("kind", "wanted"))
    return {kind: said.get(kind, True) for kind in CHOSEN}


@transaction.atomic
def set_preferences(
    applicant: Applicant, wanted: Mapping[str, bool], *, by: Any = None, by_link: bool = False
) -> dict[str, bool]:
    """Keep what somebody wants, by kind; kinds that are not named stay as they are. Returns `preferences_of`.

    `by` is the applicant's own account, or nobody where a link in a mail did it. Raises PreferenceRefused for a kind that cannot
    be stopped, and for somebody else's choices.
    """
    if by is not None and by.pk != applicant.user_id:
        raise PreferenceRefused(_("Only the applicant can choose this."))
    if set(wanted) - set(CHOSEN):
        raise PreferenceRefused(_("This mail cannot be stopped: it tells what you must know."))
    for kind, wants in wanted.items():
        MailPreference.objects.update_or_create(
            applicant=applicant, kind=kind, defaults={"wanted": wants, "by_link": by_link}
        )
    return preferences_of(applicant)


def stop_token(applicant_id: int, kind: str) -> str:
    """What stands in the link that stops one kind of mail. Signed and good for ever: a mail is read when it is read."""
    return signing.dumps([applicant_id, kind], salt=SALT)


def stop_link(applicant_id: int, kind: str) -> str:
    """The page that stops one kind of mail with one click."""
    return site_link("applicants:stop-mail", stop_token(applicant_id, kind))


def read_stop_token(token: str) -> tuple[Applicant, str]:
    """Who, and which mail. Raises PreferenceRefused where the link is not ours, or they are here no more."""
    try:
        applicant_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        raise PreferenceRefused(
            _("This link is not complete. Open it again from the e-mail, or copy all of it.")
        ) from None
    found = Applicant.objects.filter(pk=applicant_id).first()
    if found is None or kind not in CHOSEN:
        raise PreferenceRefused(_("We write no such mail to you any more."))
    return found, kind


def remember_language(user: Any, language: str) -> None:
    """Write to an applicant in the language that they chose on the site."""
    Applicant.objects.filter(user_id=user.pk).exclude(language=language).update(language=spoken(language))

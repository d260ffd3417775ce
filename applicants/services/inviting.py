"""Inviting somebody of a partner university: an account without a password, the role, and a letter that says where to sign in."""

from allauth.account.models import EmailAddress
from django.db import transaction

from applicants.models import NoticeKind
from applicants.services.notices import write_notice
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from cohorts.models import University, UniversityContact
from cohorts.partners.contacts import add_contact


@transaction.atomic
def invite_contact(
    university: University, *, email: str, name: str, by: User, title: str = "", language: str = "en"
) -> UniversityContact:
    """Make somebody a contact and write to them. Raises ContactRefused.

    They sign in with a code that is mailed to the address, so nobody but its owner gets in. The letter is written once a day at
    most to the same person for the same university.
    """
    address = email.strip().lower()
    user = User.objects.filter(email=address).first() or User.objects.create_user(address, name=name.strip())
    EmailAddress.objects.get_or_create(user=user, email=address, defaults={"primary": True, "verified": False})
    contact = add_contact(university, user=user, by=by, title=title)
    write_notice(
        NoticeKind.PARTNER_INVITE,
        to=address,
        language=language,
        values={
            "name": user.name or name,
            "university": university.name,
            "email": address,
            "invited_by": by.name,
            "link": site_link("partners:home"),
        },
        once=f"partner-invite:{contact.pk}:{clock.now().date()}",
    )
    return contact

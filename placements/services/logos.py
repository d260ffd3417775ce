"""The logo of a client: put there by staff, taken away again."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from applicants.documents import clamd
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from placements.logos import LogoRefused, look
from placements.models import Client, ClientLogo


def keep_logo(client: Client, content: bytes, *, by: User) -> ClientLogo:
    """Keep a picture as a client's logo, in the place of the one before. Raises LogoRefused in words."""
    picture = look(content)
    if settings.CLAMD_ADDRESS:
        try:
            found = clamd.scan(content, address=settings.CLAMD_ADDRESS, seconds=settings.CLAMD_TIMEOUT)
        except clamd.ClamdFailed:
            raise LogoRefused(_("This file could not be looked at just now. Try again in a few minutes.")) from None
        if found:
            raise LogoRefused(_("The virus scanner refuses this file."))
    with transaction.atomic():
        ClientLogo.objects.filter(client=client).delete()
        return ClientLogo.objects.create(
            client=client,
            content=picture.content,
            content_type=picture.content_type,
            width=picture.width,
            height=picture.height,
            added_by=by,
            added_at=clock.now(),
        )


def remove_logo(client: Client, *, by: User) -> None:
    """Take a client's logo away."""
    ClientLogo.objects.filter(client=client).delete()

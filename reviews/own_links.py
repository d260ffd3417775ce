"""What rounds put on an applicant's status page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from applicants.models import Application
from applicants.own_links import OwnLink


def time_to_choose(application: Application) -> OwnLink | None:
    """Where the time of the interview is chosen, moved or given back; two queries at most."""
    from reviews.selectors.slots import entry_of, free, standing_slot

    entry = entry_of(application)
    if entry is None:
        return None
    url = reverse("interview:choose", args=[entry.public_id])
    if standing_slot(entry) is not None:
        return OwnLink(_("Move it, or give it back"), url)
    return OwnLink(_("Choose a time"), url) if free(entry.round).exists() else None

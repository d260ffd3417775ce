"""Switching a question about people on or off."""

from django.db import transaction

from careerpath.accounts.access import has_role
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from reports.models import ProgrammeSettings, ProgrammeSettingsChange
from reports.services.wall import NotForYou


@transaction.atomic
def change_settings(*, asks_disability: bool, asks_veteran: bool, by: User) -> list[ProgrammeSettingsChange]:
    """Set both questions, and note each that changed. Raises NotForYou but for the programme manager.

    Answers that were given stay when a question is switched off: nobody new is asked, and reports leave them out.
    """
    if not has_role(by, Role.MANAGER):
        raise NotForYou("The programme manager switches questions on and off.")
    ProgrammeSettings.objects.get_or_create(pk=1)
    row = ProgrammeSettings.objects.select_for_update().get(pk=1)
    wanted = {"asks_disability": asks_disability, "asks_veteran": asks_veteran}
    changed = [name for name, value in wanted.items() if getattr(row, name) is not value]
    for name in changed:
        setattr(row, name, wanted[name])
    row.save()
    return ProgrammeSettingsChange.objects.bulk_create(
        [ProgrammeSettingsChange(setting=name, to=wanted[name], by=by) for name in changed]
    )

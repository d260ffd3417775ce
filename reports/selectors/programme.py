"""What the programme has switched on."""

from django.db.models import QuerySet

from reports.models import ProgrammeSettings, ProgrammeSettingsChange


def programme_settings() -> ProgrammeSettings:
    """The settings as they are now; all off where nothing was ever switched. One query."""
    return ProgrammeSettings.objects.first() or ProgrammeSettings()


def settings_changes() -> QuerySet[ProgrammeSettingsChange]:
    """Every switch, newest first."""
    return ProgrammeSettingsChange.objects.select_related("by")

"""`manage.py rotate_note_keys`: private notes are sealed with the first key of NOTES_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentorship.sealing import NoNoteKeys
from mentorship.services.notes import BATCH, rotate


class Command(BaseCommand):
    """Run it after a new key was put in front; when it says that nothing is left, the old key can go."""

    help = "Seal private notes with the first key of NOTES_KEYS. Can be stopped at any time and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="notes in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were sealed anew, and how many no key opens."""
        try:
            result = rotate(batch=max(1, options["batch"]))
        except NoNoteKeys as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Sealed anew: {result.done}.")
        if result.unreadable:
            raise CommandError(
                f"{result.unreadable} notes do not open with any key that is set. They stay as they are: put their key back "
                "and run this again. Without it nobody can read them; everything else works."
            )
        self.stdout.write("Every note is sealed with the first key: the others can be taken out of NOTES_KEYS.")
